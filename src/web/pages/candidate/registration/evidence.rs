//! The evidence of what the form claims: which papers are needed, what is there already, an upload for each.

use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::{HOME, own_file_path, portrait::whole, refusal_notice, rejection_notice, section_path};
use crate::{
    domain::{
        candidate::evidence::EvidenceKind,
        exam::{registration::SectionStatus, sections::Section, state::TransitionRefusal},
        field_errors::{FieldErrorCode, FieldErrors},
    },
    usecases::candidate::{
        add_evidence,
        exam_registration::{ExamRegistration, MediaType, StoredFile},
        remove_file,
        save_exam_section::NotSaved,
        upload_portrait::NotUploaded,
        view_exam_registration,
    },
    web::{
        components::{
            Button, ButtonLook, FileInput, back_link, button, button_link, buttons, error_summary, file_input,
            instant_view,
        },
        error::WebError,
        form::PostForm,
        i18n::{
            Lang,
            exam::{evidence_name, evidence_papers, section_name},
            field_errors::file_size,
        },
        page::Page,
        upload::Upload,
    },
};

/// Which file is to go.
#[derive(Debug, Deserialize)]
pub struct RemoveFields {
    file: String,
}

/// `GET /candidate/registration/evidence`
///
/// # Errors
/// `Forbidden`, `NotFound`, `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    let registration = view_exam_registration::run(&page.ctx, &page.actor, &[]).await?;
    let waits = |(section, status): &(Section, SectionStatus)| {
        *section == Section::Evidence && *status == SectionStatus::CannotStart
    };
    if registration.check_editable(page.now).is_err() || registration.tasks().iter().any(waits) {
        return Ok(page.see_other(HOME));
    }
    Ok(page.ok(title(page.lang), || view(&page, &registration, &FieldErrors::new())))
}

/// `POST /candidate/registration/evidence`: one more file.
///
/// # Errors
/// `BadRequest` for evidence of no known kind; `TooMany`, `Stale`, `Forbidden`, `NotFound`, `Unavailable`.
pub async fn post(page: Page, upload: Upload) -> Result<Response, WebError> {
    let kind = upload.fields.get("kind").and_then(|word| EvidenceKind::parse(word)).ok_or(WebError::BadRequest)?;
    let content = match whole(upload.file).await {
        Err(WebError::TooLarge) => {
            let registration = view_exam_registration::run(&page.ctx, &page.actor, &[]).await?;
            let max_bytes = registration.file_limits.evidence_max_bytes;
            let errors = FieldErrors::one(kind.as_str(), FieldErrorCode::FileTooLarge { max_bytes });
            return Ok(page.invalid(title(page.lang), || view(&page, &registration, &errors)));
        }
        content => content?,
    };
    let outcome = add_evidence::run(&page.ctx, &page.actor, kind, content).await?.ok_or(WebError::Stale)?;
    match outcome.uploaded {
        Ok(_) => Ok(page.see_other(&section_path(Section::Evidence))),
        Err(NotUploaded::Fault(fault)) => {
            let errors = FieldErrors::one(kind.as_str(), fault);
            Ok(page.invalid(title(page.lang), || view(&page, &outcome.registration, &errors)))
        }
        Err(NotUploaded::Refused(refusal)) => Ok(refused(&page, refusal)),
        Err(NotUploaded::TooOften) => Err(WebError::TooMany { retry_after_s: 3600 }),
    }
}

/// `POST /candidate/registration/evidence/remove`
///
/// # Errors
/// `BadRequest` for what cannot be a file; `Stale`, `Forbidden`, `NotFound`, `Unavailable`.
pub async fn post_remove(page: Page, PostForm(fields): PostForm<RemoveFields>) -> Result<Response, WebError> {
    let file = fields.file.parse().map_err(|_| WebError::BadRequest)?;
    match remove_file::evidence(&page.ctx, &page.actor, file).await? {
        Ok(()) => Ok(page.see_other(&section_path(Section::Evidence))),
        Err(NotSaved::Refused(refusal)) => Ok(refused(&page, refusal)),
        Err(_) => Err(WebError::Stale),
    }
}

/// `GET` of the form's target, e.g. after switching the language there: leads to the evidence.
pub async fn to_evidence(page: Page) -> Response {
    page.see_other(&section_path(Section::Evidence))
}

const fn title(lang: Lang) -> &'static str {
    section_name(lang, Section::Evidence)
}

fn refused(page: &Page, refusal: TransitionRefusal) -> Response {
    let lang = page.lang;
    page.conflict(title(lang), || {
        view! {
            <h1>{title(lang)}</h1>
            {refusal_notice(lang, refusal)}
            {buttons(vec![button_link(ButtonLook::Primary, lang.t("Về danh sách việc", "To the task list"), HOME)])}
        }
        .into_any()
    })
}

fn needed(registration: &ExamRegistration) -> Vec<EvidenceKind> {
    registration.draft.forms.needed_evidence(&registration.rules)
}

