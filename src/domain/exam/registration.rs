//! The exam registration form as a whole: what is saved section by section, and what is submitted.

use serde::{Deserialize, Serialize};

use super::{
    applicant::{Applicant, ApplicantForm},
    attachments::{EvidenceFile, EvidenceFileForm, EvidenceForm, PortraitForm},
    origin::{Origin, OriginForm},
    papers::{Papers, PapersForm},
    priority_claim::{PriorityClaim, PriorityForm},
    programme::ExamPlace,
    residence::{Residence, ResidenceForm, UnitForm},
    sections::{
        AdmissionChoice, AdmissionForm, DeclarationAccepted, DeclarationForm, IdentityConfirmed, IdentityForm,
        RegistrationRules, Schools, SchoolsForm, Section,
    },
    situation::Situation,
    studied::StudiedForm,
    subject::Subject,
};
use crate::domain::{
    candidate::{
        contact::{Contact, ContactForm},
        evidence::{Claims, EvidenceKind},
        priority::{DerivedArea, PriorityArea, derive_area, priority_max},
    },
    field_errors::{FieldErrorCode, FieldErrors},
    ids::StoredFileId,
    score::Score,
};

/// What was typed so far; `None` where nothing was ever saved. What does not apply any more is kept too.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExamRegistrationForms {
    /// As what a free candidate registers.
    pub applicant: Option<ApplicantForm>,
    /// Identity.
    pub identity: Option<IdentityForm>,
    /// Birth place, ethnic group, nationality.
    pub origin: Option<OriginForm>,
    /// Contact.
    pub contact: Option<ContactForm>,
    /// Residence.
    pub residence: Option<ResidenceForm>,
    /// Schools.
    pub schools: Option<SchoolsForm>,
    /// The receiving point.
    pub unit: Option<UnitForm>,
    /// Admission.
    pub admission: Option<AdmissionForm>,
    /// Subjects studied.
    pub studied: Option<StudiedForm>,
    /// Papers.
    pub papers: Option<PapersForm>,
    /// Priority.
    pub priority: Option<PriorityForm>,
    /// Evidence.
    pub evidence: Option<EvidenceForm>,
    /// Portrait.
    pub portrait: Option<PortraitForm>,
    /// Declaration.
    pub declaration: Option<DeclarationForm>,
}

/// A registration that keeps every rule: what is stored whole with each submission. What was added to the form in the
/// course of time is absent in the submissions of before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExamRegistrationContent {
    /// As what the candidate registers.
    #[serde(default)]
    pub applicant: Option<Applicant>,
    /// Identity data confirmed.
    pub identity: IdentityConfirmed,
    /// Birth place, ethnic group, nationality.
    #[serde(default)]
    pub origin: Option<Origin>,
    /// Contact.
    pub contact: Contact,
    /// Permanent residence.
    #[serde(default)]
    pub residence: Option<Residence>,
    /// Schools.
    pub schools: Schools,
    /// Registration unit and exam council.
    #[serde(default)]
    pub place: Option<ExamPlace>,
    /// The subjects of choice studied in grade 12, of pupils.
    #[serde(default)]
    pub studied: Option<Vec<Subject>>,
    /// Papers; none for whoever sits none.
    pub papers: Papers,
    /// Priority claimed; nothing where the marks do not serve admission.
    pub priority: PriorityClaim,
    /// The area that the rules gave at the time of submission.
    pub derived_area: DerivedArea,
    /// Whether the marks serve admission.
    pub admission: AdmissionChoice,
    /// The evidence of what is claimed; none in what was submitted before evidence was asked for.
    #[serde(default)]
    pub evidence: Vec<EvidenceFile>,
    /// The portrait; none where the season asks for none.
    #[serde(default)]
    pub portrait: Option<StoredFileId>,
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
    /// Waits for other sections: the declaration covers all of them, and claims say what evidence is needed.
    CannotStart,
}

/// One section as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum SectionForm {
    /// As what a free candidate registers.
    Applicant(ApplicantForm),
    /// Identity.
    Identity(IdentityForm),
    /// Birth place, ethnic group, nationality.
    Origin(OriginForm),
    /// Contact.
    Contact(ContactForm),
    /// Residence.
    Residence(ResidenceForm),
    /// Schools.
    Schools(SchoolsForm),
    /// The receiving point.
    Unit(UnitForm),
    /// Admission.
    Admission(AdmissionForm),
    /// Subjects studied.
    Studied(StudiedForm),
    /// Papers.
    Papers(PapersForm),
    /// Priority.
    Priority(PriorityForm),
    /// Evidence.
    Evidence(EvidenceForm),
    /// Portrait.
    Portrait(PortraitForm),
    /// Declaration.
    Declaration(DeclarationForm),
}

