//! A submission turned back into forms, to show and to edit it.

use super::{ExamRegistrationContent, ExamRegistrationForms};
use crate::domain::{
    candidate::contact::ContactForm,
    exam::{
        applicant::ApplicantForm,
        arrangements::ArrangementsForm,
        attachments::{EvidenceFileForm, EvidenceForm, PortraitForm},
        exemption::ExemptionForm,
        graduation::GraduationForm,
        origin::OriginForm,
        papers::PapersForm,
        priority_claim::PriorityForm,
        reserved_marks::ReservedMarksForm,
        residence::{Residence, ResidenceForm, UnitForm},
        sections::{AdmissionForm, DeclarationForm, IdentityForm, SchoolsForm},
        studied::StudiedForm,
    },
};

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
            reserved_marks: Some(ReservedMarksForm::from(&content.reserved_marks[..])),
            exemption: Some(ExemptionForm::from(content.exemption.as_ref())),
            papers: Some(PapersForm::from(&content.papers)),
            graduation: Some(GraduationForm::from(&content.graduation)),
            arrangements: Some(ArrangementsForm::from(&content.arrangements)),
            priority: Some(PriorityForm {
                residence_ground: priority
                    .residence_ground
                    .map(|ground| ground.as_str().to_owned())
                    .unwrap_or_default(),
                area: priority.area.map(|area| area.as_str().to_owned()).unwrap_or_default(),
                category_code: priority.category.as_ref().map(|category| category.code.clone()).unwrap_or_default(),
            }),
            evidence: Some(EvidenceForm { files: evidence.iter().map(EvidenceFileForm::from).collect() }),
            portrait: Some(PortraitForm { file: portrait.map(|file| file.to_string()).unwrap_or_default() }),
            declaration: Some(DeclarationForm { accepted: yes() }),
        }
    }
}