fn view(page: &Page, registration: &ExamRegistration, errors: &FieldErrors) -> AnyView {
    let lang = page.lang;
    let needed = needed(registration);
    let label = |field: &str| EvidenceKind::parse(field).map(|kind| evidence_name(lang, kind)).unwrap_or_default();
    let claims: Vec<_> = needed.iter().map(|kind| claim(lang, registration, *kind, errors)).collect();
    // What was uploaded for a claim that was taken back since.
    let left_over = EvidenceKind::ALL.iter().filter(|kind| !needed.contains(kind));
    let left_over: Vec<_> = left_over.flat_map(|kind| registration.evidence(*kind)).collect();
    let left_over = (!left_over.is_empty()).then(|| {
        view! {
            <h2>{lang.t("Không còn cần đến", "Not needed any more")}</h2>
            <p>
                {lang.t(
                    "Bạn không còn khai điều mà các tệp này chứng minh; chúng không được nộp cùng phiếu.",
                    "You no longer claim what these files prove; they do not go with the form.",
                )}
            </p>
            {file_list(lang, &left_over)}
        }
    });
    let words = if needed.is_empty() {
        lang.t(
            "Những điều bạn khai không cần minh chứng. Bạn không phải tải lên gì.",
            "What you have stated needs no evidence. There is nothing to upload.",
        )
    } else {
        lang.t(
            "Tải lên ảnh chụp hoặc bản quét rõ chữ của từng giấy tờ. Trường đối chiếu với bản gốc khi duyệt phiếu.",
            "Upload a photograph or a scan of each paper that can be read well. The school compares it with the original.",
        )
    };
    view! {
        {back_link(lang, HOME)}
        {error_summary(lang, errors, |field| (field.to_owned(), label(field)))}
        <h1>{title(lang)}</h1>
        {rejection_notice(lang, registration, page.now)}
        <p>{words}</p>
        {claims}
        {left_over}
        {buttons(vec![button_link(ButtonLook::Secondary, lang.t("Về danh sách việc", "To the task list"), HOME)])}
    }
    .into_any()
}

fn claim(lang: Lang, registration: &ExamRegistration, kind: EvidenceKind, errors: &FieldErrors) -> AnyView {
    let files = registration.evidence(kind);
    let limits = registration.file_limits;
    let size = file_size(lang, limits.evidence_max_bytes);
    let hint = match lang {
        Lang::Vi => {
            format!("PDF, JPEG hoặc PNG, không quá {size} mỗi tệp, nhiều nhất {} tệp", limits.evidence_max_files)
        }
        Lang::En => format!("PDF, JPEG or PNG, {size} or less each, at most {} files", limits.evidence_max_files),
    };
    let is_full = files.len() >= usize::from(limits.evidence_max_files);
    let label = if files.is_empty() {
        lang.t("Chọn tệp", "Choose a file")
    } else {
        lang.t("Chọn thêm tệp", "Choose another file")
    };
    let form = (!is_full).then(|| {
        view! {
            <form method="post" action=section_path(Section::Evidence) enctype="multipart/form-data" novalidate=true>
                <input type="hidden" name="kind" value=kind.as_str() />
                {file_input(FileInput {
                    lang,
                    name: "file",
                    id: kind.as_str(),
                    label,
                    hint: &hint,
                    error: errors.of(kind.as_str()),
                    accept: "application/pdf,image/jpeg,image/png",
                    ..FileInput::default()
                })}
                {button(Button {
                    label: lang.t("Tải lên", "Upload"),
                    hidden: evidence_name(lang, kind),
                    ..Button::default()
                })}
            </form>
        }
    });
    view! {
        <section>
            <h2>{evidence_name(lang, kind)}</h2>
            <p>{evidence_papers(lang, kind)}</p>
            {(!files.is_empty()).then(|| file_list(lang, &files))}
            {form}
        </section>
    }
    .into_any()
}

fn file_list(lang: Lang, files: &[&StoredFile]) -> AnyView {
    let items = files.iter().enumerate().map(|(index, file)| {
        let name = file_words(lang, index + 1, file);
        let remove = button(Button {
            look: ButtonLook::Link,
            label: lang.t("Bỏ tệp này", "Remove this file"),
            hidden: &name,
            name: "file",
            value: &file.id.to_string(),
            ..Button::default()
        });
        view! {
            <li>
                <a href=own_file_path(file.id)>{name}</a>
                <span class="quiet">{lang.t("tải lên lúc ", "uploaded at ")} {instant_view(file.uploaded_at)}</span>
                <form method="post" action=format!("{}/remove", section_path(Section::Evidence))>{remove}</form>
            </li>
        }
    });
    view! { <ul class="file-list">{items.collect::<Vec<_>>()}</ul> }.into_any()
}

/// What a file is called on the pages: its number, its kind and its size; never what it was called before.
#[must_use]
pub fn file_words(lang: Lang, number: usize, file: &StoredFile) -> String {
    let kind = match file.media_type {
        MediaType::Jpeg => "JPEG",
        MediaType::Png => "PNG",
        MediaType::Pdf => "PDF",
    };
    format!("{} {number} ({kind}, {})", lang.t("Tệp", "File"), file_size(lang, file.size_bytes))
}
