//! The task list of the exam registration: what there is to do, how far each thing is, and until when.

use axum::response::Response;
use leptos::prelude::*;

use super::{CHECK, SUBMITTED, WITHDRAW, answers, refusal_notice, rejection_notice, section_path, status_tag};
use crate::{
    domain::exam::{
        registration::SectionStatus,
        sections::Section,
        state::{PhaseCondition, RegistrationStatus},
    },
    usecases::candidate::{exam_registration::ExamRegistration, view_exam_registration},
    web::{
        components::{
            ButtonLook, SummaryRow, Task, TaskStatus, Tone, back_link, button_link, buttons, instant_view, notice,
            summary_list, task_list,
        },
        error::WebError,
        i18n::{Lang, exam::section_name},
        page::Page,
    },
};

/// `GET /candidate/registration`
///
/// # Errors
/// `Forbidden`, `NotFound` where the season plans no registration, `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    let registration = view_exam_registration::run(&page.ctx, &page.actor, &[]).await?;
    Ok(page.ok(title(page.lang), || view(&page, &registration)))
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Đăng ký dự thi", "Exam registration")
}

fn view(page: &Page, registration: &ExamRegistration) -> AnyView {
    let lang = page.lang;
    let status = registration.record.state.status();
    let body = match status {
        RegistrationStatus::Draft | RegistrationStatus::Rejected => match registration.check_editable(page.now) {
            Ok(()) => to_do(lang, registration),
            Err(refusal) => view! {
                {refusal_notice(lang, refusal)}
                {(!registration.draft.saves.is_empty()).then(|| answers::of_draft(lang, registration, false))}
            }
            .into_any(),
        },
        RegistrationStatus::Submitted | RegistrationStatus::Approved => handed_in(page, registration),
    };
    view! {
        {back_link(lang, "/candidate")}
        <h1>{title(lang)}</h1>
        {rejection_notice(lang, registration, page.now)}
        {facts(lang, registration)}
        {body}
    }
    .into_any()
}

fn facts(lang: Lang, registration: &ExamRegistration) -> AnyView {
    let record = &registration.record;
    let mut rows = vec![SummaryRow::new(lang.t("Trạng thái", "State"), status_tag(lang, record.state.status()))];
    if let Some(number) = &record.form_number {
        rows.push(SummaryRow::answer(lang, lang.t("Số phiếu", "Form number"), number));
    }
    let from_to = view! {
        {instant_view(registration.windows.opens_at)}
        {lang.t(" đến ", " to ")}
        <strong>{instant_view(registration.windows.closes_at)}</strong>
    };
    rows.push(SummaryRow::new(lang.t("Đợt đăng ký", "Window"), from_to.into_any()));
    if let Some(saved_at) = registration.draft.saves.values().map(|save| save.saved_at).max() {
        rows.push(SummaryRow::answer(lang, lang.t("Lưu lần cuối", "Last saved"), &saved_at.to_the_second()));
    }
    summary_list(lang, rows)
}

fn to_do(lang: Lang, registration: &ExamRegistration) -> AnyView {
    let statuses = registration.tasks();
    let hrefs: Vec<String> = statuses.iter().map(|(section, _)| section_path(*section)).collect();
    let tasks: Vec<Task<'_>> = statuses
        .iter()
        .zip(&hrefs)
        .map(|((section, status), href)| Task {
            name: section_name(lang, *section),
            href,
            hint: hint(lang, *section, *status),
            status: task_status(*status),
        })
        .collect();
    let done = statuses.iter().filter(|(_, status)| *status == SectionStatus::Done).count();
    let all = statuses.len();
    let next = if done == all {
        buttons(vec![button_link(ButtonLook::Primary, lang.t("Kiểm tra rồi nộp", "Check and submit"), CHECK)])
    } else {
        view! {
            <p>
                <a href=CHECK>{lang.t("Xem lại những gì đã khai", "Look at your answers so far")}</a>
            </p>
        }
        .into_any()
    };
    let progress = match lang {
        Lang::Vi => format!("{done}/{all} việc đã xong"),
        Lang::En => format!("{done} of {all} tasks done"),
    };
    view! {
        <h2>{lang.t("Việc cần làm", "What to do")}</h2>
        <p>
            <strong>{progress}</strong>
            {lang.t(
                ". Làm theo thứ tự nào cũng được; mỗi việc được lưu riêng.",
                ". Any order will do; each task is saved by itself.",
            )}
        </p>
        {task_list(lang, "task", &tasks)}
        {set_aside(lang, registration)}
        {next}
    }
    .into_any()
}