impl SectionForm {
    /// Which section this is.
    #[must_use]
    pub const fn section(&self) -> Section {
        match self {
            Self::Applicant(_) => Section::Applicant,
            Self::Identity(_) => Section::Identity,
            Self::Origin(_) => Section::Origin,
            Self::Contact(_) => Section::Contact,
            Self::Residence(_) => Section::Residence,
            Self::Schools(_) => Section::Schools,
            Self::Unit(_) => Section::Unit,
            Self::Admission(_) => Section::Admission,
            Self::Studied(_) => Section::Studied,
            Self::Papers(_) => Section::Papers,
            Self::Priority(_) => Section::Priority,
            Self::Evidence(_) => Section::Evidence,
            Self::Portrait(_) => Section::Portrait,
            Self::Declaration(_) => Section::Declaration,
        }
    }

    /// Whether it keeps every rule, of somebody in this situation, that it can be judged by alone; what evidence is
    /// needed, other sections say ([`ExamRegistrationForms::needed_evidence`]).
    ///
    /// # Errors
    /// Those of its `parse`.
    pub fn check(&self, situation: &Situation, rules: &RegistrationRules) -> Result<(), FieldErrors> {
        match self {
            Self::Applicant(form) => form.parse().map(drop),
            Self::Identity(form) => form.parse().map(drop),
            Self::Origin(form) => form.parse(rules).map(drop),
            Self::Contact(form) => form.parse().map(drop),
            Self::Residence(form) => form.parse(&rules.known, situation.is_foreign).map(drop),
            Self::Schools(form) => form.parse(situation.applicant.kind, rules).map(drop),
            Self::Unit(form) => form.parse(&rules.known).map(drop),
            Self::Admission(form) => form.parse().map(drop),
            Self::Studied(form) => form.parse(rules).map(drop),
            Self::Papers(form) => form.parse(situation, rules).map(drop),
            Self::Priority(form) => form.parse(&rules.known).map(drop),
            Self::Evidence(form) => form.parse(&[], &rules.files).map(drop),
            Self::Portrait(form) => form.parse(&rules.files).map(drop),
            Self::Declaration(form) => form.parse().map(drop),
        }
    }
}

