//! `/candidate/registration/corrections`: asking to have a section of an accepted form corrected: which one, then how it
//! should read and why.

use std::collections::BTreeMap;

use axum::{
    extract::{Path, Query, Request},
    response::Response,
};
use futures::future::BoxFuture;
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    HOME, find, refusal_notice,
    section::{fields_of, form_of, keep_posted},
    section_fields,
};
use crate::{
    domain::{
        access::SessionOwner,
        exam::{
            registration::{ExamRegistrationForms, SectionForm},
            sections::Section,
            state::TransitionRefusal,
        },
        field_errors::FieldErrors,
    },
    usecases::candidate::{
        exam_registration::ExamRegistration,
        request_correction::{self, CorrectionRequest, NotRequested},
        unsaved_section::{self, UnsavedSection},
    },
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        form_token,
        i18n::{Lang, exam::section_name},
        page::Page,
        pages::sign_in::again,
    },
};

/// The list of sections.
pub const PATH: &str = "/candidate/registration/corrections";

/// A section as it should read, and why.
#[derive(Debug, Deserialize)]
pub struct CorrectionPost {
    version: String,
    #[serde(default)]
    reason: String,
    /// The field whose value is looked for next; empty to send the request.
    #[serde(default)]
    find: String,
    #[serde(flatten)]
    fields: BTreeMap<String, String>,
}

/// `GET /candidate/registration/corrections`
///
/// # Errors
/// `Forbidden`, `NotFound`, `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    let (registration, request) = request_correction::view(&page.ctx, &page.actor, &[]).await?;
    Ok(page.ok(title(page.lang), || list(&page, &registration, request.as_ref())))
}

/// `GET /candidate/registration/corrections/{section}`; to the list where the section cannot be corrected. What was typed
/// before the person looked for a place, or had to prove themselves, stands in it again.
///
/// # Errors
/// `NotFound` for another word than a section's; `Forbidden`, `Unavailable`.
pub async fn get_section(
    page: Page,
    Path(section): Path<String>,
    Query(found): Query<BTreeMap<String, String>>,
) -> Result<Response, WebError> {
    let section = Section::parse(&section).ok_or(WebError::NotFound)?;
    let found: BTreeMap<String, String> =
        found.into_iter().filter(|(field, _)| find::place_of(section, field).is_some()).collect();
    let typed = unsaved_section::of(&page.ctx, page.candidate()?.person_id, section).await?.map(|kept| kept.fields);
    let named: Vec<String> = typed.iter().flatten().chain(&found).map(|(_, value)| value.clone()).collect();
    let (registration, request) = request_correction::view(&page.ctx, &page.actor, &named).await?;
    let waits = request.is_some_and(|request| request.decided_at.is_none());
    let stands = registration.latest.as_ref().map(|latest| ExamRegistrationForms::from(&latest.content));
    let Some(stands) = stands.and_then(|forms| forms.form(section)) else { return Ok(page.see_other(PATH)) };
    if waits || !registration.correctable(page.now).contains(&section) {
        return Ok(page.see_other(PATH));
    }
    let mut fields = match typed {
        Some(typed) => typed,
        None => fields_of(&stands)?,
    };
    fields.extend(found);
    let reason = fields.remove("reason").unwrap_or_default();
    let form = form_of(section, fields)?;
    let typed = Typed { form: &form, reason: &reason, errors: FieldErrors::new(), problem: None };
    Ok(page.ok(section_name(page.lang, section), || edit(&page, &registration, &typed)))
}

/// The page on which a section is asked to be corrected.
pub(super) fn section_path(section: Section) -> String {
    format!("{PATH}/{}", section.as_str())
}

