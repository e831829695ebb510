//! The candidate's start page: the season's steps in order, each with where it stands.

use axum::response::Response;
use leptos::prelude::*;

use crate::{
    domain::{
        exam::state::RegistrationStatus,
        season::{PhaseKind, WindowState},
    },
    usecases::candidate::view_overview::{self, CandidateOverview, OverviewView},
    web::{
        components::{Task, TaskStatus, Tone, notice, task_list},
        error::WebError,
        i18n::{Lang, exam::registration_status_name},
        page::Page,
        pages::candidate::{appeals, cases, freeze::frozen_notice},
    },
};

/// `GET /candidate`
///
/// # Errors
/// `Forbidden` for anyone but a candidate; `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    let candidate = page.candidate()?;
    let overview = view_overview::run(&page.ctx, candidate).await?;
    let is_level_2 = candidate.is_level_2;
    Ok(page.ok(page.t("Trang của tôi", "My page"), || view(&page, &overview, is_level_2)))
}

/// A step of the season as the page tells it.
struct Step {
    name: &'static str,
    href: &'static str,
    status: TaskStatus,
    hint: String,
}

fn view(page: &Page, shown: &OverviewView, is_level_2: bool) -> AnyView {
    let (lang, overview) = (page.lang, &shown.overview);
    let level_1 = (!is_level_2).then(|| {
        let title = lang.t("Tài khoản định danh của bạn ở mức độ 1", "Your electronic identity is of level 1");
        let text = lang.t(
            "Bạn xem và soạn được mọi nội dung, nhưng để nộp, trả lệ phí và xác nhận nhập học cần định danh mức độ 2. Hãy nâng mức tại công an xã, phường.",
            "You can see and draft everything, but to submit, pay and confirm you need level 2. Raise it at the commune police.",
        );
        notice(lang, Tone::Warning, title, view! { <p>{text}</p> }.into_any())
    });
    let steps = [registration(page, overview), marks(page, overview)]
        .into_iter()
        .chain(appeal(page, overview))
        .chain([preferences(page, overview), payment(page, overview), result(page), enrolment(page, overview)]);
    let steps: Vec<_> = steps.collect();
    let tasks: Vec<_> = steps
        .iter()
        .map(|step| Task { name: step.name, href: step.href, hint: &step.hint, status: step.status })
        .collect();
    let number = overview.candidate_number.clone().filter(|_| is_published(page, PhaseKind::ResultsPublication));
    view! {
        <h1>{lang.t("Trang của tôi", "My page")}</h1>
        {number.map(|number| view! { <p class="lead">{lang.t("Số báo danh ", "Candidate number ")} <strong>{number}</strong></p> })}
        {shown.is_frozen.then(|| frozen_notice(lang))}
        {level_1}
        {(shown.open_cases > 0).then(|| cases_notice(lang))}
        <h2>{lang.t("Các bước của mùa", "The steps of the season")}</h2>
        {task_list(lang, "step", &tasks)}
        <p>
            <a href="/catalogue">{lang.t("Tra cứu ngành, chương trình", "Search programmes")}</a>
        </p>
        <p>
            <a href=cases::PATH>{cases::title(lang)}</a>
        </p>
        <p>
            <a href="/candidate/access-log">{lang.t("Ai đã xem dữ liệu của tôi", "Who has seen my data")}</a>
        </p>
    }
    .into_any()
}

fn cases_notice(lang: Lang) -> AnyView {
    let title = lang.t("Thông tin cá nhân cần làm rõ", "Your identity data have to be cleared up");
    let words = lang.t("Xem việc gì và ai cần làm", "See what it is, and who has to act");
    let body = lang.t("Việc này không ngăn bạn nộp phiếu. ", "This keeps you from nothing. ");
    notice(lang, Tone::Info, title, view! { <p>{body} <a href=cases::PATH>{words}</a></p> }.into_any())
}