/// The forms that this content would be read from, to show and to edit it.
impl From<&ExamRegistrationContent> for ExamRegistrationForms {
    fn from(content: &ExamRegistrationContent) -> Self {
        let yes = || "yes".to_owned();
        let ExamRegistrationContent { contact, schools, priority, admission, evidence, portrait, .. } = content;
        let old_commune = priority.residence_commune.clone();
        let old_residence = old_commune.map(|commune| Residence { commune: Some(commune), over_18_months: false });
        Self {
            applicant: content.applicant.as_ref().map(ApplicantForm::from),
            identity: Some(IdentityForm { seen: yes() }),
            origin: content.origin.as_ref().map(OriginForm::from),
            contact: Some(ContactForm {
                phone: contact.phone.as_str().to_owned(),
                email: contact.email.as_str().to_owned(),
                address: contact.address.clone(),
            }),
            residence: content.residence.as_ref().or(old_residence.as_ref()).map(ResidenceForm::from),
            schools: Some(SchoolsForm {
                school_10: schools.grade_10.code.clone(),
                school_11: schools.grade_11.code.clone(),
                school_12: schools.grade_12.code.clone(),
                class_12: schools.class_12.clone().unwrap_or_default(),
                graduation_year: schools.graduation_year.map(|year| year.to_string()).unwrap_or_default(),
            }),
            unit: content.place.as_ref().map(|place| UnitForm { unit: place.code() }),
            admission: Some(AdmissionForm {
                use_for_admission: if admission.use_for_admission { yes() } else { "no".to_owned() },
            }),
            studied: content.studied.as_deref().map(StudiedForm::from),
            papers: Some(PapersForm::from(&content.papers)),
            priority: Some(PriorityForm {
                area: priority.area.map(|area| area.as_str().to_owned()).unwrap_or_default(),
                category_code: priority.category.as_ref().map(|category| category.code.clone()).unwrap_or_default(),
            }),
            evidence: Some(EvidenceForm { files: evidence.iter().map(EvidenceFileForm::from).collect() }),
            portrait: Some(PortraitForm { file: portrait.map(|file| file.to_string()).unwrap_or_default() }),
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
    /// The answers of somebody who claims nothing, where one answer is enough: the others have to be added.
    #[must_use]
    pub fn without_claims() -> Self {
        let yes = || "yes".to_owned();
        Self {
            identity: Some(IdentityForm { seen: yes() }),
            admission: Some(AdmissionForm { use_for_admission: yes() }),
            priority: Some(PriorityForm::default()),
            declaration: Some(DeclarationForm { accepted: yes() }),
            ..Self::default()
        }
    }

    /// Reads all sections that are asked for at once; what was never saved counts as empty.
    ///
    /// # Errors
    /// Every section that breaks a rule, in form order, with its errors.
    pub fn submit(&self, rules: &RegistrationRules) -> Result<ExamRegistrationContent, Vec<(Section, FieldErrors)>> {
        let situation = Situation::of(self, rules);
        let reader = Reader { situation: &situation, rules, failed: Vec::new() };
        reader.read(self)
    }

    /// One section as typed; `None` when it was never saved.
    #[must_use]
    pub fn form(&self, section: Section) -> Option<SectionForm> {
        match section {
            Section::Applicant => self.applicant.clone().map(SectionForm::Applicant),
            Section::Identity => self.identity.clone().map(SectionForm::Identity),
            Section::Origin => self.origin.clone().map(SectionForm::Origin),
            Section::Contact => self.contact.clone().map(SectionForm::Contact),
            Section::Residence => self.residence.clone().map(SectionForm::Residence),
            Section::Schools => self.schools.clone().map(SectionForm::Schools),
            Section::Unit => self.unit.clone().map(SectionForm::Unit),
            Section::Admission => self.admission.clone().map(SectionForm::Admission),
            Section::Studied => self.studied.clone().map(SectionForm::Studied),
            Section::Papers => self.papers.clone().map(SectionForm::Papers),
            Section::Priority => self.priority.clone().map(SectionForm::Priority),
            Section::Evidence => self.evidence.clone().map(SectionForm::Evidence),
            Section::Portrait => self.portrait.clone().map(SectionForm::Portrait),
            Section::Declaration => self.declaration.clone().map(SectionForm::Declaration),
        }
    }

    /// The same with one section as typed now.
    #[must_use]
    pub fn with(&self, form: SectionForm) -> Self {
        let mut forms = self.clone();
        match form {
            SectionForm::Applicant(form) => forms.applicant = Some(form),
            SectionForm::Identity(form) => forms.identity = Some(form),
            SectionForm::Origin(form) => forms.origin = Some(form),
            SectionForm::Contact(form) => forms.contact = Some(form),
            SectionForm::Residence(form) => forms.residence = Some(form),
            SectionForm::Schools(form) => forms.schools = Some(form),
            SectionForm::Unit(form) => forms.unit = Some(form),
            SectionForm::Admission(form) => forms.admission = Some(form),
            SectionForm::Studied(form) => forms.studied = Some(form),
            SectionForm::Papers(form) => forms.papers = Some(form),
            SectionForm::Priority(form) => forms.priority = Some(form),
            SectionForm::Evidence(form) => forms.evidence = Some(form),
            SectionForm::Portrait(form) => forms.portrait = Some(form),
            SectionForm::Declaration(form) => forms.declaration = Some(form),
        }
        forms
    }

    /// The evidence that the claims of this form need, as far as the form is readable.
    #[must_use]
    pub fn needed_evidence(&self, rules: &RegistrationRules) -> Vec<EvidenceKind> {
        let situation = Situation::of(self, rules);
        let claim = self.priority.as_ref().filter(|_| situation.asks(Section::Priority, rules));
        let Some(Ok(claim)) = claim.map(|form| form.parse(&rules.known)) else { return Vec::new() };
        let schools = self.schools.as_ref().and_then(|form| form.parse(situation.applicant.kind, rules).ok());
        let derived_area = schools.map(|schools| schools.derived_area(rules.exam_year).area);
        Claims { area: claim.area, derived_area, has_category: claim.category.is_some() }.needed()
    }

    /// How far a section is; of one that waits for others, see [`ExamRegistrationForms::task_list`].
    fn status(&self, section: Section, situation: &Situation, rules: &RegistrationRules) -> SectionStatus {
        match section {
            // What has to be uploaded follows from the other sections: there may be nothing to do.
            Section::Evidence => match &self.evidence {
                None if !self.needed_evidence(rules).is_empty() => SectionStatus::NotStarted,
                form => {
                    let form = form.clone().unwrap_or_default();
                    let parsed = form.parse(&self.needed_evidence(rules), &rules.files);
                    SectionStatus::of(Some(parsed.map(drop)))
                }
            },
            _ => SectionStatus::of(self.form(section).map(|form| form.check(situation, rules))),
        }
    }

    /// How far each section is that is asked for, in form order.
    #[must_use]
    pub fn task_list(&self, rules: &RegistrationRules) -> Vec<(Section, SectionStatus)> {
        let situation = Situation::of(self, rules);
        let status = |section| self.status(section, &situation, rules);
        let mut tasks: Vec<_> =
            situation.sections(rules).into_iter().map(|section| (section, status(section))).collect();
        let is_done = |wanted| tasks.contains(&(wanted, SectionStatus::Done));
        let claims_are_made = is_done(Section::Priority) && is_done(Section::Schools);
        let others_are_done =
            tasks.iter().all(|(section, status)| *section == Section::Declaration || *status == SectionStatus::Done);
        for (section, status) in &mut tasks {
            if *section == Section::Declaration && !others_are_done || *section == Section::Evidence && !claims_are_made
            {
                *status = SectionStatus::CannotStart;
            }
        }
        tasks
    }

    /// Sections that were filled in and are not asked for any more: kept, and not handed in.
    #[must_use]
    pub fn set_aside(&self, rules: &RegistrationRules) -> Vec<Section> {
        let situation = Situation::of(self, rules);
        let is_aside = |section: &Section| self.form(*section).is_some() && !situation.asks(*section, rules);
        Section::ALL.iter().copied().filter(is_aside).collect()
    }
}

/// Reads section after section and notes what breaks a rule.
struct Reader<'a> {
    situation: &'a Situation,
    rules: &'a RegistrationRules,
    failed: Vec<(Section, FieldErrors)>,
}

impl Reader<'_> {
    /// A section that is asked for; `None` where it is not, or breaks a rule.
    fn section<Form: Clone + Default, T>(
        &mut self,
        section: Section,
        form: Option<&Form>,
        parse: impl FnOnce(&Form) -> Result<T, FieldErrors>,
    ) -> Option<T> {
        if !self.situation.asks(section, self.rules) {
            return None;
        }
        let form = form.cloned().unwrap_or_default();
        parse(&form).map_err(|errors| self.failed.push((section, errors))).ok()
    }