/// `POST /candidate/registration/corrections/{section}`
///
/// # Errors
/// As [`get_section`]; `BadRequest` for what is no form of the section, `Frozen`.
pub async fn post(
    page: Page,
    Path(section): Path<String>,
    PostForm(posted): PostForm<CorrectionPost>,
) -> Result<Response, WebError> {
    let lang = page.lang;
    let section = Section::parse(&section).ok_or(WebError::NotFound)?;
    let shown_version: i32 = posted.version.parse().map_err(|_| WebError::BadRequest)?;
    let form = form_of(section, posted.fields.clone())?;
    if find::place_of(section, &posted.find).is_some() {
        let way = find::path(section, &posted.find, find::CORRECTION);
        keep(&page, section, posted).await?;
        return Ok(page.see_other(&way));
    }
    let outcome = request_correction::run(&page.ctx, &page.actor, form.clone(), &posted.reason, shown_version).await?;
    let title = section_name(lang, section);
    let shown = |errors, problem| Typed { form: &form, reason: &posted.reason, errors, problem };
    let none = FieldErrors::new();
    let registration = &outcome.registration;
    Ok(match outcome.requested {
        Ok(()) => {
            unsaved_section::forget(&page.ctx, page.candidate()?.person_id).await?;
            page.see_other(PATH)
        }
        Err(NotRequested::NeedsFreshSignIn) => {
            keep(&page, section, posted).await?;
            page.see_other(&again::path(&section_path(section)))
        }
        Err(NotRequested::Frozen) => return Err(WebError::Frozen),
        Err(NotRequested::Invalid(errors)) => {
            let typed = shown(errors, None);
            page.invalid(title, || edit(&page, registration, &typed))
        }
        Err(NotRequested::NothingNew) => {
            let typed = shown(none, Some(Problem::NothingNew));
            page.invalid(title, || edit(&page, registration, &typed))
        }
        Err(NotRequested::Refused(refusal)) => {
            let typed = shown(none, Some(Problem::Refused(refusal)));
            page.conflict(title, || edit(&page, registration, &typed))
        }
        Err(NotRequested::Stale) => {
            let typed = shown(none, Some(Problem::Stale));
            page.conflict(title, || edit(&page, registration, &typed))
        }
    })
}

/// Keeps what was typed until the person comes back.
async fn keep(page: &Page, section: Section, posted: CorrectionPost) -> Result<(), WebError> {
    let unsaved = typed_of(section, posted)?;
    Ok(unsaved_section::keep(&page.ctx, page.candidate()?.person_id, &unsaved).await?)
}

/// What was posted, as it is kept.
fn typed_of(section: Section, posted: CorrectionPost) -> Result<UnsavedSection, WebError> {
    let shown_version = posted.version.parse().map_err(|_| WebError::BadRequest)?;
    let mut fields = posted.fields;
    fields.remove(form_token::FIELD);
    form_of(section, fields.clone())?;
    fields.insert("reason".to_owned(), posted.reason);
    Ok(UnsavedSection { section, shown_version, fields })
}

/// Keeps a request that was posted when the session had ended for the same person's next sign-in, and says so.
#[must_use]
pub fn after_end(page: Page, owner: SessionOwner, request: Request) -> BoxFuture<'static, Response> {
    keep_posted::<CorrectionPost>(page, owner, request, (typed_of, section_path))
}

/// Why nothing was sent.
#[derive(Clone, Copy)]
enum Problem {
    NothingNew,
    Stale,
    Refused(TransitionRefusal),
}

/// A section as typed, with what is wrong.
struct Typed<'a> {
    form: &'a SectionForm,
    reason: &'a str,
    errors: FieldErrors,
    problem: Option<Problem>,
}

fn problem_notice(lang: Lang, problem: Problem) -> AnyView {
    let (title, words) = match problem {
        Problem::Refused(refusal) => return refusal_notice(lang, refusal),
        Problem::NothingNew => (
            lang.t("Chưa có gì thay đổi", "Nothing is changed"),
            lang.t(
                "Nội dung bạn nhập giống hệt phiếu đã duyệt. Hãy sửa chỗ sai rồi gửi.",
                "What you entered is what the form says already. Change what is wrong, then send it.",
            ),
        ),
        Problem::Stale => (
            lang.t("Chưa gửi yêu cầu", "Not sent"),
            lang.t(
                "Phiếu đã thay đổi hoặc đã có một yêu cầu đang chờ trường trả lời. Yêu cầu này chưa được gửi.",
                "The form changed, or a request waits for the school already. This one was not sent.",
            ),
        ),
    };
    notice(lang, Tone::Warning, title, view! { <p>{words}</p> }.into_any())
}

/// The page's title, also of the link to it.
#[must_use]
pub const fn title(lang: Lang) -> &'static str {
    lang.t("Xin sửa sai sót", "Ask for a correction")
}

const fn reason_label(lang: Lang) -> &'static str {
    lang.t("Vì sao cần sửa?", "Why does it have to be corrected?")
}

fn label(lang: Lang, field: &str) -> &'static str {
    if field == "reason" { reason_label(lang) } else { section_fields::label(lang, field) }
}

