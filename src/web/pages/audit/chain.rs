//! `/audit/chain`: how the chain stands, its checkpoints, and what the last verification found.

use axum::{extract::Query, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::parts;
use crate::{
    domain::{
        audit::iso_day,
        text::hex,
        time::{parse_date, short_date},
    },
    usecases::{
        audit::chain::{SignedCheckpoint, checkpoint_hash},
        auditor::view_chain::{self, ChainView, MAX_WAITING, VerificationRow},
    },
    web::{components::*, error::WebError, i18n::Lang, page::Page, pages::transparency::code},
};

/// Which part of the checkpoints.
#[derive(Deserialize, Default)]
pub struct ChainQuery {
    /// Those before this day; from the latest on when empty.
    #[serde(default)]
    before: String,
}

/// `GET /audit/chain`
///
/// # Errors
/// `NotFound` for a day that is none; `Forbidden`; `Unavailable`.
pub async fn get(page: Page, Query(query): Query<ChainQuery>) -> Result<Response, WebError> {
    let before = match query.before.as_str() {
        "" => None,
        day => Some(parse_date(day).ok_or(WebError::NotFound)?),
    };
    let shown = view_chain::run(&page.ctx, &page.actor, before).await?.ok_or(WebError::Forbidden)?;
    let lang = page.lang;
    Ok(page.ok(title(lang), || view(lang, &shown, before.is_some())))
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Kiểm toán: chuỗi niêm phong", "Audit: the seal")
}

fn view(lang: Lang, shown: &ChainView, is_later_page: bool) -> AnyView {
    let next = shown.next.map(|day| {
        let href = format!("/audit/chain?before={}", iso_day(day));
        view! { <a rel="next" href=href>{lang.t("Cũ hơn →", "Earlier →")}</a> }
    });
    let first = is_later_page.then(|| view! { <a href="/audit/chain">{lang.t("← Mới nhất", "← Latest")}</a> });
    view! {
        <h1>{title(lang)}</h1>
        {parts(lang, "/audit/chain")}
        {verification(lang, shown.verification.as_ref())}
        <h2>{lang.t("Chuỗi lúc này", "The chain now")}</h2>
        {summary_list(lang, state(lang, shown))}
        {checkpoints(lang, &shown.checkpoints)}
        <p class="buttons">{first} {next}</p>
        <p>
            <a href="/transparency/audit">{lang.t("Trang công bố cho mọi người", "The page that is published for everyone")}</a>
        </p>
    }
    .into_any()
}

fn verification(lang: Lang, last: Option<&VerificationRow>) -> AnyView {
    let Some(last) = last else {
        let body = view! {
            <p>{lang.t("Lần kiểm tra tự động đầu tiên chưa chạy.", "The first automatic verification has not run yet.")}</p>
        };
        return notice(lang, Tone::Info, lang.t("Chưa kiểm tra", "Not verified yet"), body.into_any());
    };
    let counted = match lang {
        Lang::Vi => format!("{} ngày, {} dòng", last.days, lang.count(last.entries.unsigned_abs())),
        Lang::En => format!("{} days, {} entries", last.days, lang.count(last.entries.unsigned_abs())),
    };
    match &last.broken_link {
        None => {
            let body =
                view! { <p>{counted} ". " {lang.t("Xong lúc ", "Done at ")} {instant_view(last.finished_at)} "."</p> };
            // Said on each visit: nothing that has just happened.
            let title = lang.t("Lần kiểm tra tự động gần nhất: nguyên vẹn", "The last automatic verification: sound");
            notice(lang, Tone::Info, title, body.into_any())
        }
        Some(broken) => {
            let body = view! {
                <p>{code(broken)}</p>
                <p>
                    {lang.t("Đã kiểm tra đến đó: ", "Sound up to there: ")} {counted} ". "
                    {lang.t("Xong lúc ", "Done at ")} {instant_view(last.finished_at)} "."
                </p>
            };
            let title = lang.t("Chuỗi bị đứt", "The chain is broken");
            notice(lang, Tone::Danger, title, body.into_any())
        }
    }
}

fn state(lang: Lang, shown: &ChainView) -> Vec<SummaryRow> {
    let waiting = if shown.waiting >= MAX_WAITING {
        format!("≥ {}", lang.count(MAX_WAITING.unsigned_abs()))
    } else {
        lang.count(shown.waiting.unsigned_abs())
    };
    let since = shown.waiting_since.map(|since| {
        view! { <span class="quiet">" (" {lang.t("từ ", "since ")} {exact_instant_view(since)} ")"</span> }
    });
    let mut rows = match &shown.head {
        Some((day, number, hash)) => vec![
            SummaryRow::new(lang.t("Ngày", "Day"), text(short_date(*day))),
            SummaryRow::new(lang.t("Số dòng của ngày", "Entries of the day"), text(number.to_string())),
            SummaryRow::new(lang.t("Mã của dòng cuối", "Hash of the last entry"), code(&hex(hash))),
        ],
        None => Vec::new(),
    };
    rows.push(SummaryRow::new(
        lang.t("Dòng đang chờ vào chuỗi", "Entries that wait for their place"),
        view! { <span>{waiting} {since}</span> }.into_any(),
    ));
    rows
}

fn checkpoints(lang: Lang, checkpoints: &[SignedCheckpoint]) -> AnyView {
    let rows = checkpoints
        .iter()
        .map(|signed| {
            let checkpoint = &signed.checkpoint;
            let (tone, words) = if signed.is_signed() {
                (Tone::Success, lang.t("đúng", "right"))
            } else {
                (Tone::Danger, lang.t("sai", "wrong"))
            };
            vec![
                text(short_date(checkpoint.day)),
                text(lang.count(checkpoint.entries)),
                code(&hex(&checkpoint_hash(checkpoint))),
                instant_view(checkpoint.closed_at),
                tag(tone, words),
            ]
        })
        .collect();
    table(Table {
        caption: lang.t("Mã khóa ngày, mới nhất trước", "Checkpoints, the latest first"),
        columns: vec![
            Column::words(lang.t("Ngày", "Day")),
            Column::words(lang.t("Số dòng", "Entries")),
            Column::words(lang.t("Mã khóa ngày", "Hash of the checkpoint")),
            Column::words(lang.t("Khóa lúc", "Closed at")),
            Column::words(lang.t("Chữ ký", "Signature")),
        ],
        rows,
        when_empty: lang.t(
            "Chưa có mã khóa ngày: nhật ký được khóa khi ngày kết thúc.",
            "There is no checkpoint yet: a day of the log is closed when it is over.",
        ),
    })
}
