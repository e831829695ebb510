//! `/candidate/access-log`: "Ai đã xem dữ liệu của tôi".

use axum::{extract::Query, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

use crate::{
    domain::{
        access::RoleKind,
        audit::{AccessFilter, EntryKey},
    },
    usecases::candidate::view_access_log::{self, AccessLog, AccessRow, AskedQuestion},
    web::{
        components::*,
        error::WebError,
        i18n::{
            Lang,
            audit::{action_words, national_office, purpose_name},
        },
        page::{Page, role_name},
    },
};

/// Which part of the log.
#[derive(Deserialize, Default)]
pub struct LogQuery {
    /// Whose acts; those of others when empty.
    #[serde(default)]
    show: String,
    /// The last entry of the page before.
    #[serde(default)]
    after: String,
}

/// `GET /candidate/access-log`
///
/// # Errors
/// `NotFound` for a filter or place that does not exist; `Forbidden`; `Unavailable`.
pub async fn get(page: Page, Query(query): Query<LogQuery>) -> Result<Response, WebError> {
    let filter = match query.show.as_str() {
        "" => AccessFilter::default(),
        word => AccessFilter::parse(word).ok_or(WebError::NotFound)?,
    };
    let after = match query.after.as_str() {
        "" => None,
        key => Some(EntryKey::read(key).ok_or(WebError::NotFound)?),
    };
    let log = view_access_log::run(&page.ctx, page.candidate()?, filter, after).await?;
    let lang = page.lang;
    Ok(page.ok(title(lang), || view(lang, &log, filter, after.is_some())))
}

pub(super) const fn title(lang: Lang) -> &'static str {
    lang.t("Ai đã xem dữ liệu của tôi", "Who has seen my data")
}

fn view(lang: Lang, log: &AccessLog, filter: AccessFilter, is_later_page: bool) -> AnyView {
    let start = format!("/candidate/access-log?show={}", filter.as_str());
    let next = log.next.map(|key| {
        let href = format!("{start}&after={}", key.write());
        view! { <a rel="next" href=href>{lang.t("Cũ hơn →", "Earlier →")}</a> }
    });
    let first = is_later_page.then(|| view! { <a href=start.clone()>{lang.t("← Mới nhất", "← Latest")}</a> });
    view! {
        {breadcrumbs(lang, &[("/candidate", lang.t("Trang của tôi", "My page"))])}
        <h1>{title(lang)}</h1>
        <p class="lead">
            {lang.t(
                "Mỗi lần một cơ quan xem, tải hoặc xử lý dữ liệu của bạn đều hiện ở đây, ngay lúc xảy ra.",
                "Each time an office looks at your data, downloads or handles it, it appears here at once.",
            )}
        </p>
        {filters(lang, filter)}
        {entries(lang, log, filter)}
        <p class="buttons">{first} {next}</p>
        {explanation(lang)}
    }
    .into_any()
}