fn registration(page: &Page, overview: &CandidateOverview) -> Step {
    let lang = page.lang;
    let (status, hint) = match overview.registration {
        None => (TaskStatus::NotStarted, window(page, PhaseKind::ExamRegistration, 0)),
        Some(RegistrationStatus::Draft) => (TaskStatus::InProgress, window(page, PhaseKind::ExamRegistration, 0)),
        Some(RegistrationStatus::Submitted) => (
            TaskStatus::Completed,
            lang.t("Đã nộp, chờ nhà trường duyệt", "Submitted; your school will check it").to_owned(),
        ),
        Some(RegistrationStatus::Rejected) => (
            TaskStatus::HasError,
            lang.t("Nhà trường đã trả lại: xem lý do và sửa", "Returned by your school: read why and correct it")
                .to_owned(),
        ),
        Some(RegistrationStatus::Cancelled) => {
            (TaskStatus::NotStarted, lang.t("Phiếu đã huỷ", "The form was cancelled").to_owned())
        }
        Some(RegistrationStatus::Ineligible) => (
            TaskStatus::HasError,
            lang.t("Nhà trường kết luận không đủ điều kiện: xem lý do", "Your school found you ineligible: read why")
                .to_owned(),
        ),
        Some(status @ RegistrationStatus::Locked) => {
            (TaskStatus::InProgress, registration_status_name(lang, status).to_owned())
        }
        Some(
            status @ (RegistrationStatus::Approved
            | RegistrationStatus::CorrectionRequested
            | RegistrationStatus::Unlocked
            | RegistrationStatus::Signed
            | RegistrationStatus::Numbered),
        ) => (TaskStatus::Completed, registration_status_name(lang, status).to_owned()),
    };
    Step { name: lang.t("Đăng ký dự thi", "Register for the exam"), href: "/candidate/registration", status, hint }
}

fn marks(page: &Page, overview: &CandidateOverview) -> Step {
    let lang = page.lang;
    let is_there = is_published(page, PhaseKind::ResultsPublication) && overview.candidate_number.is_some();
    Step {
        name: lang.t("Xem điểm thi", "See your marks"),
        href: "/candidate/marks",
        status: if is_there { TaskStatus::Completed } else { TaskStatus::CannotStartYet },
        hint: publication(page, PhaseKind::ResultsPublication),
    }
}

/// Nobody has to appeal: it is there while appeals are received, and from then on for whoever made one.
fn appeal(page: &Page, overview: &CandidateOverview) -> Option<Step> {
    let lang = page.lang;
    let is_open = page.season.calendar.state(PhaseKind::MarkAppeal, page.now).is_open();
    let count = overview.standing_appeals;
    if overview.candidate_number.is_none() || !is_open && count == 0 {
        return None;
    }
    let status = match (count, overview.open_appeals) {
        (0, _) => TaskStatus::NotStarted,
        (_, 0) => TaskStatus::Completed,
        _ => TaskStatus::InProgress,
    };
    let hint = match (status, lang) {
        (TaskStatus::NotStarted, Lang::Vi) => {
            format!("Nếu bạn muốn chấm lại bài thi. {}", window(page, PhaseKind::MarkAppeal, 0))
        }
        (TaskStatus::NotStarted, Lang::En) => {
            format!("If you want a paper marked again. {}", window(page, PhaseKind::MarkAppeal, 0))
        }
        (TaskStatus::Completed, _) => lang.t("Đã có kết quả", "The results are there").to_owned(),
        _ => lang.t("Đã nộp đơn, chờ kết quả", "Sent; waits for the results").to_owned(),
    };
    Some(Step { name: appeals::title(lang), href: appeals::PATH, status, hint })
}

