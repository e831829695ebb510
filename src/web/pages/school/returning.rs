//! `POST /school/registrations/{id}/reject`: sends a form back, after a look at what the candidate will read.

use axum::{extract::Path, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    desk,
    record::{Around, go_on, load, not_decided, read_id, read_version, title, view},
};
use crate::{
    domain::{
        exam::{
            return_form::{RejectionReason, ReturnForm},
            state::{ExamWindows, Rejection, RejectionCategory},
        },
        field_errors::FieldErrors,
    },
    usecases::{
        mail::{MailFacts, MailLanguage, MailTemplate},
        school::{
            reject_registration,
            view_registration::{RegistrationView, SchoolRecord},
        },
    },
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        i18n::{Lang, exam::rejection_category_name},
        page::Page,
    },
};

/// The form as posted.
#[derive(Deserialize)]
pub struct PostedReturn {
    version: String,
    #[serde(default)]
    category: String,
    #[serde(default)]
    reason: String,
    text: String,
    /// `preview` shows what the candidate will read, `edit` goes back from there; anything else sends.
    #[serde(default)]
    step: String,
}

/// `POST /school/registrations/{id}/reject`
///
/// # Errors
/// `NotFound`, also for the registration of another unit; `BadRequest`; `Unavailable`.
pub async fn post(
    page: Page,
    Path(id): Path<String>,
    PostForm(posted): PostForm<PostedReturn>,
) -> Result<Response, WebError> {
    let id = read_id(&id)?;
    let version = read_version(&posted.version)?;
    let form = ReturnForm { category: posted.category, reason: posted.reason, text: posted.text };
    let record = load(&page, id).await?;
    if posted.step == "edit" {
        let around = Around { form, ..Around::default() };
        return Ok(page.ok_with_islands(&title(&record), || view(&page, &record, &around)));
    }
    let reasons = record.desk.as_ref().map(|desk| desk.reasons.as_slice()).unwrap_or_default();
    let rejection = match form.parse(reasons, are_papers_frozen(&page)) {
        Ok(rejection) => rejection,
        Err(errors) => {
            let around = Around { form, errors, ..Around::default() };
            return Ok(page.invalid(&title(&record), || view(&page, &record, &around)));
        }
    };
    if posted.step == "preview" {
        let shown = Preview { view: &record, version, form: &form, rejection: &rejection };
        return Ok(page.ok_with_islands(page.t("Xem trước khi trả lại", "Preview"), || preview(&page, &shown)));
    }
    let reason = Some(form.reason.as_str()).filter(|reason| !reason.is_empty());
    match reject_registration::run(&page.ctx, &page.actor, &page.season, id, version, (rejection, reason)).await {
        Ok(decided) => Ok(go_on(&page, decided, "returned")),
        Err(error) => not_decided(&page, id, error, form).await,
    }
}

/// Whether papers are frozen, so that nobody is asked to choose others.
pub(super) fn are_papers_frozen(page: &Page) -> bool {
    ExamWindows::of(&page.season).is_some_and(|windows| windows.are_papers_frozen(page.now))
}

pub(super) fn label(lang: Lang, field: &str) -> &'static str {
    match field {
        "category" => lang.t("Loại lý do", "Kind of reason"),
        "reason" => lang.t("Lý do", "Reason"),
        "text" => lang.t("Thí sinh cần sửa gì", "What the candidate has to correct"),
        _ => "",
    }
}

fn path(record: &SchoolRecord) -> String {
    format!("/school/registrations/{}/reject", record.id)
}

