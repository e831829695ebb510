//! The exam registration form as a whole: what is saved section by section, and what is submitted.

use serde::{Deserialize, Serialize};

use super::{
    papers::{Papers, PapersForm},
    sections::{
        AdmissionChoice, AdmissionForm, DeclarationAccepted, DeclarationForm, IdentityConfirmed, IdentityForm,
        PriorityClaim, PriorityForm, RegistrationRules, Schools, SchoolsForm, Section,
    },
};
use crate::domain::{
    candidate::{
        contact::{Contact, ContactForm},
        priority::{DerivedArea, PriorityArea, derive_area, priority_max},
    },
    field_errors::{FieldErrorCode, FieldErrors},
    score::Score,
};

/// What was typed so far; `None` where nothing was ever saved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExamRegistrationForms {
    /// Identity.
    pub identity: Option<IdentityForm>,
    /// Contact.
    pub contact: Option<ContactForm>,
    /// Schools.
    pub schools: Option<SchoolsForm>,
    /// Papers.
    pub papers: Option<PapersForm>,
    /// Priority.
    pub priority: Option<PriorityForm>,
    /// Admission.
    pub admission: Option<AdmissionForm>,
    /// Declaration.
    pub declaration: Option<DeclarationForm>,
}

/// A registration that keeps every rule: what is stored whole with each submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExamRegistrationContent {
    /// Identity data confirmed.
    pub identity: IdentityConfirmed,
    /// Contact.
    pub contact: Contact,
    /// Schools.
    pub schools: Schools,
    /// Papers.
    pub papers: Papers,
    /// Priority claimed.
    pub priority: PriorityClaim,
    /// The area that the rules gave at the time of submission.
    pub derived_area: DerivedArea,
    /// Whether the marks serve admission.
    pub admission: AdmissionChoice,
    /// Declaration accepted.
    pub declaration: DeclarationAccepted,
}

/// How far a section is, for the task list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SectionStatus {
    /// Nothing saved yet.
    NotStarted,
    /// Saved with something still missing.
    InProgress,
    /// Keeps every rule.
    Done,
    /// Saved with something that cannot stay.
    HasErrors,
    /// Waits for other sections: the declaration covers all of them.
    CannotStart,
}

/// One section as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum SectionForm {
    /// Identity.
    Identity(IdentityForm),
    /// Contact.
    Contact(ContactForm),
    /// Schools.
    Schools(SchoolsForm),
    /// Papers.
    Papers(PapersForm),
    /// Priority.
    Priority(PriorityForm),
    /// Admission.
    Admission(AdmissionForm),
    /// Declaration.
    Declaration(DeclarationForm),
}

impl SectionForm {
    /// Which section this is.
    #[must_use]
    pub const fn section(&self) -> Section {
        match self {
            Self::Identity(_) => Section::Identity,
            Self::Contact(_) => Section::Contact,
            Self::Schools(_) => Section::Schools,
            Self::Papers(_) => Section::Papers,
            Self::Priority(_) => Section::Priority,
            Self::Admission(_) => Section::Admission,
            Self::Declaration(_) => Section::Declaration,
        }
    }

    /// Whether it keeps every rule.
    ///
    /// # Errors
    /// Those of its `parse`.
    pub fn check(&self, rules: &RegistrationRules) -> Result<(), FieldErrors> {
        match self {
            Self::Identity(form) => form.parse().map(drop),
            Self::Contact(form) => form.parse().map(drop),
            Self::Schools(form) => form.parse(rules).map(drop),
            Self::Papers(form) => form.parse(&rules.offered).map(drop),
            Self::Priority(form) => form.parse(&rules.known).map(drop),
            Self::Admission(form) => form.parse().map(drop),
            Self::Declaration(form) => form.parse().map(drop),
        }
    }
}

/// The forms that this content would be read from, to show and to edit it.
impl From<&ExamRegistrationContent> for ExamRegistrationForms {
    fn from(content: &ExamRegistrationContent) -> Self {
        let yes = || "yes".to_owned();
        let ExamRegistrationContent { contact, schools, papers, priority, admission, .. } = content;
        let [elective_1, elective_2] = papers.electives().map(|subject| subject.as_str().to_owned());
        Self {
            identity: Some(IdentityForm { seen: yes() }),
            contact: Some(ContactForm {
                phone: contact.phone.as_str().to_owned(),
                email: contact.email.as_str().to_owned(),
                address: contact.address.clone(),
            }),
            schools: Some(SchoolsForm {
                school_10: schools.grade_10.code.clone(),
                school_11: schools.grade_11.code.clone(),
                school_12: schools.grade_12.code.clone(),
                class_12: schools.class_12.clone().unwrap_or_default(),
                graduation_year: schools.graduation_year.map(|year| year.to_string()).unwrap_or_default(),
            }),
            papers: Some(PapersForm {
                elective_1,
                elective_2,
                language: papers.language().map(|language| language.as_str().to_owned()).unwrap_or_default(),
            }),
            priority: Some(PriorityForm {
                area: priority.area.map(|area| area.as_str().to_owned()).unwrap_or_default(),
                category_code: priority.category.as_ref().map(|category| category.code.clone()).unwrap_or_default(),
                residence_commune: priority.residence_commune.clone().unwrap_or_default(),
            }),
            admission: Some(AdmissionForm {
                use_for_admission: if admission.use_for_admission { yes() } else { "no".to_owned() },
            }),
            declaration: Some(DeclarationForm { accepted: yes() }),
        }
    }
}