fn list(page: &Page, registration: &ExamRegistration, request: Option<&CorrectionRequest>) -> AnyView {
    let lang = page.lang;
    let waits = request.is_some_and(|request| request.decided_at.is_none());
    let sections: Vec<_> = registration
        .correctable(page.now)
        .into_iter()
        .filter(|_| !waits)
        .map(|section| {
            view! { <li><a href=section_path(section)>{section_name(lang, section)}</a></li> }
        })
        .collect();
    let choose = if sections.is_empty() {
        let words = if waits {
            lang.t(
                "Chờ trường trả lời xong mới gửi được yêu cầu khác.",
                "Another one can be sent once the school has answered.",
            )
        } else {
            lang.t("Hiện không gửi được yêu cầu sửa.", "No correction can be asked for now.")
        };
        view! { <p>{words}</p> }.into_any()
    } else {
        view! {
            <p>{lang.t("Mục nào có sai sót?", "Which section is wrong?")}</p>
            <ul>{sections}</ul>
            <p class="hint">
                {lang.t(
                    "Họ tên, ngày sinh, giới tính, số định danh lấy từ định danh điện tử nên không sửa ở đây. Môn thi không đổi được sau khi đợt đăng ký đóng.",
                    "Name, birth date, sex and number come from your electronic identity and are not corrected here. Papers cannot change once registration has closed.",
                )}
            </p>
        }
        .into_any()
    };
    view! {
        {back_link(lang, HOME)}
        <h1>{title(lang)}</h1>
        {request.map(|request| latest(lang, request))}
        {choose}
    }
    .into_any()
}

fn latest(lang: Lang, request: &CorrectionRequest) -> AnyView {
    let state = match request.is_granted {
        None => tag(Tone::Warning, lang.t("Chờ trường trả lời", "Waits for the school")),
        Some(true) => tag(Tone::Success, lang.t("Đã sửa", "Corrected")),
        Some(false) => tag(Tone::Danger, lang.t("Không sửa", "Not corrected")),
    };
    let mut rows = vec![
        SummaryRow::answer(lang, lang.t("Mục", "Section"), section_name(lang, request.section)),
        SummaryRow::answer(lang, lang.t("Lý do", "Reason"), &request.reason),
        SummaryRow::new(lang.t("Gửi lúc", "Sent at"), instant_view(request.requested_at)),
        SummaryRow::new(lang.t("Kết quả", "Outcome"), state),
    ];
    rows.extend(request.decided_at.map(|at| SummaryRow::new(lang.t("Trả lời lúc", "Answered at"), instant_view(at))));
    rows.extend(
        request.answer.as_ref().map(|answer| SummaryRow::answer(lang, lang.t("Trường trả lời", "The answer"), answer)),
    );
    view! { <h2>{lang.t("Yêu cầu gần nhất", "The latest request")}</h2> {summary_list(lang, rows)} }.into_any()
}

fn edit(page: &Page, registration: &ExamRegistration, typed: &Typed<'_>) -> AnyView {
    let lang = page.lang;
    let section = typed.form.section();
    view! {
        {error_summary(lang, &typed.errors, |field| (field.to_owned(), label(lang, field)))}
        {typed.problem.map(|problem| problem_notice(lang, problem))}
        {back_link(lang, PATH)}
        <h1>{title(lang)} ": " {section_name(lang, section)}</h1>
        <p>
            {lang.t(
                "Nhập nội dung đúng. Trường xem và trả lời; trước lúc đó phiếu đã duyệt vẫn có hiệu lực. Điều gì cần minh chứng thì mang giấy tờ đến trường.",
                "Enter how it should read. The school looks at it and answers; until then the approved form stands. Take the papers that prove it to the school.",
            )}
        </p>
        <form method="post" action=section_path(section) novalidate=true>
            <input type="hidden" name="version" value=registration.record.version.to_string() />
            {section_fields::view(lang, registration, typed.form, &typed.errors)}
            {textarea(Textarea {
                lang,
                name: "reason",
                label: reason_label(lang),
                hint: lang.t("Nêu giấy tờ chứng minh, nếu có.", "Name the paper that proves it, if there is one."),
                value: typed.reason,
                error: typed.errors.of("reason"),
                rows: 3,
                ..Textarea::default()
            })}
            {submit(lang.t("Gửi yêu cầu", "Send the request"))}
        </form>
    }
    .into_any()
}
