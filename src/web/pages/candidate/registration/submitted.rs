//! The confirmation of a submission. It can be opened again at any time, and printed.

use axum::response::Response;
use leptos::prelude::*;

use super::{HOME, PAPER, act, answers, status_tag};
use crate::{
    domain::{
        exam::state::{PlainAction, RegistrationStatus},
        season::PhaseKind,
    },
    usecases::candidate::{
        act_on_exam_registration::CandidateAct,
        exam_registration::{ExamRegistration, SubmittedVersion},
        view_exam_registration,
    },
    web::{
        components::{Step, StepState, SummaryRow, panel, steps, summary_list},
        error::WebError,
        i18n::Lang,
        page::Page,
    },
};

/// `GET /candidate/registration/submitted`. What is not handed in has no confirmation: then the task list.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    let registration = view_exam_registration::run(&page.ctx, &page.actor, &[]).await?;
    let status = registration.record.state.status();
    let is_handed_in = status == RegistrationStatus::Submitted || status.is_accepted();
    match &registration.latest {
        Some(latest) if is_handed_in => Ok(page.ok(title(page.lang), || view(&page, &registration, latest))),
        _ => Ok(page.see_other(HOME)),
    }
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Đã nộp phiếu đăng ký dự thi", "Exam registration submitted")
}

fn view(page: &Page, registration: &ExamRegistration, latest: &SubmittedVersion) -> AnyView {
    let lang = page.lang;
    let record = &registration.record;
    let number = record.form_number.as_deref().unwrap_or_default();
    let can_withdraw = registration.may(PlainAction::Withdraw, page.now).is_ok();
    let withdraw = can_withdraw.then(|| {
        view! {
            <li>
                <a href=act::path(CandidateAct::Withdraw)>{lang.t("Rút phiếu về để sửa", "Take the form back to change it")}</a>
            </li>
        }
    });
    view! {
        {panel(title(lang), Some((lang.t("Số phiếu", "Form number"), number)))}
        {summary_list(
            lang,
            vec![
                SummaryRow::answer(lang, lang.t("Nộp lúc", "Submitted at"), &latest.submitted_at.to_the_second()),
                SummaryRow::answer(lang, lang.t("Bản nộp thứ", "Submission number"), &latest.number.to_string()),
                SummaryRow::answer(
                    lang,
                    lang.t("Thí sinh", "Candidate"),
                    &registration.registrant.full_name.upper(),
                ),
                SummaryRow::new(lang.t("Trạng thái", "State"), status_tag(lang, record.state.status())),
            ],
        )}
        <h2>{lang.t("Tiếp theo là gì", "What happens next")}</h2>
        {next_steps(page, registration)}
        <ul>
            {withdraw}
            <li>
                <a href=PAPER>{lang.t("Phiếu đăng ký dự thi để in hoặc lưu (PDF)", "The registration form to print or keep (PDF)")}</a>
            </li>
            <li>
                <a href=HOME>{lang.t("Về trang đăng ký dự thi", "To the exam registration")}</a>
            </li>
        </ul>
        <p class="hint">
            {lang.t(
                "Trang này mở lại được bất cứ lúc nào; dùng chức năng in của trình duyệt để in hoặc lưu thành PDF.",
                "You can open this page again at any time; print it, or save it as a PDF, with your browser.",
            )}
        </p>
        {answers::of_latest(lang, registration)}
    }
    .into_any()
}

fn next_steps(page: &Page, registration: &ExamRegistration) -> AnyView {
    let lang = page.lang;
    let is_approved = registration.record.state.status().is_accepted();
    let review_ends = registration.windows.decided_by(page.now).short();
    let review = match (is_approved, registration.record.decided_at, lang) {
        (true, Some(at), Lang::Vi) => format!("Đã duyệt lúc {}.", at.short()),
        (true, Some(at), Lang::En) => format!("Approved at {}.", at.short()),
        (_, _, Lang::Vi) => format!("Chậm nhất {review_ends}. Nếu bị trả lại, lý do hiện ngay trên trang đăng ký."),
        (_, _, Lang::En) => format!("By {review_ends}. If it is sent back, the registration page says why."),
    };
    let exam = page.season.calendar.phase(PhaseKind::Exam).map(|phase| match lang {
        Lang::Vi => format!("Từ {} đến {}.", phase.opens_at.short(), phase.closes_at.short()),
        Lang::En => format!("From {} to {}.", phase.opens_at.short(), phase.closes_at.short()),
    });
    let (of_review, of_exam) =
        if is_approved { (StepState::Done, StepState::Current) } else { (StepState::Current, StepState::Ahead) };
    steps(
        lang,
        &[
            Step { title: lang.t("Nộp phiếu", "Submission"), detail: "", state: StepState::Done },
            Step {
                title: lang.t("Trường đối chiếu và duyệt phiếu", "The school verifies the form"),
                detail: &review,
                state: of_review,
            },
            Step { title: lang.t("Thi", "Exam"), detail: exam.as_deref().unwrap_or_default(), state: of_exam },
        ],
    )
}