fn preferences(page: &Page, overview: &CandidateOverview) -> Step {
    let lang = page.lang;
    let mut hint = window(page, PhaseKind::Preference, 0);
    let status = match (&overview.submitted_list, overview.drafted_preferences) {
        (Some((number, submitted_at, count)), _) => {
            let differs = overview.draft_differs;
            let note = if differs {
                lang.t("; bản đang soạn khác, chưa nộp", "; your draft differs and is not submitted")
            } else {
                ""
            };
            hint = match lang.code() {
                "vi" => format!(
                    "Đã nộp {count} nguyện vọng (phiên bản {number}) lúc {}{note}",
                    submitted_at.to_the_second()
                ),
                _ => format!(
                    "{count} preferences submitted (version {number}) at {}{note}",
                    submitted_at.to_the_second()
                ),
            };
            if differs { TaskStatus::InProgress } else { TaskStatus::Completed }
        }
        (None, 0) => match page.season.calendar.state(PhaseKind::Preference, page.now) {
            WindowState::Open { .. } => TaskStatus::NotStarted,
            _ => TaskStatus::CannotStartYet,
        },
        (None, _) => TaskStatus::InProgress,
    };
    Step {
        name: lang.t("Đăng ký nguyện vọng xét tuyển", "List your preferences"),
        href: "/candidate/preferences",
        status,
        hint,
    }
}

fn payment(page: &Page, overview: &CandidateOverview) -> Step {
    let lang = page.lang;
    let window_text = window(page, PhaseKind::Payment, overview.payment_group);
    let is_open = page.season.calendar.state_for(PhaseKind::Payment, overview.payment_group, page.now).is_open();
    let (status, hint) = match overview.bill {
        Some((amount, Some(paid_at))) => {
            (TaskStatus::Completed, format!("{} {amount}, {}", lang.t("Đã nhận", "Received"), paid_at.short()))
        }
        Some((amount, None)) => {
            (TaskStatus::NotStarted, format!("{} {amount}. {window_text}", lang.t("Cần trả", "To pay:")))
        }
        None if is_open && overview.submitted_list.is_some() => (TaskStatus::NotStarted, window_text),
        None => (TaskStatus::CannotStartYet, window_text),
    };
    Step { name: lang.t("Nộp lệ phí xét tuyển", "Pay the fee"), href: "/candidate/payment", status, hint }
}

fn result(page: &Page) -> Step {
    let lang = page.lang;
    let is_there = is_published(page, PhaseKind::AdmissionResults);
    Step {
        name: lang.t("Xem kết quả xét tuyển", "See the admission result"),
        href: "/candidate/result",
        status: if is_there { TaskStatus::Completed } else { TaskStatus::CannotStartYet },
        hint: publication(page, PhaseKind::AdmissionResults),
    }
}

fn enrolment(page: &Page, overview: &CandidateOverview) -> Step {
    let lang = page.lang;
    let is_open = page.season.calendar.state(PhaseKind::EnrolmentConfirmation, page.now).is_open();
    let (status, hint) = match overview.enrolment_confirmed_at {
        Some(at) => {
            (TaskStatus::Completed, format!("{} {}", lang.t("Đã xác nhận lúc", "Confirmed at"), at.to_the_second()))
        }
        None if is_open => (TaskStatus::NotStarted, window(page, PhaseKind::EnrolmentConfirmation, 0)),
        None => (TaskStatus::CannotStartYet, window(page, PhaseKind::EnrolmentConfirmation, 0)),
    };
    Step {
        name: lang.t("Xác nhận nhập học", "Confirm your enrolment"), href: "/candidate/enrolment", status, hint
    }
}

fn is_published(page: &Page, kind: PhaseKind) -> bool {
    page.season.calendar.state(kind, page.now).is_open()
}

fn publication(page: &Page, kind: PhaseKind) -> String {
    match page.season.calendar.state(kind, page.now) {
        WindowState::NotYetOpen { opens_at } => {
            format!("{} {}", page.t("Công bố lúc", "Published at"), opens_at.short())
        }
        _ => page.t("Đã công bố", "Published").to_owned(),
    }
}

fn window(page: &Page, kind: PhaseKind, province_group: u8) -> String {
    match page.season.calendar.state_for(kind, province_group, page.now) {
        WindowState::NotPlanned => page.t("Chưa có lịch", "Not planned yet").to_owned(),
        WindowState::NotYetOpen { opens_at } => format!("{} {}", page.t("Mở lúc", "Opens at"), opens_at.short()),
        WindowState::Open { closes_at } => format!("{} {}", page.t("Đang mở, đến", "Open until"), closes_at.short()),
        WindowState::Closed { closed_at } => format!("{} {}", page.t("Đã đóng lúc", "Closed at"), closed_at.short()),
    }
}
