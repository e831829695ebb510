//! `/department/appeals`: the appeals against marks of the council's candidates, and the list as a file.

use axum::{extract::Query, response::Response};
use leptos::prelude::*;
use serde::Deserialize;
use url::form_urlencoded;

use crate::{
    domain::{
        exam::{mark_appeal::AppealStatus, subject::Subject},
        ids::MarkAppealId,
        time::Instant,
    },
    usecases::department::mark_appeals::{self, Asked, CouncilAppeal, CouncilAppeals, CouncilAppealsError},
    web::{
        components::*,
        downloads::{CSV_TYPE, attachment, mark_appeals::csv_body},
        error::WebError,
        i18n::{Lang, exam::subject_name, mark_appeal::appeal_status_name},
        page::Page,
    },
};

/// The page.
pub const PATH: &str = "/department/appeals";

impl From<CouncilAppealsError> for WebError {
    fn from(error: CouncilAppealsError) -> Self {
        match error {
            CouncilAppealsError::Forbidden => Self::Forbidden,
            CouncilAppealsError::NotFound => Self::NotFound,
            CouncilAppealsError::Storage(error) => error.into(),
        }
    }
}

/// What of the list is asked for; words that mean nothing are left out.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct AppealsQuery {
    state: String,
    subject: String,
    after: String,
    done: String,
}

impl AppealsQuery {
    fn read(&self) -> Asked {
        Asked {
            status: AppealStatus::parse(&self.state),
            subject: Subject::parse(&self.subject),
            after: self.after.parse().ok(),
        }
    }
}

/// `GET /department/appeals`
///
/// # Errors
/// `Forbidden`, `Unavailable`.
pub async fn get(page: Page, Query(query): Query<AppealsQuery>) -> Result<Response, WebError> {
    let asked = query.read();
    let shown = mark_appeals::list(&page.ctx, &page.actor, &page.season, asked).await?;
    Ok(page.ok(title(page.lang), || view(&page, &shown, asked, &query.done)))
}

/// `GET /department/appeals.csv`
///
/// # Errors
/// `Forbidden`, `Unavailable`, `Internal`.
pub async fn get_csv(page: Page, Query(query): Query<AppealsQuery>) -> Result<Response, WebError> {
    let subject = query.read().subject;
    let found = mark_appeals::download(&page.ctx, &page.actor, &page.season, subject).await?;
    let name = format!("phuc-khao-{}.csv", subject.map_or("tat-ca", Subject::as_str).replace('_', "-"));
    Ok(attachment(CSV_TYPE, &name, csv_body(&found.appeals)?))
}

/// The page's title, also of the link to it.
#[must_use]
pub const fn title(lang: Lang) -> &'static str {
    lang.t("Phúc khảo bài thi", "Appeals against marks")
}

fn address(asked: Asked, after: Option<MarkAppealId>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    if let Some(status) = asked.status {
        query.append_pair("state", status.as_str());
    }
    if let Some(subject) = asked.subject {
        query.append_pair("subject", subject.as_str());
    }
    if let Some(after) = after {
        query.append_pair("after", &after.to_string());
    }
    format!("{PATH}?{}", query.finish())
}

fn view(page: &Page, shown: &CouncilAppeals, asked: Asked, done: &str) -> AnyView {
    let lang = page.lang;
    let done = AppealStatus::parse(done).map(|status| {
        let title = match status {
            AppealStatus::Proposed => lang.t(
                "Đã gửi đề xuất điểm mới, chờ người thứ hai duyệt",
                "The mark is proposed and waits for a second person",
            ),
            AppealStatus::Changed => {
                lang.t("Đã đổi điểm và báo thí sinh", "The mark is changed, and the candidate told")
            }
            AppealStatus::Kept => {
                lang.t("Đã giữ nguyên điểm và báo thí sinh", "The mark stands, and the candidate is told")
            }
            AppealStatus::Submitted | AppealStatus::Withdrawn => {
                lang.t("Đã trả lại đề xuất", "The proposal is sent back")
            }
        };
        notice(lang, Tone::Success, title, ().into_any())
    });
    let due = shown.windows.map(|windows| due_line(lang, windows.closes_at, windows.due_at));
    let csv = asked.subject.map_or_else(String::new, |subject| format!("?subject={}", subject.as_str()));
    let next = shown.next_after.map(|after| {
        view! {
            <nav class="pagination" aria-label=lang.t("Phân trang", "Pages")>
                <a rel="next" href=address(asked, Some(after))>{lang.t("Trang sau →", "Next page →")}</a>
            </nav>
        }
    });
    view! {
        {done}
        {back_link(lang, "/department")}
        <h1>{title(lang)}</h1>
        {due}
        {counts(lang, shown)}
        {filter(lang, asked)}
        {list(lang, shown)}
        {next}
        <p>
            <a href=format!("{PATH}.csv{csv}") download="">
                {lang.t("Tải danh sách đơn đang chờ (CSV)", "Download the list of those that wait (CSV)")}
            </a>
        </p>
        <p class="quiet">
            {lang.t(
                "Thí sinh đọc được rằng đơn của mình đã được xem hay tải. Tệp không có tên thí sinh.",
                "Each candidate can read that the appeal was looked at or downloaded. The file holds no name.",
            )}
        </p>
    }
    .into_any()
}

