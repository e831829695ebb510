//! The exam registration form as a whole: what is saved section by section, and what is submitted.

mod reading;
mod showing;

use serde::{Deserialize, Serialize};

use super::{
    amendment::AmendedPriority,
    applicant::{Applicant, ApplicantForm},
    arrangements::{Arrangements, ArrangementsForm},
    attachments::{EvidenceFile, EvidenceForm, PortraitForm},
    exemption::{Exemption, ExemptionForm},
    graduation::{GraduationClaim, GraduationForm},
    origin::{Origin, OriginForm},
    papers::{Papers, PapersForm},
    priority_claim::{PriorityClaim, PriorityForm},
    programme::ExamPlace,
    reserved_marks::{ReservedMark, ReservedMarksForm},
    residence::{Residence, ResidenceForm, UnitForm},
    sections::{
        AdmissionChoice, AdmissionForm, DeclarationAccepted, DeclarationForm, IdentityConfirmed, IdentityForm,
        RegistrationRules, School, Schools, SchoolsForm, Section,
    },
    situation::Situation,
    studied::StudiedForm,
    subject::Subject,
};
use crate::domain::{
    candidate::{
        contact::{Contact, ContactForm},
        evidence::{Claims, EvidenceKind},
        priority::{DerivedArea, PriorityArea, ResidenceException, derive_area},
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
    /// Marks of the year before.
    pub reserved_marks: Option<ReservedMarksForm>,
    /// Exemption from the foreign language.
    pub exemption: Option<ExemptionForm>,
    /// Papers.
    pub papers: Option<PapersForm>,
    /// Graduation priority and encouragement.
    pub graduation: Option<GraduationForm>,
    /// Priority.
    pub priority: Option<PriorityForm>,
    /// Arrangements for the exam.
    pub arrangements: Option<ArrangementsForm>,
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
    /// Marks of the year before that are kept.
    #[serde(default)]
    pub reserved_marks: Vec<ReservedMark>,
    /// Exemption from the foreign language.
    #[serde(default)]
    pub exemption: Option<Exemption>,
    /// Papers; none for whoever sits none.
    pub papers: Papers,
    /// What is claimed for the recognition of graduation.
    #[serde(default)]
    pub graduation: GraduationClaim,
    /// Priority claimed; nothing where the marks do not serve admission.
    pub priority: PriorityClaim,
    /// The area that the rules gave at the time of submission.
    pub derived_area: DerivedArea,
    /// What a disabled candidate needs. Never written with the rest, which more people read.
    #[serde(skip)]
    pub arrangements: Arrangements,
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
    /// Marks of the year before.
    ReservedMarks(ReservedMarksForm),
    /// Exemption from the foreign language.
    Exemption(ExemptionForm),
    /// Graduation priority and encouragement.
    Graduation(GraduationForm),
    /// Arrangements for the exam.
    Arrangements(ArrangementsForm),
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
            Self::ReservedMarks(_) => Section::ReservedMarks,
            Self::Exemption(_) => Section::Exemption,
            Self::Graduation(_) => Section::Graduation,
            Self::Arrangements(_) => Section::Arrangements,
            Self::Papers(_) => Section::Papers,
            Self::Priority(_) => Section::Priority,
            Self::Evidence(_) => Section::Evidence,
            Self::Portrait(_) => Section::Portrait,
            Self::Declaration(_) => Section::Declaration,
        }
    }

    /// The codes of communes and schools that it names.
    #[must_use]
    pub fn named_codes(&self) -> Vec<String> {
        let named = match self {
            Self::Residence(form) => vec![&form.residence_commune],
            Self::Schools(form) => vec![&form.school_10, &form.school_11, &form.school_12],
            _ => Vec::new(),
        };
        let is_code = |code: &&str| !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit());
        named.into_iter().map(|code| code.trim()).filter(is_code).map(str::to_owned).collect()
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
            Self::ReservedMarks(form) => form.parse(situation, rules).map(drop),
            Self::Exemption(form) => form.parse(rules).map(drop),
            Self::Graduation(form) => form.parse(&rules.known).map(drop),
            Self::Arrangements(form) => form.parse().map(drop),
            Self::Papers(form) => form.parse(situation, rules).map(drop),
            Self::Priority(form) => form.parse(situation, &rules.known).map(drop),
            Self::Evidence(form) => form.parse(&[], &rules.files).map(drop),
            Self::Portrait(form) => form.parse(&rules.files).map(drop),
            Self::Declaration(form) => form.parse().map(drop),
        }
    }
}