fn send(lang: Lang, key: &'static str) -> Button<'static> {
    Button {
        key,
        look: ButtonLook::Warning,
        label: lang.t("Trả lại phiếu", "Send back"),
        name: "step",
        value: "send",
        ..Button::default()
    }
}

/// The form that sends a registration back.
pub(super) fn form(
    page: &Page,
    record: &SchoolRecord,
    reasons: &[RejectionReason],
    typed: &ReturnForm,
    errors: &FieldErrors,
) -> AnyView {
    let lang = page.lang;
    let is_frozen = are_papers_frozen(page);
    let frozen = is_frozen.then(|| {
        inset(text(lang.t(
            "Đợt đăng ký đã đóng nên môn thi không thay đổi được nữa: không trả lại phiếu vì sai môn thi.",
            "Registration has closed, so papers cannot be changed: no form is sent back for wrong papers.",
        )))
    });
    let options = RejectionCategory::ALL
        .iter()
        .filter(|category| category.is_on_offer(is_frozen))
        .map(|category| Choice { value: category.as_str(), label: rejection_category_name(lang, *category), hint: "" })
        .collect();
    let offered: Vec<(&str, String)> = reasons
        .iter()
        .filter(|reason| reason.category.is_on_offer(is_frozen))
        .map(|reason| {
            let category = rejection_category_name(lang, reason.category);
            (reason.code.as_str(), format!("{category}: {}", reason.words))
        })
        .collect();
    let reason = Select {
        lang,
        name: "reason",
        label: label(lang, "reason"),
        hint: lang.t(
            "Thí sinh đọc đúng câu này. Chọn lý do thì không cần chọn loại và không bắt buộc viết thêm.",
            "The candidate reads this very sentence. With a reason you need neither its kind nor words of your own.",
        ),
        value: &typed.reason,
        error: errors.of("reason"),
        options: offered.iter().map(|(value, label)| Choice { value, label, hint: "" }).collect(),
        key: "R",
        is_optional: true,
        ..Select::default()
    };
    let chosen = [typed.category.as_str()];
    let category = Choices {
        lang,
        name: "category",
        label: label(lang, "category"),
        chosen: &chosen,
        error: errors.of("category"),
        options,
        ..Choices::default()
    };
    let words = Textarea {
        lang,
        name: "text",
        label: label(lang, "text"),
        hint: lang.t(
            "Thí sinh đọc đúng những lời này. Nêu mục cần sửa và cách sửa; tối đa 500 ký tự.",
            "The candidate reads these very words. Say what to correct and how; at most 500 characters.",
        ),
        value: &typed.text,
        error: errors.of("text"),
        ..Textarea::default()
    };
    let preview = Button {
        look: ButtonLook::Secondary,
        label: lang.t("Xem trước", "Preview"),
        name: "step",
        value: "preview",
        ..Button::default()
    };
    view! {
        <form method="post" action=path(record) novalidate>
            <input type="hidden" name="version" value=record.version.to_string() />
            {frozen} {select(reason)} {radios(category)} {textarea(words)} {buttons(vec![button(preview), button(send(lang, ""))])}
        </form>
    }
    .into_any()
}

/// What is looked at before it is sent.
struct Preview<'a> {
    view: &'a RegistrationView,
    version: i32,
    form: &'a ReturnForm,
    rejection: &'a Rejection,
}

/// What the candidate will read, at the form and by mail.
fn preview(page: &Page, shown: &Preview<'_>) -> AnyView {
    let lang = page.lang;
    let Preview { view, version, form, rejection } = *shown;
    let record = &view.record;
    let words: Vec<_> = rejection.text.lines().map(|line| view! { <p>{line.to_owned()}</p> }).collect();
    let mail = MailTemplate::RegistrationReturned
        .render(MailLanguage::Vi, MailFacts { portal_url: &page.ctx.config.web.base_url, token: "", details: "" });
    let mail_lines: Vec<_> = mail.text.lines().map(|line| view! { <p>{line.to_owned()}</p> }).collect();
    let edit = Button {
        look: ButtonLook::Secondary,
        label: lang.t("Sửa lời nhắn", "Change the words"),
        name: "step",
        value: "edit",
        ..Button::default()
    };
    view! {
        {breadcrumbs(lang, &[("/school", lang.t("Duyệt phiếu", "Verify registrations"))])}
        <h1>{lang.t("Xem trước khi trả lại", "Preview before sending back")}</h1>
        <p>{record.person.full_name.as_str().to_owned()}</p>
        <h2>{lang.t("Thí sinh đọc ở phiếu", "What the candidate reads at the form")}</h2>
        {inset(
            view! {
                <p>
                    <strong>{rejection_category_name(lang, rejection.category)}</strong>
                </p>
                {words}
            }
                .into_any(),
        )}
        <h2>{lang.t("Thí sinh nhận qua thư", "What the candidate gets by mail")}</h2>
        {inset(
            view! {
                <p>
                    <strong>{mail.subject}</strong>
                </p>
                {mail_lines}
            }
                .into_any(),
        )}
        <p class="quiet">
            {lang.t(
                "Thư không chứa lý do hay thông tin cá nhân; thí sinh đăng nhập để đọc.",
                "The mail holds neither the reason nor personal data; the candidate signs in to read.",
            )}
        </p>
        <form method="post" action=path(record)>
            <input type="hidden" name="version" value=version.to_string() />
            <input type="hidden" name="category" value=form.category.clone() />
            <input type="hidden" name="reason" value=form.reason.clone() />
            <input type="hidden" name="text" value=form.text.clone() />
            {buttons(vec![button(send(lang, "R")), button(edit)])}
        </form>
        {desk::keys(lang, &[("R", lang.t("trả lại phiếu", "send back"))])}
    }
    .into_any()
}
