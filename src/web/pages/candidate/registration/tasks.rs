//! The task list of the exam registration: what there is to do, how far each thing is, and until when.

use axum::response::Response;
use leptos::prelude::*;

use super::{
    CHECK, SUBMITTED, act, answers, correction, practice, refusal_notice, rejection_notice, section_path, status_tag,
    version,
};
use crate::{
    domain::{
        access::RoleKind,
        exam::{
            registration::SectionStatus,
            sections::Section,
            state::{PlainAction, RegistrationStatus},
        },
    },
    usecases::candidate::{
        act_on_exam_registration::CandidateAct, exam_registration::ExamRegistration, view_exam_registration,
    },
    web::{
        components::{
            ButtonLook, SummaryRow, Task, TaskStatus, Tone, back_link, button_link, buttons, instant_view, notice,
            summary_list, task_list,
        },
        error::WebError,
        i18n::{Lang, exam::section_name},
        page::Page,
        pages::{amendments, candidate::exam_notice, registration_history},
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
        RegistrationStatus::Draft | RegistrationStatus::Rejected => {
            let body = match registration.check_editable(page.now) {
                Ok(()) => to_do(page, registration),
                Err(refusal) => view! {
                    {refusal_notice(lang, refusal)}
                    {(!registration.draft.saves.is_empty()).then(|| answers::of_draft(lang, registration, None))}
                }
                .into_any(),
            };
            view! { {body} {history(lang, registration)} }.into_any()
        }
        RegistrationStatus::Cancelled => cancelled(page, registration),
        RegistrationStatus::Submitted
        | RegistrationStatus::Approved
        | RegistrationStatus::CorrectionRequested
        | RegistrationStatus::Locked
        | RegistrationStatus::Unlocked
        | RegistrationStatus::Signed
        | RegistrationStatus::Numbered
        | RegistrationStatus::Ineligible => handed_in(page, registration),
    };
    view! {
        {back_link(lang, "/candidate")}
        <h1>{title(lang)}</h1>
        {rejection_notice(lang, registration, page.now)}
        {practice::told(page, registration)}
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

fn to_do(page: &Page, registration: &ExamRegistration) -> AnyView {
    let lang = page.lang;
    let mut statuses = registration.tasks();
    let is_practice = registration.is_practice(page.now);
    for (section, status) in &mut statuses {
        if *section == Section::Declaration && is_practice {
            *status = SectionStatus::CannotStart;
        }
    }
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
    // Whoever never submitted has nothing to give up.
    let can_cancel =
        registration.record.form_number.is_some() && registration.may(CandidateAct::Cancel.action(), page.now).is_ok();
    let cancel = can_cancel.then(|| {
        view! {
            <p>
                <a href=act::path(CandidateAct::Cancel)>{lang.t("Huỷ đăng ký dự thi", "Cancel the registration")}</a>
            </p>
        }
    });
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
        {cancel}
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
        (Section::Evidence, SectionStatus::CannotStart) => lang.t(
            "Làm sau khi khai nơi học, các diện ưu tiên, miễn thi và điểm bảo lưu",
            "Comes after schools, priority, exemption and reserved marks",
        ),
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

/// What was given up, with the way back.
fn cancelled(page: &Page, registration: &ExamRegistration) -> AnyView {
    let lang = page.lang;
    let again = match registration.may(PlainAction::BeginAgain, page.now) {
        Ok(()) => {
            let label = lang.t("Đăng ký lại", "Register again");
            buttons(vec![button_link(ButtonLook::Primary, label, &act::path(CandidateAct::BeginAgain))])
        }
        Err(refusal) => refusal_notice(lang, refusal),
    };
    let end = registration.events.iter().find(|event| event.to == RegistrationStatus::Cancelled);
    let struck = end.filter(|event| event.role != Some(RoleKind::Candidate)).map(|event| {
        let reason = event.reason.clone().unwrap_or_default();
        let body = view! {
            <p>{lang.t("Lý do: ", "The reason: ")} {reason}</p>
            <p>{lang.t("Nếu không đồng ý, hãy gặp trường ngay.", "If you disagree, see the school at once.")}</p>
        };
        notice(
            lang,
            Tone::Danger,
            lang.t("Trường đã huỷ phiếu này", "The school has struck this form"),
            body.into_any(),
        )
    });
    view! {
        {struck}
        <p>
            {lang.t("Phiếu này đã huỷ: bạn ", "This form was cancelled: you ")}
            <strong>{lang.t("không có trong danh sách dự thi", "are on no list for the exam")}</strong> "."
        </p>
        {again}
        {history(lang, registration)}
    }
    .into_any()
}

/// What happened to the form, and what was submitted; nothing before the first step.
fn history(lang: Lang, registration: &ExamRegistration) -> Option<AnyView> {
    (!registration.events.is_empty()).then(|| {
        view! {
            <h2>{lang.t("Lịch sử của phiếu", "History of the form")}</h2>
            {version::list(lang, &registration.versions)}
            {registration_history::view(lang, &registration.events, lang.t("Bạn", "You"))}
        }
        .into_any()
    })
}

/// What stands with the school, and what the candidate can still do about it.
fn handed_in(page: &Page, registration: &ExamRegistration) -> AnyView {
    let lang = page.lang;
    let acts = [
        (CandidateAct::Withdraw, lang.t("Rút phiếu về để sửa", "Take the form back to change it")),
        (CandidateAct::Cancel, lang.t("Huỷ đăng ký dự thi", "Cancel the registration")),
    ];
    let acts: Vec<_> = acts
        .into_iter()
        .filter(|(act, _)| registration.may(act.action(), page.now).is_ok())
        .map(|(act, label)| view! { <li><a href=act::path(act)>{label}</a></li> })
        .collect();
    let status = registration.record.state.status();
    let can_correct =
        status == RegistrationStatus::CorrectionRequested || !registration.correctable(page.now).is_empty();
    let correct = can_correct.then(|| {
        view! {
            <li>
                <a href=correction::PATH>{correction::title(lang)}</a>
            </li>
        }
    });
    let confirm = registration.may(PlainAction::Confirm, page.now).is_ok().then(|| {
        let label = lang.t("Kiểm tra và xác nhận phiếu", "Check and confirm the form");
        buttons(vec![button_link(ButtonLook::Primary, label, &act::path(CandidateAct::Confirm))])
    });
    let confirmation = (registration.record.state.status() != RegistrationStatus::Ineligible).then(|| {
        view! {
            <li>
                <a href=SUBMITTED>{lang.t("Giấy xác nhận đã nộp (in được)", "Confirmation of submission (to print)")}</a>
            </li>
        }
    });
    let exam_notice = (status == RegistrationStatus::Numbered).then(|| {
        view! {
            <li>
                <a href=exam_notice::PATH>{exam_notice::title(lang)}</a>
            </li>
        }
    });
    view! {
        {where_it_stands(page, registration)}
        {confirm}
        <ul>{exam_notice} {confirmation} {correct} {acts}</ul>
        {amendments::view(lang, &registration.amendments, |_| None)}
        {answers::of_latest(lang, registration)}
        {history(lang, registration)}
    }
    .into_any()
}

fn where_it_stands(page: &Page, registration: &ExamRegistration) -> AnyView {
    let lang = page.lang;
    let at = |instant| instant_view(instant);
    let windows = &registration.windows;
    match registration.record.state.status() {
        RegistrationStatus::Submitted => view! {
            <p>
                {lang.t("Trường sẽ duyệt phiếu trước ", "The school decides before ")} {at(windows.decided_by(page.now))}
                {lang.t(". Bạn không cần làm gì thêm.", ". There is nothing more to do.")}
            </p>
        }
        .into_any(),
        RegistrationStatus::Locked => view! {
            <p>
                {lang.t(
                    "Trường đã chốt danh sách. Hãy kiểm tra và xác nhận phiếu, tại đây hoặc bằng chữ ký trên bản giấy ở trường, trước ",
                    "The school has signed off its list. Check and confirm the form, here or by your signature on paper at school, before ",
                )} <strong>{at(windows.exam_opens_at)}</strong> "."
            </p>
        }
        .into_any(),
        status => {
            let words = match status {
                RegistrationStatus::CorrectionRequested => lang.t(
                    "Trường đang xem yêu cầu sửa của bạn. Cho đến khi trường trả lời, phiếu đã duyệt vẫn có hiệu lực.",
                    "The school looks at the correction that you asked for. Until it answers, the approved form stands.",
                ),
                RegistrationStatus::Unlocked => lang.t(
                    "Sở đã mở lại phiếu để sửa sai sót. Hãy xin sửa mục sai ở liên kết trên trang này; trường trả lời rồi chốt lại.",
                    "The department has unlocked the form so that a mistake can be put right. Ask for the correction by the link on this page; the school answers and signs the form off again.",
                ),
                RegistrationStatus::Signed if !registration.sits_the_exam() => lang.t(
                    "Phiếu đã được ký xác nhận. Bạn không dự thi môn nào nên không có số báo danh.",
                    "The form is confirmed by signature. You sit no paper, so there is no candidate number.",
                ),
                RegistrationStatus::Signed => lang.t(
                    "Phiếu đã được ký xác nhận và chờ số báo danh.",
                    "The form is confirmed by signature and waits for its candidate number.",
                ),
                RegistrationStatus::Numbered => lang.t(
                    "Phiếu đã có số báo danh. Sai sót phát hiện từ nay được đính chính trong ngày làm thủ tục dự thi.",
                    "The form has its candidate number. From now on, mistakes are put right on the day of the procedures.",
                ),
                RegistrationStatus::Ineligible => lang.t(
                    "Trường kết luận bạn không đủ điều kiện dự thi. Lý do ở phần lịch sử dưới đây; nếu không đồng ý, hãy gặp trường ngay.",
                    "The school found that you may not sit the exam. The reason stands in the history below; if you disagree, see the school at once.",
                ),
                _ => lang.t(
                    "Trường đã duyệt phiếu. Phiếu không thay đổi được nữa; nếu có sai sót, hãy xin sửa.",
                    "The school has approved the form. It cannot be changed any more; if something is wrong, ask for a correction.",
                ),
            };
            let decided = registration.record.decided_at.filter(|_| status == RegistrationStatus::Approved);
            let decided = decided.map(|decided_at| view! { " (" {at(decided_at)} ")" });
            view! { <p>{words} {decided}</p> }.into_any()
        }
    }
}
