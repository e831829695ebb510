//! One section of the exam registration, a page each. What is typed is kept, right or wrong.

use std::collections::BTreeMap;

use axum::{
    extract::{Path, Query},
    response::Response,
};
use leptos::prelude::*;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::{CHECK, HOME, find, refusal_notice, rejection_notice, section_fields, section_path};
use crate::{
    domain::{
        candidate::contact::ContactForm,
        exam::{
            applicant::ApplicantForm,
            origin::{FOREIGNER, OriginForm},
            registration::{SectionForm, SectionStatus},
            residence::UnitForm,
            sections::{SchoolsForm, Section},
            state::TransitionRefusal,
        },
        field_errors::FieldErrors,
    },
    usecases::candidate::{
        exam_registration::ExamRegistration,
        save_exam_section::{self, NotSaved},
        view_exam_registration,
    },
    web::{
        components::{ButtonLook, instant_view},
        components::{Tone, back_link, button_link, buttons, error_summary, notice, submit},
        error::WebError,
        form::PostForm,
        form_token,
        i18n::{Lang, exam::section_name},
        page::Page,
        pages::sign_in::again,
        unsaved::{self, UnsavedSection},
    },
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
    let is_too_early = section == Section::Declaration && !registration.can_be_declared();
    let is_asked = registration.situation().asks(section, &registration.rules);
    if registration.check_editable(page.now).is_err() || is_too_early || !is_asked {
        return Ok(page.see_other(HOME));
    }
    let candidate_id = page.candidate()?.candidate_id;
    if let Some(unsaved) = unsaved::of(&page.session, candidate_id, section.as_str()).await?
        && query.saved != "yes"
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
        problem: None,
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
    if outcome.saved.is_ok() {
        unsaved::forget(&page.session).await?;
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
        Err(NotSaved::Stale) => {
            let shown = shown(FieldErrors::new(), shown_version, Some(Problem::Stale));
            Ok(page.conflict(title, || shown.view()))
        }
        Err(NotSaved::NeedsFreshSignIn) => {
            let candidate_id = page.candidate()?.candidate_id;
            let section = section.as_str().to_owned();
            let here = format!("{HOME}/{section}?from={}", if posted.from == "check" { "check" } else { "" });
            let mut fields = posted.fields;
            fields.remove(form_token::FIELD);
            let typed = UnsavedSection { candidate_id, section, shown_version, fields };
            unsaved::keep(&page.session, typed).await?;
            Ok(page.see_other(&again::path(&here)))
        }
        Err(NotSaved::OthersFirst | NotSaved::NotAsked) => Ok(page.see_other(HOME)),
        Err(NotSaved::Frozen) => Err(WebError::Frozen),
        Err(NotSaved::Unreadable) => Err(WebError::BadRequest),
    }
}

/// The section as it was typed before the person had to prove themselves.
fn typed_before(
    page: &Page,
    registration: &ExamRegistration,
    unsaved: UnsavedSection,
    from: String,
) -> Result<Response, WebError> {
    let section = Section::parse(&unsaved.section).ok_or(WebError::NotFound)?;
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
    let fields = serde_json::to_value(&form).and_then(serde_json::from_value).map_err(|_| WebError::Internal);
    let mut fields: BTreeMap<String, String> = fields?;
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

/// Why the section is shown again.
enum Problem {
    /// A place that was found stands in the form, and is not saved yet.
    Found,
    /// Not kept in the registration: the person had to prove themselves first.
    NotSavedYet,
    /// Kept, but something is wrong.
    SavedWithErrors,
    /// Not kept: the window or the state.
    Refused(TransitionRefusal),
    /// Not kept: saved elsewhere in the meantime.
    Stale,
}

/// The page's content.
struct Shown<'a> {
    page: &'a Page,
    registration: &'a ExamRegistration,
    form: SectionForm,
    errors: FieldErrors,
    version: i32,
    from: String,
    problem: Option<Problem>,
}