fn filters(lang: Lang, chosen: AccessFilter) -> AnyView {
    let links: Vec<AnyView> = AccessFilter::ALL
        .iter()
        .map(|filter| {
            let name = match filter {
                AccessFilter::Others => lang.t("Người khác", "Others"),
                AccessFilter::Mine => lang.t("Việc của tôi", "My own acts"),
                AccessFilter::All => lang.t("Tất cả", "Everything"),
            };
            let href = format!("/candidate/access-log?show={}", filter.as_str());
            view! {
                <li>
                    <a href=href aria-current=(*filter == chosen).then_some("true")>{name}</a>
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <nav class="filter" aria-label=lang.t("Việc của ai", "Whose acts")>
            <ul>{links}</ul>
        </nav>
    }
    .into_any()
}

fn entries(lang: Lang, log: &AccessLog, filter: AccessFilter) -> AnyView {
    let caption = match filter {
        AccessFilter::Others => lang.t("Các lần truy cập của người khác", "Accesses by others"),
        AccessFilter::Mine => lang.t("Việc bạn đã làm trên cổng", "What you did on the portal"),
        AccessFilter::All => lang.t("Mọi việc liên quan đến bạn", "Everything that concerns you"),
    };
    let mut columns = vec![Column::words(lang.t("Thời điểm", "When"))];
    if filter != AccessFilter::Mine {
        columns.push(Column::words(lang.t("Cơ quan", "Office")));
    }
    columns.push(Column::words(lang.t("Việc đã làm", "What was done")));
    if filter != AccessFilter::Mine {
        columns.push(Column::words(lang.t("Mục đích", "Purpose")));
        columns.push(Column::words(lang.t("Câu hỏi", "Question")));
    }
    let rows = log.rows.iter().map(|row| cells(lang, row, filter)).collect();
    let when_empty = match filter {
        AccessFilter::Others => lang.t("Chưa có ai xem dữ liệu của bạn.", "Nobody has looked at your data."),
        _ => lang.t("Chưa có gì ở đây.", "There is nothing here."),
    };
    table(Table { caption, columns, rows, when_empty })
}

fn cells(lang: Lang, row: &AccessRow, filter: AccessFilter) -> Vec<AnyView> {
    let at = exact_instant_view(row.at);
    let done = text(action_words(lang, &row.action));
    if filter == AccessFilter::Mine {
        return vec![at, done];
    }
    vec![at, office(lang, row), done, purpose(lang, row), question(lang, row)]
}

/// The office, with the role beneath. The office answers for whoever it was.
pub(super) fn office(lang: Lang, row: &AccessRow) -> AnyView {
    let name = row.office.clone().unwrap_or_else(|| national_office(lang, row.role).to_owned());
    let role = row.role.filter(|role| *role != RoleKind::Candidate);
    let role = role.map(|role| view! { <br /> <span class="quiet">{role_name(lang, role)}</span> });
    view! { <span>{name} {role}</span> }.into_any()
}

pub(super) fn purpose(lang: Lang, row: &AccessRow) -> AnyView {
    let words = row.purpose.map(|purpose| purpose_name(lang, purpose));
    let reason = row.reason.clone().map(|reason| view! { <span class="quiet">{reason}</span> });
    match (words, reason) {
        (None, None) => text("–"),
        (Some(words), None) => text(words),
        (None, Some(reason)) => reason.into_any(),
        (Some(words), Some(reason)) => view! { <span>{words} <br /> {reason}</span> }.into_any(),
    }
}

fn question(lang: Lang, row: &AccessRow) -> AnyView {
    if !row.can_be_asked_about() {
        return text("–");
    }
    let href = format!("/candidate/access-log/{}/ask", row.key.id);
    let label = match row.question {
        None => lang.t("Hỏi về lần này", "Ask about this").to_owned(),
        Some(AskedQuestion { answered_at: Some(_), .. }) => lang.t("Đọc trả lời", "Read the answer").to_owned(),
        Some(AskedQuestion { due_at, .. }) => {
            format!("{} {}", lang.t("Đã hỏi, trả lời trước", "Asked, due before"), due_at.short())
        }
    };
    // Links of a list are told apart by the moment.
    let about = format!(" ({})", row.at.to_the_second());
    view! {
        <a href=href>
            {label} <span class="visually-hidden">{about}</span>
        </a>
    }
    .into_any()
}

fn explanation(lang: Lang) -> AnyView {
    let body = view! {
        <ul>
            <li>
                {lang.t(
                    "Trang nêu cơ quan và vai trò, không nêu tên cán bộ: cơ quan chịu trách nhiệm về người của mình. Khi bạn hỏi, cơ quan xem được đó là ai và phải trả lời trong 2 ngày làm việc.",
                    "The page names the office and the role, not the person: the office answers for its people. When you ask, the office sees who it was and has to answer within 2 working days.",
                )}
            </li>
            <li>
                {lang.t(
                    "Một cán bộ mở lại cùng một trang nhiều lần trong một giờ được ghi một lần. Mỗi lần tải tệp và mỗi lần tổng đài tra cứu đều được ghi riêng.",
                    "When one person opens the same page again within an hour, it is recorded once. Each download and each look-up by the helpline is recorded for itself.",
                )}
            </li>
            <li>
                {lang.t("Không ai sửa hay xóa được nhật ký này mà không bị phát hiện: ", "Nobody can change or delete this log unnoticed: ")}
                <a href="/transparency/audit">{lang.t("cách nhật ký được niêm phong", "how it is sealed")}</a> "."
            </li>
        </ul>
    };
    details(lang.t("Trang này ghi những gì", "What this page records"), body.into_any())
}