/// What was filled in and does not apply any more, so that nobody wonders where it went.
fn set_aside(lang: Lang, registration: &ExamRegistration) -> Option<AnyView> {
    let aside: Vec<_> =
        registration.set_aside().into_iter().map(|section| view! { <li>{section_name(lang, section)}</li> }).collect();
    let body = view! {
        <p>
            {lang.t(
                "Theo đối tượng dự thi và mục đích bạn đã chọn, các mục dưới đây không áp dụng cho bạn. Những gì đã khai vẫn được giữ nhưng không nộp kèm; đổi lại lựa chọn thì mục hiện lại.",
                "By the ground and purpose that you chose, these do not apply to you. What you filled in is kept but not handed in; it comes back if you change your choice.",
            )}
        </p>
    };
    let title = lang.t("Mục không còn áp dụng", "What no longer applies");
    (!aside.is_empty()).then(|| notice(lang, Tone::Info, title, view! { {body} <ul>{aside}</ul> }.into_any()))
}

const fn hint(lang: Lang, section: Section, status: SectionStatus) -> &'static str {
    match (section, status) {
        (Section::Declaration, SectionStatus::CannotStart) => {
            lang.t("Làm sau khi xong các việc trên", "Comes after the tasks above")
        }
        (Section::Studied, SectionStatus::NotStarted) => {
            lang.t("Làm trước khi chọn môn thi", "Comes before the choice of papers")
        }
        (Section::Graduation, SectionStatus::NotStarted) => {
            lang.t("Không thuộc diện nào cũng cần mở và lưu", "Open and save it even if nothing applies")
        }
        (Section::Priority, SectionStatus::NotStarted) => {
            lang.t("Không thuộc diện ưu tiên cũng cần mở và lưu", "Open and save it even if you claim no priority")
        }
        _ => "",
    }
}

const fn task_status(status: SectionStatus) -> TaskStatus {
    match status {
        SectionStatus::NotStarted => TaskStatus::NotStarted,
        SectionStatus::InProgress => TaskStatus::InProgress,
        SectionStatus::Done => TaskStatus::Completed,
        SectionStatus::HasErrors => TaskStatus::HasError,
        SectionStatus::CannotStart => TaskStatus::CannotStartYet,
    }
}

fn handed_in(page: &Page, registration: &ExamRegistration) -> AnyView {
    let lang = page.lang;
    let is_submitted = registration.record.state.status() == RegistrationStatus::Submitted;
    let is_open = registration.windows.check(PhaseCondition::Registration, page.now).is_ok();
    let words = if is_submitted {
        view! {
            <p>
                {lang.t("Trường sẽ duyệt phiếu trước ", "The school decides before ")}
                {instant_view(registration.windows.review_closes_at)}
                {lang.t(". Bạn không cần làm gì thêm.", ". There is nothing more to do.")}
            </p>
        }
        .into_any()
    } else {
        let decided = registration.record.decided_at.map(|at| {
            view! { {lang.t("Trường duyệt phiếu lúc ", "The school approved it at ")} {instant_view(at)} ". " }
        });
        view! {
            <p>
                {decided}
                {lang.t(
                    "Phiếu không thay đổi được nữa; nếu có sai sót, hãy báo cho trường.",
                    "The form cannot be changed any more; if something is wrong, tell the school.",
                )}
            </p>
        }
        .into_any()
    };
    let withdraw = (is_submitted && is_open).then(|| {
        view! {
            <p>
                <a href=WITHDRAW>{lang.t("Rút phiếu về để sửa", "Take the form back to change it")}</a>
            </p>
        }
    });
    view! {
        {words}
        <p>
            <a href=SUBMITTED>{lang.t("Giấy xác nhận đã nộp (in được)", "Confirmation of submission (to print)")}</a>
        </p>
        {withdraw}
        {answers::of_latest(lang, registration)}
    }
    .into_any()
}