impl Shown<'_> {
    fn view(&self) -> AnyView {
        let lang = self.page.lang;
        let section = self.form.section();
        let back = if self.from == "check" { CHECK } else { HOME };
        let summary = error_summary(lang, &self.errors, |field| (field.to_owned(), section_fields::label(lang, field)));
        let fields = section_fields::view(lang, self.registration, &self.form, &self.errors);
        let action = section_path(section);
        // The key Enter presses the first button of a form, which has to be the one that goes on.
        let default_button = matches!(section, Section::Residence | Section::Schools).then(|| {
            view! { <button class="visually-hidden" type="submit" tabindex="-1" aria-hidden="true"></button> }
        });
        view! {
            {back_link(lang, back)}
            {summary}
            {self.problem_notice()}
            <h1>{section_name(lang, section)}</h1>
            {rejection_notice(lang, self.registration, self.page.now)}
            <form method="post" action=action novalidate=true>
                <input type="hidden" name="version" value=self.version.to_string() />
                <input type="hidden" name="from" value=self.from.clone() />
                {default_button}
                {fields}
                {self.proof_first()}
                {self.button()}
            </form>
        }
        .into_any()
    }

    /// Changing what mails and calls go to takes a fresh proof, which is said before anybody presses the button.
    fn proof_first(&self) -> Option<AnyView> {
        let would_change = SectionForm::Contact(ContactForm::default());
        let is_contact = self.form.section() == Section::Contact;
        let needs_proof = is_contact && save_exam_section::needs_fresh_sign_in(self.registration, &would_change);
        needs_proof.then(|| again::beforehand(self.page)).flatten()
    }

    /// What cannot be saved as shown has no button that would only fail again.
    fn button(&self) -> AnyView {
        let lang = self.page.lang;
        match self.problem {
            None | Some(Problem::SavedWithErrors | Problem::NotSavedYet | Problem::Found) => {
                submit(lang.t("Lưu và tiếp tục", "Save and continue"))
            }
            Some(Problem::Stale) => buttons(vec![button_link(
                ButtonLook::Primary,
                lang.t("Mở bản đã lưu", "Open the saved version"),
                &section_path(self.form.section()),
            )]),
            Some(Problem::Refused(_)) => {
                buttons(vec![button_link(ButtonLook::Primary, lang.t("Về danh sách việc", "To the task list"), HOME)])
            }
        }
    }

    fn problem_notice(&self) -> Option<AnyView> {
        let lang = self.page.lang;
        let notice = match self.problem.as_ref()? {
            Problem::Found => notice(
                lang,
                Tone::Info,
                lang.t("Đã điền, chưa lưu", "Filled in, not saved yet"),
                view! {
                    <p>{lang.t("Kiểm tra rồi bấm lưu ở cuối trang.", "Check it and save at the end of the page.")}</p>
                }
                .into_any(),
            ),
            Problem::NotSavedYet => not_saved_yet(lang, self.form.section()),
            Problem::SavedWithErrors => notice(
                lang,
                Tone::Info,
                lang.t("Đã lưu nháp, còn chỗ cần sửa", "Kept as a draft, with something to mend"),
                view! {
                    <p>
                        {lang.t(
                            "Những gì bạn nhập vẫn còn. Sửa các chỗ nêu trên rồi lưu lại.",
                            "What you typed is kept. Mend what is named above and save again.",
                        )}
                    </p>
                }
                .into_any(),
            ),
            Problem::Refused(refusal) => refusal_notice(lang, *refusal),
            Problem::Stale => {
                let section = self.form.section();
                let saved_at = self.registration.draft.saves.get(&section).map(|save| {
                    view! { {lang.t(" (lúc ", " (at ")} {instant_view(save.saved_at)} ")" }
                });
                let body = view! {
                    <p>
                        {lang.t("Mục này đã được lưu ở một cửa sổ khác", "This section was saved in another window")}
                        {saved_at}
                        {lang.t(
                            ", nên nội dung dưới đây chưa được lưu. Hãy mở bản đã lưu, so với nội dung này rồi sửa tiếp.",
                            ", so what stands below is not saved. Open the saved version, compare, and go on from there.",
                        )}
                    </p>
                };
                let title = lang.t("Mục này đã thay đổi ở nơi khác", "This section was changed elsewhere");
                notice(lang, Tone::Warning, title, body.into_any())
            }
        };
        Some(notice)
    }
}

fn not_saved_yet(lang: Lang, section: Section) -> AnyView {
    let body = view! {
        <p>
            {lang.t(
                "Dưới đây là những gì bạn đã nhập trước khi xác thực lại. Hãy kiểm tra rồi bấm lưu; trước lúc đó, bản đã lưu cũ vẫn có hiệu lực.",
                "Below is what you typed before you proved yourself again. Check it and save; until then, what was saved before stands.",
            )}
        </p>
        <p>
            <a href=format!("{}?saved=yes", section_path(section))>
                {lang.t("Bỏ qua, xem bản đã lưu", "Leave it, see what is saved")}
            </a>
        </p>
    };
    notice(lang, Tone::Warning, lang.t("Chưa lưu", "Not saved yet"), body.into_any())
}