/// When deciding begins and by when it should be done.
pub(super) fn due_line(lang: Lang, from: Instant, due: Instant) -> AnyView {
    view! {
        <p>
            {lang.t("Hội đồng quyết định từ ", "The council decides from ")} {instant_view(from)}
            {lang.t(", chậm nhất ", ", by ")} <strong>{instant_view(due)}</strong> "."
        </p>
    }
    .into_any()
}

fn counts(lang: Lang, shown: &CouncilAppeals) -> AnyView {
    let of = |status| shown.counts.iter().find(|(known, _)| *known == status).map_or(0, |(_, count)| *count);
    let statuses = [AppealStatus::Submitted, AppealStatus::Proposed, AppealStatus::Kept, AppealStatus::Changed];
    let numbers = statuses.map(|status| (status, lang.count(of(status))));
    let shown: Vec<_> = numbers
        .iter()
        .map(|(status, number)| Figure { label: appeal_status_name(lang, *status), number, note: "" })
        .collect();
    figures(&shown)
}

fn filter(lang: Lang, asked: Asked) -> AnyView {
    let states = AppealStatus::ALL
        .iter()
        .map(|status| Choice { value: status.as_str(), label: appeal_status_name(lang, *status), hint: "" })
        .collect();
    let subjects = Subject::ALL
        .iter()
        .map(|subject| Choice { value: subject.as_str(), label: subject_name(lang, *subject), hint: "" })
        .collect();
    let field = |name, label, value, options| {
        select(Select {
            lang,
            name,
            label,
            value,
            options,
            width: Width::Medium,
            unchosen: lang.t("Tất cả", "All"),
            ..Select::default()
        })
    };
    view! {
        <form method="get" action=PATH role="search">
            {field("state", lang.t("Tình trạng", "Status"), asked.status.map_or("", AppealStatus::as_str), states)}
            {field("subject", lang.t("Môn", "Subject"), asked.subject.map_or("", Subject::as_str), subjects)}
            {submit(lang.t("Xem", "Show"))}
        </form>
    }
    .into_any()
}

fn list(lang: Lang, shown: &CouncilAppeals) -> AnyView {
    let row = |appeal: &CouncilAppeal| {
        let name = format!("{} – {}", appeal.number, subject_name(lang, appeal.subject));
        vec![
            view! { <a href=format!("{PATH}/{}", appeal.id)>{name}</a> }.into_any(),
            text(appeal.full_name.clone()),
            text(lang.score(appeal.published)),
            text(appeal_status_name(lang, appeal.state.status())),
            instant_view(appeal.submitted_at),
        ]
    };
    table(Table {
        caption: lang.t("Các đơn, theo thứ tự nộp", "The appeals, in the order in which they came"),
        columns: vec![
            Column::words(lang.t("Bài thi", "Paper")),
            Column::words(lang.t("Thí sinh", "Candidate")),
            Column::number(lang.t("Điểm đã công bố", "Published mark")),
            Column::words(lang.t("Tình trạng", "Status")),
            Column::words(lang.t("Nộp lúc", "Sent at")),
        ],
        rows: shown.appeals.iter().map(row).collect(),
        when_empty: lang.t("Không có đơn nào.", "There is no appeal."),
    })
}
