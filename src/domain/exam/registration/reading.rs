//! Reads all sections that are asked for at once.

use super::{ExamRegistrationContent, ExamRegistrationForms};
use crate::domain::{
    candidate::contact::ContactForm,
    exam::{
        applicant::ApplicantForm,
        arrangements::ArrangementsForm,
        sections::{AdmissionChoice, AdmissionForm, DeclarationForm, IdentityForm, RegistrationRules, Section},
        situation::Situation,
    },
    field_errors::FieldErrors,
};

/// What the forms say, or every section that breaks a rule.
pub(super) fn read(
    forms: &ExamRegistrationForms,
    rules: &RegistrationRules,
) -> Result<ExamRegistrationContent, Vec<(Section, FieldErrors)>> {
    let situation = Situation::of(forms, rules);
    Reader { situation: &situation, rules, failed: Vec::new() }.all(forms)
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

    fn all(mut self, forms: &ExamRegistrationForms) -> Result<ExamRegistrationContent, Vec<(Section, FieldErrors)>> {
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
        let reserved_marks =
            self.section(Section::ReservedMarks, forms.reserved_marks.as_ref(), |form| form.parse(situation, rules));
        let exemption = self.section(Section::Exemption, forms.exemption.as_ref(), |form| form.parse(rules));
        let papers = self.section(Section::Papers, forms.papers.as_ref(), |form| form.parse(situation, rules));
        let graduation = self.section(Section::Graduation, forms.graduation.as_ref(), |form| form.parse(&rules.known));
        let priority =
            self.section(Section::Priority, forms.priority.as_ref(), |form| form.parse(situation, &rules.known));
        let arrangements = self.section(Section::Arrangements, forms.arrangements.as_ref(), ArrangementsForm::parse);
        let needed = forms.needed_evidence(rules);
        let evidence =
            self.section(Section::Evidence, forms.evidence.as_ref(), |form| form.parse(&needed, &rules.files));
        let portrait = self.section(Section::Portrait, forms.portrait.as_ref(), |form| form.parse(&rules.files));
        let declaration = self.section(Section::Declaration, forms.declaration.as_ref(), DeclarationForm::parse);
        match (identity, contact, schools, declaration) {
            (Some(identity), Some(contact), Some(schools), Some(declaration)) if self.failed.is_empty() => {
                let priority = priority.unwrap_or_default();
                let exception = priority.residence_exception(situation, &rules.known);
                let derived_area = schools.derived_area(exception, rules.exam_year);
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
                    reserved_marks: reserved_marks.unwrap_or_default(),
                    exemption: exemption.flatten(),
                    papers: papers.unwrap_or_default(),
                    graduation: graduation.unwrap_or_default(),
                    priority,
                    derived_area,
                    arrangements: arrangements.unwrap_or_default(),
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
