//! `/candidate/cases`: what the population registry says of the candidate, and what has to be cleared up.

mod one;
mod police_note;

use axum::{extract::Query, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

pub use self::{
    one::{answer, both_sides, get as get_one},
    police_note::get as get_police_note,
};
use crate::{
    domain::{
        access::Permission,
        registry::{
            case::{CaseOwner, CaseState},
            comparison::ComparisonStatus,
        },
    },
    usecases::candidate::registry_cases::{self, OwnCases},
    web::{
        components::*,
        error::WebError,
        i18n::{
            Lang,
            registry_case::{case_kind_name, case_state_name, check_status_name, due_day},
        },
        page::Page,
    },
};

/// Where the list is.
pub const PATH: &str = "/candidate/cases";

/// What was just done.
#[derive(Deserialize, Default)]
pub struct DoneQuery {
    /// `asked`, `early` or `answered`.
    #[serde(default)]
    done: String,
}

/// `GET /candidate/cases`
///
/// # Errors
/// `Forbidden` for anyone but a candidate; `Unavailable`.
pub async fn get(page: Page, Query(query): Query<DoneQuery>) -> Result<Response, WebError> {
    let own = registry_cases::list(&page.ctx, page.candidate()?).await?;
    Ok(page.ok(title(page.lang), || view(&page, &own, &query.done)))
}

/// `POST /candidate/cases/check-again`
///
/// # Errors
/// As [`get`].
pub async fn check_again(page: Page) -> Result<Response, WebError> {
    let will_be = registry_cases::check_again(&page.ctx, page.candidate()?).await?;
    Ok(page.see_other(if will_be { "/candidate/cases?done=asked" } else { "/candidate/cases?done=early" }))
}

/// The name of these pages.
#[must_use]
pub const fn title(lang: Lang) -> &'static str {
    lang.t("Đối chiếu thông tin cá nhân", "Identity data compared")
}

/// How a state looks.
#[must_use]
pub const fn tone(state: CaseState) -> Tone {
    match state.owner() {
        Some(CaseOwner::Candidate | CaseOwner::Police) => Tone::Warning,
        Some(CaseOwner::School | CaseOwner::Portal) => Tone::Info,
        None => Tone::Success,
    }
}

fn view(page: &Page, own: &OwnCases, done: &str) -> AnyView {
    let lang = page.lang;
    let (open, ended): (Vec<_>, Vec<_>) = own.cases.iter().partition(|case| !case.state.is_end());
    let tasks: Vec<_> = open
        .iter()
        .map(|case| {
            let href = format!("{PATH}/{}", case.id);
            let overdue =
                (case.due_at <= page.now).then(|| view! { " " {tag(Tone::Danger, lang.t("Quá hạn", "Overdue"))} });
            vec![
                view! { <a href=href>{case_kind_name(lang, case.kind)}</a> }.into_any(),
                tag(tone(case.state), case_state_name(lang, case.state)),
                view! { <span>{due_day(case.due_at)} {overdue}</span> }.into_any(),
            ]
        })
        .collect();
    let ended: Vec<_> = ended
        .iter()
        .map(|case| {
            vec![
                view! { <a href=format!("{PATH}/{}", case.id)>{case_kind_name(lang, case.kind)}</a> }.into_any(),
                text(case_state_name(lang, case.state)),
                case.ended_at.map_or_else(|| text("–"), instant_view),
            ]
        })
        .collect();
    let has_ended = !ended.is_empty();
    let open_table = table(Table {
        caption: lang.t("Cần làm rõ", "To be cleared up"),
        columns: vec![
            Column::words(lang.t("Việc", "What")),
            Column::words(lang.t("Đang ở đâu", "Where it stands")),
            Column::words(lang.t("Hết ngày", "Due by the end of")),
        ],
        rows: tasks,
        when_empty: lang.t("Hiện không có việc nào cần làm rõ.", "There is nothing to be cleared up."),
    });
    let ended_table = has_ended.then(|| {
        table(Table {
            caption: lang.t("Đã xong", "Ended"),
            columns: vec![
                Column::words(lang.t("Việc", "What")),
                Column::words(lang.t("Kết quả", "How")),
                Column::words(lang.t("Lúc", "When")),
            ],
            rows: ended,
            when_empty: "",
        })
    });
    view! {
        {done_notice(lang, done)}
        {back_link(lang, "/candidate")}
        <h1>{title(lang)}</h1>
        <p class="lead">{status_sentence(lang, &own.status)}</p>
        <p>
            {lang.t(
                "Việc đối chiếu không ngăn bạn nộp phiếu hay làm bất cứ bước nào khác.",
                "Nothing here keeps you from submitting, or from any other step.",
            )}
        </p>
        {open_table}
        {check_again_form(page, own)}
        {ended_table}
        {checks(lang, own)}
    }
    .into_any()
}