impl ExamRegistrationContent {
    /// The evidence that its claims need.
    #[must_use]
    pub fn needed_evidence(&self) -> Vec<EvidenceKind> {
        let claims = Claims {
            area: self.priority.area,
            derived_area: Some(self.derived_area.area),
            has_residence_ground: self.priority.residence_ground.is_some(),
            has_category: self.priority.category.is_some(),
            has_certificate: self.exemption.is_some(),
            has_graduation_claim: self.graduation.category.is_some() || self.graduation.encouragement.is_some(),
            has_reserved_marks: !self.reserved_marks.is_empty(),
        };
        claims.needed()
    }

    /// A correction brings no files: the portrait is that of `earlier`, and what proved a claim there goes on proving it where
    /// it is still made.
    pub fn keep_files_of(&mut self, earlier: &Self) {
        let needed = self.needed_evidence();
        self.portrait = earlier.portrait;
        self.evidence = earlier.evidence.iter().copied().filter(|file| needed.contains(&file.kind)).collect();
    }

    /// The stored files that it names.
    #[must_use]
    pub fn files(&self) -> Vec<StoredFileId> {
        self.evidence.iter().map(|file| file.file).chain(self.portrait).collect()
    }

    /// The area that counts once the claim is accepted: the claimed one, otherwise the derived one.
    #[must_use]
    pub fn area(&self) -> PriorityArea {
        self.priority.area.unwrap_or(self.derived_area.area)
    }

    /// The greatest priority of that area and the claimed category, once the slips of the procedures day are read.
    #[must_use]
    pub fn priority_max(&self, amended: AmendedPriority) -> Score {
        amended.priority_max(self.area(), self.priority.category.as_ref().map(|category| category.group))
    }
}

impl Schools {
    /// The priority area that these schools give, or the residence where that decides.
    #[must_use]
    pub fn derived_area(&self, residence: Option<ResidenceException>, exam_year: i16) -> DerivedArea {
        let areas = [(10, self.grade_10.area), (11, self.grade_11.area), (12, self.grade_12.area)];
        derive_area(areas, residence, exam_year, self.graduation_year)
    }

    /// How many months were spent at which school, the longest first and the later first of equals: nine months a year.
    #[must_use]
    pub fn months(&self) -> Vec<(&School, u8)> {
        let mut spent: Vec<(&School, u8)> = Vec::new();
        for school in [&self.grade_12, &self.grade_11, &self.grade_10] {
            match spent.iter_mut().find(|(counted, _)| counted.code == school.code) {
                Some((_, months)) => *months += MONTHS_OF_A_YEAR,
                None => spent.push((school, MONTHS_OF_A_YEAR)),
            }
        }
        spent.sort_by_key(|(_, months)| std::cmp::Reverse(*months));
        spent
    }
}

/// A school year, as the rules count it.
const MONTHS_OF_A_YEAR: u8 = 9;

/// The sections by which something is claimed that has to be proved.
const CLAIMING: [Section; 5] =
    [Section::Schools, Section::Priority, Section::Exemption, Section::Graduation, Section::ReservedMarks];