impl ExamRegistrationContent {
    /// The area that counts once the claim is accepted: the claimed one, otherwise the derived one.
    #[must_use]
    pub fn area(&self) -> PriorityArea {
        self.priority.area.unwrap_or(self.derived_area.area)
    }

    /// The greatest priority of that area and the claimed category.
    #[must_use]
    pub fn priority_max(&self) -> Score {
        priority_max(self.area(), self.priority.category.as_ref().map(|category| category.group))
    }
}

impl Schools {
    /// The priority area that these schools give.
    #[must_use]
    pub fn derived_area(&self, exam_year: i16) -> DerivedArea {
        let areas = [(10, self.grade_10.area), (11, self.grade_11.area), (12, self.grade_12.area)];
        derive_area(areas, None, exam_year, self.graduation_year)
    }
}

impl ExamRegistrationForms {
    /// Reads all sections at once; what was never saved counts as empty.
    ///
    /// # Errors
    /// Every section that breaks a rule, in form order, with its errors.
    pub fn submit(&self, rules: &RegistrationRules) -> Result<ExamRegistrationContent, Vec<(Section, FieldErrors)>> {
        let mut failed = Vec::new();
        let identity = keep(&mut failed, Section::Identity, or_empty(self.identity.as_ref()).parse());
        let contact = keep(&mut failed, Section::Contact, or_empty(self.contact.as_ref()).parse());
        let schools = keep(&mut failed, Section::Schools, or_empty(self.schools.as_ref()).parse(rules));
        let papers = keep(&mut failed, Section::Papers, or_empty(self.papers.as_ref()).parse(&rules.offered));
        let priority = keep(&mut failed, Section::Priority, or_empty(self.priority.as_ref()).parse(&rules.known));
        let admission = keep(&mut failed, Section::Admission, or_empty(self.admission.as_ref()).parse());
        let declaration = keep(&mut failed, Section::Declaration, or_empty(self.declaration.as_ref()).parse());
        match (identity, contact, schools, papers, priority, admission, declaration) {
            (
                Some(identity),
                Some(contact),
                Some(schools),
                Some(papers),
                Some(priority),
                Some(admission),
                Some(declaration),
            ) => {
                let derived_area = schools.derived_area(rules.exam_year);
                Ok(ExamRegistrationContent {
                    identity,
                    contact,
                    schools,
                    papers,
                    priority,
                    derived_area,
                    admission,
                    declaration,
                })
            }
            _ => Err(failed),
        }
    }

    /// One section as typed; `None` when it was never saved.
    #[must_use]
    pub fn form(&self, section: Section) -> Option<SectionForm> {
        match section {
            Section::Identity => self.identity.clone().map(SectionForm::Identity),
            Section::Contact => self.contact.clone().map(SectionForm::Contact),
            Section::Schools => self.schools.clone().map(SectionForm::Schools),
            Section::Papers => self.papers.clone().map(SectionForm::Papers),
            Section::Priority => self.priority.clone().map(SectionForm::Priority),
            Section::Admission => self.admission.clone().map(SectionForm::Admission),
            Section::Declaration => self.declaration.clone().map(SectionForm::Declaration),
        }
    }

    /// How far each section is, in form order.
    #[must_use]
    pub fn task_list(&self, rules: &RegistrationRules) -> Vec<(Section, SectionStatus)> {
        let mut tasks: Vec<_> = Section::ALL
            .iter()
            .map(|section| (*section, SectionStatus::of(self.form(*section).map(|form| form.check(rules)))))
            .collect();
        let others_are_done =
            tasks.iter().all(|(section, status)| *section == Section::Declaration || *status == SectionStatus::Done);
        for (section, status) in &mut tasks {
            if *section == Section::Declaration && !others_are_done {
                *status = SectionStatus::CannotStart;
            }
        }
        tasks
    }
}

impl SectionStatus {
    /// The status of a section by what its check says; `None` when it was never saved.
    #[must_use]
    pub fn of(check: Option<Result<(), FieldErrors>>) -> Self {
        let is_only_missing =
            |code: &FieldErrorCode| matches!(code, FieldErrorCode::Missing | FieldErrorCode::NotAccepted);
        match check {
            None => Self::NotStarted,
            Some(Ok(())) => Self::Done,
            Some(Err(errors)) if errors.iter().all(|error| is_only_missing(&error.code)) => Self::InProgress,
            Some(Err(_)) => Self::HasErrors,
        }
    }
}