fn done_notice(lang: Lang, done: &str) -> Option<AnyView> {
    let (tone, title, body) = match done {
        "asked" => (
            Tone::Success,
            lang.t("Cổng đang đối chiếu lại", "The registry is asked again"),
            lang.t("Tải lại trang sau ít phút để xem kết quả.", "Load this page again in a few minutes."),
        ),
        "early" => (
            Tone::Info,
            lang.t("Vừa đối chiếu cách đây ít phút", "The registry was asked a few minutes ago"),
            lang.t("Hãy thử lại sau 10 phút.", "Try again in 10 minutes."),
        ),
        _ => return None,
    };
    Some(notice(lang, tone, title, view! { <p>{body}</p> }.into_any()))
}

fn status_sentence(lang: Lang, status: &ComparisonStatus) -> &'static str {
    match status {
        ComparisonStatus::Matched => lang.t(
            "Thông tin của bạn khớp với Cơ sở dữ liệu quốc gia về dân cư.",
            "Your data agree with the population registry.",
        ),
        ComparisonStatus::Unchecked => lang.t(
            "Thông tin của bạn chưa được đối chiếu với Cơ sở dữ liệu quốc gia về dân cư.",
            "Your data have not been compared with the population registry yet.",
        ),
        ComparisonStatus::Unavailable => lang.t(
            "Cơ sở dữ liệu quốc gia về dân cư chưa trả lời. Cổng tự hỏi lại, bạn không cần làm gì.",
            "The population registry did not answer. It is asked again by itself; there is nothing for you to do.",
        ),
        ComparisonStatus::Partial(_) => lang.t(
            "Thông tin của bạn và Cơ sở dữ liệu quốc gia về dân cư có điểm khác nhau.",
            "Your data and the population registry differ in something.",
        ),
        ComparisonStatus::NotFound => lang.t(
            "Cơ sở dữ liệu quốc gia về dân cư chưa có số định danh của bạn.",
            "The population registry does not hold your personal number.",
        ),
        ComparisonStatus::Invalid => lang.t(
            "Cơ sở dữ liệu quốc gia về dân cư cho biết số định danh của bạn không còn giá trị.",
            "The population registry says that your personal number is not valid any more.",
        ),
    }
}

/// Whoever was at the police need not wait for the next comparison.
fn check_again_form(page: &Page, own: &OwnCases) -> Option<AnyView> {
    let lang = page.lang;
    let is_of_use = own.cases.iter().any(|case| !case.state.is_end() && !case.kind.is_about_two());
    (is_of_use && page.may(Permission::AnswerOwnCase)).then(|| {
        let again = Button {
            look: ButtonLook::Secondary,
            label: lang.t("Đối chiếu lại ngay", "Compare again now"),
            ..Button::default()
        };
        view! {
            <form method="post" action="/candidate/cases/check-again">
                <p>
                    {lang.t(
                        "Cổng tự đối chiếu lại mỗi nửa ngày. Nếu công an vừa cập nhật thông tin của bạn, bạn có thể nhờ đối chiếu lại ngay.",
                        "The portal compares again every half day. If the police have just mended your data, you may have it compared now.",
                    )}
                </p>
                {buttons(vec![button(again)])}
            </form>
        }
        .into_any()
    })
}

/// The evidence: when, and how it came out. The question's number stands in the registry's records as well.
fn checks(lang: Lang, own: &OwnCases) -> Option<AnyView> {
    let rows: Vec<_> = own
        .checks
        .iter()
        .map(|check| {
            let id = check.request_id.to_string();
            vec![
                instant_view(check.checked_at),
                text(check_status_name(lang, &check.status)),
                view! { <code class="reference">{id}</code> }.into_any(),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| {
        let columns = vec![
            Column::words(lang.t("Lúc", "When")),
            Column::words(lang.t("Kết quả", "Outcome")),
            Column::words(lang.t("Mã lần hỏi", "Number of the question")),
        ];
        let body = table(Table {
            caption: lang.t("Các lần đối chiếu gần đây", "The latest comparisons"),
            columns,
            rows,
            when_empty: "",
        });
        details(lang.t("Các lần đối chiếu gần đây", "The latest comparisons"), body)
    })
}