    fn read(mut self, forms: &ExamRegistrationForms) -> Result<ExamRegistrationContent, Vec<(Section, FieldErrors)>> {
        let (situation, rules) = (self.situation, self.rules);
        let kind = situation.applicant.kind;
        self.section(Section::Applicant, forms.applicant.as_ref(), ApplicantForm::parse);
        let identity = self.section(Section::Identity, forms.identity.as_ref(), IdentityForm::parse);
        let origin = self.section(Section::Origin, forms.origin.as_ref(), |form| form.parse(rules));
        let contact = self.section(Section::Contact, forms.contact.as_ref(), ContactForm::parse);
        let residence = self.section(Section::Residence, forms.residence.as_ref(), |form| {
            form.parse(&rules.known, situation.is_foreign)
        });
        let schools = self.section(Section::Schools, forms.schools.as_ref(), |form| form.parse(kind, rules));
        let place = self.section(Section::Unit, forms.unit.as_ref(), |form| form.parse(&rules.known));
        let admission = self.section(Section::Admission, forms.admission.as_ref(), AdmissionForm::parse);
        self.section(Section::Studied, forms.studied.as_ref(), |form| form.parse(rules));
        let papers = self.section(Section::Papers, forms.papers.as_ref(), |form| form.parse(situation, rules));
        let priority = self.section(Section::Priority, forms.priority.as_ref(), |form| form.parse(&rules.known));
        let needed = forms.needed_evidence(rules);
        let evidence =
            self.section(Section::Evidence, forms.evidence.as_ref(), |form| form.parse(&needed, &rules.files));
        let portrait = self.section(Section::Portrait, forms.portrait.as_ref(), |form| form.parse(&rules.files));
        let declaration = self.section(Section::Declaration, forms.declaration.as_ref(), DeclarationForm::parse);
        match (identity, contact, schools, declaration) {
            (Some(identity), Some(contact), Some(schools), Some(declaration)) if self.failed.is_empty() => {
                let derived_area = schools.derived_area(rules.exam_year);
                let always = AdmissionChoice { use_for_admission: situation.is_for_admission };
                Ok(ExamRegistrationContent {
                    applicant: Some(situation.applicant),
                    identity,
                    origin,
                    contact,
                    residence,
                    schools,
                    place: Some(place.unwrap_or_else(|| rules.place.clone())),
                    studied: situation.studied.clone(),
                    papers: papers.unwrap_or_default(),
                    priority: priority.unwrap_or_default(),
                    derived_area,
                    admission: admission.unwrap_or(always),
                    evidence: evidence.unwrap_or_default(),
                    portrait: portrait.flatten(),
                    declaration,
                })
            }
            _ => Err(self.failed),
        }
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

#[cfg(test)]
mod tests;
