//! Check your answers, then hand the form in.

use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::{HOME, SUBMIT, SUBMITTED, answers, refusal_notice, section_path};
use crate::{
    domain::exam::{
        registration::SectionStatus,
        sections::Section,
        state::{RegistrationStatus, TransitionRefusal},
    },
    usecases::candidate::{
        exam_registration::ExamRegistration,
        submit_exam_registration::{self, NotSubmitted},
        view_exam_registration,
    },
    web::{
        components::{Tone, back_link, instant_view, notice, submit},
        error::WebError,
        form::PostForm,
        i18n::{Lang, exam::section_name},
        page::Page,
        pages::candidate::level_2::{Level2Act, level_2_notice, level_2_page},
    },
};

/// The last form of all.
#[derive(Debug, Deserialize)]
pub struct SubmitPost {
    /// The draft that the page showed.
    version: String,
}

/// `GET /candidate/registration/check`
///
/// # Errors
/// `Forbidden`, `NotFound`, `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    let registration = view_exam_registration::run(&page.ctx, &page.actor, &[]).await?;
    if registration.check_editable(page.now).is_err() {
        return Ok(page.see_other(HOME));
    }
    let is_level_2 = page.candidate()?.is_level_2;
    Ok(page.ok(title(page.lang), || view(&page, &registration, is_level_2)))
}

/// `POST /candidate/registration/submit`
///
/// # Errors
/// `BadRequest` for what is no form of this page; `Forbidden`, `Unavailable`.
pub async fn post(page: Page, PostForm(posted): PostForm<SubmitPost>) -> Result<Response, WebError> {
    let lang = page.lang;
    let shown_version: i64 = posted.version.parse().map_err(|_| WebError::BadRequest)?;
    let outcome = submit_exam_registration::run(&page.ctx, &page.actor, shown_version).await?;
    let registration = &outcome.registration;
    match outcome.submitted {
        Ok(()) => Ok(page.see_other(SUBMITTED)),
        // The second click of a double click finds the form handed in, which is what it wanted.
        Err(NotSubmitted::Refused(TransitionRefusal::IllegalState { status }))
            if status == RegistrationStatus::Submitted || status.is_accepted() =>
        {
            Ok(page.see_other(SUBMITTED))
        }
        Err(NotSubmitted::Refused(refusal)) => Ok(page.conflict(title(lang), || {
            view! {
                {back_link(lang, HOME)}
                <h1>{title(lang)}</h1>
                {refusal_notice(lang, refusal)}
                {answers::of_draft(lang, registration, None)}
            }
            .into_any()
        })),
        Err(NotSubmitted::NotLevel2) => {
            Ok(level_2_page(&page, Level2Act::SubmitRegistration, Some(registration.windows.closes_at)))
        }
        Err(NotSubmitted::Stale) => {
            Ok(page.conflict(title(lang), || view! { {stale(lang)} {view(&page, registration, true)} }.into_any()))
        }
        Err(NotSubmitted::Incomplete(_)) => Ok(page.invalid(title(lang), || view(&page, registration, true))),
    }
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Kiểm tra rồi nộp", "Check, then submit")
}

fn view(page: &Page, registration: &ExamRegistration, is_level_2: bool) -> AnyView {
    let lang = page.lang;
    let is_practice = registration.is_practice(page.now);
    let last = if is_practice { practice_ends(lang, registration) } else { last_step(lang, registration, is_level_2) };
    view! {
        {back_link(lang, HOME)}
        <h1>{title(lang)}</h1>
        {(!is_practice).then(|| view! {
            <p>
                <strong>{lang.t("Phiếu chưa được nộp.", "The form is not submitted yet.")}</strong>
                {lang.t(" Kiểm tra từng dòng, rồi nộp ở cuối trang trước ", " Check each line, then submit below before ")}
                {instant_view(registration.windows.closes_at)} "."
            </p>
        })}
        {answers::of_draft(lang, registration, Some(page.now))}
        {last}
    }
    .into_any()
}

/// What there is instead of the button while the form is only tried.
fn practice_ends(lang: Lang, registration: &ExamRegistration) -> AnyView {
    let is_open = |(section, status): &(Section, SectionStatus)| {
        *section != Section::Declaration && *status != SectionStatus::Done
    };
    let open: Vec<_> = registration.tasks().into_iter().filter(is_open).collect();
    let open: Vec<_> = open.into_iter().map(|(section, _)| view! { <li>{section_name(lang, section)}</li> }).collect();
    let how_far = if open.is_empty() {
        lang.t(
            "Mọi mục đã điền đúng quy định. Khi đợt đăng ký mở, bạn xem lại, cam đoan rồi nộp.",
            "Every section keeps the rules. When registration opens, look at it again, make the declaration and submit.",
        )
    } else {
        lang.t("Các mục còn phải điền hoặc sửa:", "Still to be filled in or mended:")
    };
    let body = view! {
        <p>{how_far}</p>
        {(!open.is_empty()).then(|| view! { <ul>{open}</ul> })}
        <p>{lang.t("Nộp được từ ", "It can be submitted from ")} {instant_view(registration.windows.opens_at)} "."</p>
    };
    notice(
        lang,
        Tone::Info,
        lang.t("Đang tập điền, chưa nộp được", "This is practice: it cannot be submitted"),
        body.into_any(),
    )
}

/// The button, or what has to come before it.
fn last_step(lang: Lang, registration: &ExamRegistration, is_level_2: bool) -> AnyView {
    let open: Vec<_> = registration
        .tasks()
        .into_iter()
        .filter(|(_, status)| *status != SectionStatus::Done)
        .map(|(section, status)| {
            let name = section_name(lang, section);
            if status == SectionStatus::CannotStart {
                view! { <li>{name}</li> }.into_any()
            } else {
                view! {
                    <li>
                        <a href=format!("{}?from=check", section_path(section))>{name}</a>
                    </li>
                }
                .into_any()
            }
        })
        .collect();
    if !open.is_empty() {
        let title = lang.t("Còn việc phải làm trước khi nộp", "There is more to do before you submit");
        return notice(lang, Tone::Warning, title, view! { <ul>{open}</ul> }.into_any());
    }
    if !is_level_2 {
        return level_2_notice(lang, Level2Act::SubmitRegistration, Some(registration.windows.closes_at));
    }
    view! {
        <h2>{lang.t("Nộp phiếu", "Submit")}</h2>
        <p>
            {lang.t(
                "Khi nộp, bạn xác nhận những lời khai trên là đúng sự thật. Sau đó trường duyệt phiếu; cho đến lúc duyệt, bạn còn có thể rút về để sửa.",
                "By submitting you confirm that all of the above is true. Then the school verifies the form; until it has decided you can take it back.",
            )}
        </p>
        <form method="post" action=SUBMIT>
            <input type="hidden" name="version" value=registration.draft_version().to_string() />
            {submit(lang.t("Nộp phiếu đăng ký dự thi", "Submit the registration"))}
        </form>
    }
    .into_any()
}

fn stale(lang: Lang) -> AnyView {
    let body = lang.t(
        "Có mục đã được lưu ở một cửa sổ khác sau khi bạn mở trang này, nên phiếu chưa được nộp. Dưới đây là nội dung mới nhất: hãy kiểm tra lại rồi nộp.",
        "A section was saved in another window after you opened this page, so nothing was submitted. Below is the latest: check it again, then submit.",
    );
    let title = lang.t("Phiếu đã thay đổi ở nơi khác", "The form was changed elsewhere");
    notice(lang, Tone::Warning, title, view! { <p>{body}</p> }.into_any())
}