fn or_empty<Form: Clone + Default>(form: Option<&Form>) -> Form {
    form.cloned().unwrap_or_default()
}

fn keep<T>(failed: &mut Vec<(Section, FieldErrors)>, section: Section, parsed: Result<T, FieldErrors>) -> Option<T> {
    parsed.map_err(|errors| failed.push((section, errors))).ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::{
        candidate::{kind::CandidateKind, priority::PriorityGroup},
        exam::{sections::KnownCodes, subject::Subject},
    };

    fn rules() -> RegistrationRules {
        let known = KnownCodes {
            schools: BTreeMap::from([("01001".to_owned(), PriorityArea::Kv3), ("05002".to_owned(), PriorityArea::Kv1)]),
            categories: BTreeMap::from([("06".to_owned(), PriorityGroup::Ut2)]),
            ..KnownCodes::default()
        };
        let kind = CandidateKind::CurrentGrade12;
        RegistrationRules { kind, exam_year: 2026, offered: Subject::ALL.to_vec(), known }
    }

    fn complete() -> ExamRegistrationForms {
        ExamRegistrationForms {
            identity: Some(IdentityForm { seen: "yes".into() }),
            contact: Some(ContactForm {
                phone: "091 234 5678".into(),
                email: "an@example.vn".into(),
                address: "12 Tràng Tiền, Hà Nội".into(),
            }),
            schools: Some(SchoolsForm {
                school_10: "05002".into(),
                school_11: "05002".into(),
                school_12: "01001".into(),
                class_12: "12A1".into(),
                graduation_year: String::new(),
            }),
            papers: Some(PapersForm {
                elective_1: "vat_li".into(),
                elective_2: "ngoai_ngu".into(),
                language: "N1".into(),
            }),
            priority: Some(PriorityForm { category_code: "06".into(), ..PriorityForm::default() }),
            admission: Some(AdmissionForm { use_for_admission: "yes".into() }),
            declaration: Some(DeclarationForm { accepted: "yes".into() }),
        }
    }

    #[test]
    fn a_complete_form_is_submitted_with_its_derived_area() {
        let content = complete().submit(&rules()).unwrap();
        assert_eq!(content.derived_area.area, PriorityArea::Kv1);
        // KV1 0.75 and UT2 1.00 (domain.md §3.4, §3.5).
        assert_eq!(content.priority_max(), Score::from_hundredths(175));
    }

    #[test]
    fn the_forms_of_a_content_are_read_back_as_the_same_content() {
        let content = complete().submit(&rules()).unwrap();
        let forms = ExamRegistrationForms::from(&content);
        assert_eq!(forms.submit(&rules()), Ok(content));
        assert_eq!(forms.contact.map(|contact| contact.phone).as_deref(), Some("0912345678"));
    }

    #[test]
    fn a_claimed_area_stands_in_for_the_derived_one() {
        let mut forms = complete();
        forms.priority = Some(PriorityForm { area: "kv2_rural".into(), ..PriorityForm::default() });
        let content = forms.submit(&rules()).unwrap();
        assert_eq!((content.area(), content.priority_max()), (PriorityArea::Kv2Rural, Score::from_hundredths(50)));
    }

    #[test]
    fn an_empty_form_fails_in_every_section_but_the_optional_one() {
        let failed = ExamRegistrationForms::default().submit(&rules()).unwrap_err();
        let sections: Vec<_> = failed.iter().map(|(section, _)| section.as_str()).collect();
        assert_eq!(sections, ["identity", "contact", "schools", "papers", "admission", "declaration"]);
    }

    #[test]
    fn the_task_list_tells_how_far_each_section_is() {
        use SectionStatus::{CannotStart, Done, HasErrors, InProgress, NotStarted};
        let statuses = |forms: &ExamRegistrationForms| {
            forms.task_list(&rules()).into_iter().map(|(_, status)| status).collect::<Vec<_>>()
        };
        let mut empty = vec![NotStarted; 6];
        empty.push(CannotStart);
        assert_eq!(statuses(&ExamRegistrationForms::default()), empty);
        assert_eq!(statuses(&complete()), [Done; 7]);

        let mut almost = complete();
        almost.declaration = None;
        assert_eq!(statuses(&almost)[6], NotStarted);

        let mut partly = complete();
        partly.contact = Some(ContactForm { phone: "0912345678".into(), ..ContactForm::default() });
        partly.papers =
            Some(PapersForm { elective_1: "vat_li".into(), elective_2: "vat_li".into(), ..Default::default() });
        assert_eq!(statuses(&partly), [Done, InProgress, Done, HasErrors, Done, Done, CannotStart]);
    }
}