impl ExamRegistrationForms {
    /// The answers of somebody who claims nothing, where one answer is enough: the others have to be added.
    #[must_use]
    pub fn without_claims() -> Self {
        let yes = || "yes".to_owned();
        Self {
            identity: Some(IdentityForm { seen: yes() }),
            admission: Some(AdmissionForm { use_for_admission: yes() }),
            exemption: Some(ExemptionForm::from(None)),
            graduation: Some(GraduationForm::default()),
            priority: Some(PriorityForm::default()),
            arrangements: Some(ArrangementsForm::from(&Arrangements::default())),
            declaration: Some(DeclarationForm { accepted: yes() }),
            ..Self::default()
        }
    }

    /// Reads all sections that are asked for at once; what was never saved counts as empty.
    ///
    /// # Errors
    /// Every section that breaks a rule, in form order, with its errors.
    pub fn submit(&self, rules: &RegistrationRules) -> Result<ExamRegistrationContent, Vec<(Section, FieldErrors)>> {
        reading::read(self, rules)
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
            Section::ReservedMarks => self.reserved_marks.clone().map(SectionForm::ReservedMarks),
            Section::Exemption => self.exemption.clone().map(SectionForm::Exemption),
            Section::Graduation => self.graduation.clone().map(SectionForm::Graduation),
            Section::Arrangements => self.arrangements.clone().map(SectionForm::Arrangements),
            Section::Papers => self.papers.clone().map(SectionForm::Papers),
            Section::Priority => self.priority.clone().map(SectionForm::Priority),
            Section::Evidence => self.evidence.clone().map(SectionForm::Evidence),
            Section::Portrait => self.portrait.clone().map(SectionForm::Portrait),
            Section::Declaration => self.declaration.clone().map(SectionForm::Declaration),
        }
    }

    /// The codes of communes and schools that it names.
    #[must_use]
    pub fn named_codes(&self) -> Vec<String> {
        let sections = [self.form(Section::Residence), self.form(Section::Schools)];
        sections.into_iter().flatten().flat_map(|form| form.named_codes()).collect()
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
            SectionForm::ReservedMarks(form) => forms.reserved_marks = Some(form),
            SectionForm::Exemption(form) => forms.exemption = Some(form),
            SectionForm::Graduation(form) => forms.graduation = Some(form),
            SectionForm::Arrangements(form) => forms.arrangements = Some(form),
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
        let is_asked = |section| situation.asks(section, rules);
        let mut claims = Claims::default();
        let priority = self.priority.as_ref().filter(|_| is_asked(Section::Priority));
        if let Some(Ok(claim)) = priority.map(|form| form.parse(&situation, &rules.known)) {
            let schools = self.schools.as_ref().and_then(|form| form.parse(situation.applicant.kind, rules).ok());
            let residence = claim.residence_exception(&situation, &rules.known);
            claims.area = claim.area;
            claims.derived_area = schools.map(|schools| schools.derived_area(residence, rules.exam_year).area);
            claims.has_residence_ground = claim.residence_ground.is_some();
            claims.has_category = claim.category.is_some();
        }
        let exemption = self.exemption.as_ref().filter(|_| is_asked(Section::Exemption));
        claims.has_certificate = exemption.is_some_and(|form| matches!(form.parse(rules), Ok(Some(_))));
        let graduation = self.graduation.as_ref().filter(|_| is_asked(Section::Graduation));
        claims.has_graduation_claim = graduation.is_some_and(|form| {
            form.parse(&rules.known).is_ok_and(|claim| claim.category.or(claim.encouragement).is_some())
        });
        let reserved = self.reserved_marks.as_ref().filter(|_| is_asked(Section::ReservedMarks));
        claims.has_reserved_marks =
            reserved.is_some_and(|form| form.parse(&situation, rules).is_ok_and(|marks| !marks.is_empty()));
        claims.needed()
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
        let claims_are_made =
            tasks.iter().all(|(section, status)| !CLAIMING.contains(section) || *status == SectionStatus::Done);
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
