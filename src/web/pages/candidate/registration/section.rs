//! One section of the exam registration, a page each. What is typed is kept, right or wrong.

mod autosave;
mod kept;
mod shown;

use std::collections::BTreeMap;

use axum::{
    extract::{Path, Query},
    response::Response,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

pub use self::{
    autosave::post as post_autosave,
    kept::{after_end, keep_posted},
};
use self::{
    kept::typed_of,
    shown::{Problem, Shown},
};
use super::{CHECK, HOME, find, section_path};
use crate::{
    domain::{
        exam::{
            applicant::ApplicantForm,
            origin::{FOREIGNER, OriginForm},
            registration::{SectionForm, SectionStatus},
            residence::UnitForm,
            sections::{SchoolsForm, Section},
        },
        field_errors::FieldErrors,
    },
    usecases::candidate::{
        exam_registration::ExamRegistration,
        save_exam_section::{self, NotSaved},
        unsaved_section::{self, UnsavedSection},
        view_exam_registration,
    },
    web::{error::WebError, form::PostForm, i18n::exam::section_name, page::Page, pages::sign_in::again},
};

/// Where the candidate came from.
#[derive(Debug, Default, Deserialize)]
pub struct SectionQuery {
    /// `check` when the page leads back to the check page.
    #[serde(default)]
    from: String,
    /// `yes` to see what was saved, though something typed waits to be saved.
    #[serde(default)]
    saved: String,
    /// A place that was found, by the name of its field: filled in, not saved yet.
    #[serde(flatten)]
    found: BTreeMap<String, String>,
}

/// A section as posted: the version that was shown, the way back, and the section's own fields.
#[derive(Debug, Deserialize)]
pub struct SectionPost {
    version: String,
    #[serde(default)]
    from: String,
    /// The field whose value is looked for next; empty to go on.
    #[serde(default)]
    find: String,
    #[serde(flatten)]
    fields: BTreeMap<String, String>,
}

/// `GET /candidate/registration/{section}`
///
/// # Errors
/// `NotFound` for another word than a section's; `Forbidden`, `Unavailable`.
pub async fn get(
    page: Page,
    Path(section): Path<String>,
    Query(query): Query<SectionQuery>,
) -> Result<Response, WebError> {
    let section = Section::parse(&section).ok_or(WebError::NotFound)?;
    let found: Vec<(String, String)> =
        query.found.into_iter().filter(|(field, _)| find::place_of(section, field).is_some()).collect();
    let is_code = |code: &&String| code.bytes().all(|byte| byte.is_ascii_digit());
    let codes: Vec<String> = found.iter().map(|(_, code)| code).filter(is_code).cloned().collect();
    let registration = view_exam_registration::run(&page.ctx, &page.actor, &codes).await?;
    let is_too_early = section == Section::Declaration && !registration.can_be_declared(page.now);
    let is_asked = registration.situation().asks(section, &registration.rules);
    if registration.check_editable(page.now).is_err() || is_too_early || !is_asked {
        return Ok(page.see_other(HOME));
    }
    let person = page.candidate()?.person_id;
    if query.saved != "yes"
        && let Some(unsaved) = unsaved_section::of(&page.ctx, person, section).await?
    {
        return typed_before(&page, &registration, unsaved, query.from);
    }
    let saved = registration.draft.forms.form(section);
    if !found.is_empty() {
        let form = saved.map_or_else(|| first_form(section, &registration), Ok)?;
        return with_found(&page, &registration, form, found, query.from);
    }
    // What was saved with an error shows it at once; what is merely unfinished does not scold.
    let errors = match saved.as_ref().map(|form| registration.check_section(form)) {
        Some(Err(errors)) if SectionStatus::of(Some(Err(errors.clone()))) == SectionStatus::HasErrors => errors,
        _ => FieldErrors::new(),
    };
    let shown = Shown {
        page: &page,
        version: registration.section_version(section),
        form: saved.map_or_else(|| first_form(section, &registration), Ok)?,
        registration: &registration,
        errors,
        from: query.from,
        problem: registration
            .is_frozen(section, page.now)
            .then_some(Problem::PapersFrozen(registration.papers_frozen_at)),
    };
    Ok(page.ok(section_name(page.lang, section), || shown.view()))
}

/// `POST /candidate/registration/{section}`
///
/// # Errors
/// `NotFound` for another word than a section's; `BadRequest` for what is no form of it; `Forbidden`, `Unavailable`.
pub async fn post(
    page: Page,
    Path(section): Path<String>,
    PostForm(posted): PostForm<SectionPost>,
) -> Result<Response, WebError> {
    let section = Section::parse(&section).ok_or(WebError::NotFound)?;
    let shown_version: i32 = posted.version.parse().map_err(|_| WebError::BadRequest)?;
    let form = form_of(section, posted.fields.clone())?;
    let outcome = save_exam_section::run(&page.ctx, &page.actor, form.clone(), shown_version).await?;
    let registration = &outcome.registration;
    let shown = |errors, version, problem| Shown {
        page: &page,
        registration,
        form: form.clone(),
        errors,
        version,
        from: posted.from.clone(),
        problem,
    };
    let title = section_name(page.lang, section);
    let person = page.candidate()?.person_id;
    if outcome.saved.is_ok() {
        unsaved_section::forget(&page.ctx, person).await?;
    }
    match outcome.saved {
        Ok(_) if find::place_of(section, &posted.find).is_some() => {
            Ok(page.see_other(&find::path(section, &posted.find, &posted.from)))
        }
        Ok((errors, _)) if errors.is_empty() => Ok(page.see_other(if posted.from == "check" { CHECK } else { HOME })),
        Ok((errors, version)) => {
            let shown = shown(errors, version, Some(Problem::SavedWithErrors));
            Ok(page.invalid(title, || shown.view()))
        }
        Err(NotSaved::Refused(refusal)) => {
            let shown = shown(FieldErrors::new(), shown_version, Some(Problem::Refused(refusal)));
            Ok(page.conflict(title, || shown.view()))
        }
        Err(NotSaved::PapersFrozen(at)) => {
            let shown = shown(FieldErrors::new(), shown_version, Some(Problem::PapersFrozen(at)));
            Ok(page.conflict(title, || shown.view()))
        }
        Err(NotSaved::Stale) => {
            // Whoever has seen both may save over the other.
            let shown = shown(FieldErrors::new(), registration.section_version(section), Some(Problem::Stale));
            Ok(page.conflict(title, || shown.view()))
        }
        Err(NotSaved::NeedsFreshSignIn) => {
            let here =
                format!("{HOME}/{}?from={}", section.as_str(), if posted.from == "check" { "check" } else { "" });
            unsaved_section::keep(&page.ctx, person, &typed_of(section, posted)?).await?;
            Ok(page.see_other(&again::path(&here)))
        }
        Err(NotSaved::OthersFirst | NotSaved::NotAsked) => Ok(page.see_other(HOME)),
        Err(NotSaved::Frozen) => Err(WebError::Frozen),
        Err(NotSaved::Unreadable) => Err(WebError::BadRequest),
    }
}

/// `GET /candidate/registration/{section}/autosave`: back to the section, for who comes here by the browser's history.
///
/// # Errors
/// `NotFound` for another word than a section's.
pub async fn to_section(page: Page, Path(section): Path<String>) -> Result<Response, WebError> {
    let section = Section::parse(&section).ok_or(WebError::NotFound)?;
    Ok(page.see_other(&section_path(section)))
}

/// The section as it was typed before the person had to prove themselves.
fn typed_before(
    page: &Page,
    registration: &ExamRegistration,
    unsaved: UnsavedSection,
    from: String,
) -> Result<Response, WebError> {
    let section = unsaved.section;
    let shown = Shown {
        page,
        registration,
        form: form_of(section, unsaved.fields)?,
        errors: FieldErrors::new(),
        version: unsaved.shown_version,
        from,
        problem: Some(Problem::NotSavedYet),
    };
    Ok(page.ok(section_name(page.lang, section), || shown.view()))
}

/// The section with a place that was found filled in. It is saved with the rest.
fn with_found(
    page: &Page,
    registration: &ExamRegistration,
    form: SectionForm,
    found: Vec<(String, String)>,
    from: String,
) -> Result<Response, WebError> {
    let section = form.section();
    let mut fields = fields_of(&form)?;
    fields.extend(found);
    let shown = Shown {
        page,
        registration,
        form: form_of(section, fields)?,
        errors: FieldErrors::new(),
        version: registration.section_version(section),
        from,
        problem: Some(Problem::Found),
    };
    Ok(page.ok(section_name(page.lang, section), || shown.view()))
}

/// The fields of a section's form, as they would be posted.
pub(super) fn fields_of(form: &SectionForm) -> Result<BTreeMap<String, String>, WebError> {
    serde_json::to_value(form).and_then(serde_json::from_value).map_err(|_| WebError::Internal)
}

/// The section's form out of the fields posted; a field that is absent counts as empty.
pub(super) fn form_of(section: Section, fields: BTreeMap<String, String>) -> Result<SectionForm, WebError> {
    fn read<Form: DeserializeOwned>(fields: BTreeMap<String, String>) -> Result<Form, WebError> {
        let fields = fields.into_iter().map(|(name, value)| (name, Value::String(value))).collect();
        serde_json::from_value(Value::Object(fields)).map_err(|_| WebError::BadRequest)
    }
    Ok(match section {
        Section::Applicant => SectionForm::Applicant(read(fields)?),
        Section::Identity => SectionForm::Identity(read(fields)?),
        Section::Origin => SectionForm::Origin(read(fields)?),
        Section::Contact => SectionForm::Contact(read(fields)?),
        Section::Residence => SectionForm::Residence(read(fields)?),
        Section::Schools => SectionForm::Schools(read(fields)?),
        Section::Unit => SectionForm::Unit(read(fields)?),
        Section::Studied => SectionForm::Studied(read(fields)?),
        Section::Papers => SectionForm::Papers(read(fields)?),
        Section::ReservedMarks => SectionForm::ReservedMarks(read(fields)?),
        Section::Exemption => SectionForm::Exemption(read(fields)?),
        Section::Graduation => SectionForm::Graduation(read(fields)?),
        Section::Arrangements => SectionForm::Arrangements(read(fields)?),
        Section::Priority => SectionForm::Priority(read(fields)?),
        Section::Admission => SectionForm::Admission(read(fields)?),
        Section::Declaration => SectionForm::Declaration(read(fields)?),
        // Files have pages of their own.
        Section::Evidence | Section::Portrait => return Err(WebError::NotFound),
    })
}

/// What stands in a section that was never saved: what the record knows already, and nothing else.
fn first_form(section: Section, registration: &ExamRegistration) -> Result<SectionForm, WebError> {
    let registrant = &registration.registrant;
    Ok(match section {
        Section::Applicant => SectionForm::Applicant(ApplicantForm {
            kind: registrant.roll.kind.map(|kind| kind.as_str().to_owned()).unwrap_or_default(),
            ..ApplicantForm::default()
        }),
        Section::Origin => {
            let is_foreign = registration.rules.has_passport || registrant.roll.ethnic_group == FOREIGNER;
            let citizenship = if is_foreign { "foreign" } else { "vietnamese" };
            SectionForm::Origin(OriginForm {
                birth_province: registration.birth_province.clone().unwrap_or_default(),
                citizenship: citizenship.to_owned(),
                ethnic_group: registrant.roll.ethnic_group.clone(),
                ..OriginForm::default()
            })
        }
        Section::Schools => {
            let school = registrant.unit.high_school_code.clone().unwrap_or_default();
            let [school_10, school_11] = registrant.roll.schools.clone();
            SectionForm::Schools(SchoolsForm {
                school_10: school_10.unwrap_or_else(|| school.clone()),
                school_11: school_11.unwrap_or_else(|| school.clone()),
                school_12: school,
                class_12: registrant.roll.class_name.clone(),
                graduation_year: String::new(),
            })
        }
        Section::Unit => {
            match registration.receiving_points.iter().find(|point| point.place == registrant.unit.place) {
                Some(point) => SectionForm::Unit(UnitForm { unit: point.place.code() }),
                None => form_of(section, BTreeMap::new())?,
            }
        }
        _ => form_of(section, BTreeMap::new())?,
    })
}
