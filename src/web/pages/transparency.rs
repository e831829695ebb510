//! `/transparency/audit`: how the audit log is sealed, day by day, for anyone to check; and the same for machines.

use axum::{
    Json,
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use leptos::prelude::*;

use crate::{
    domain::time::{parse_date, short_date},
    usecases::{
        audit::published::{PublishedAudit, PublishedCheckpoint},
        visitor::view_transparency,
    },
    web::{components::*, error::WebError, i18n::Lang, page::Page},
};

/// How many days the page shows; the file has them all.
const SHOWN_DAYS: usize = 60;

/// `GET /transparency/audit`
///
/// # Errors
/// `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    let published = view_transparency::run(&page.ctx).await?;
    let lang = page.lang;
    Ok(page.ok(title(lang), || view(lang, &published)))
}

/// `GET /transparency/audit.json`
///
/// # Errors
/// `Unavailable`.
pub async fn get_json(page: Page) -> Result<Response, WebError> {
    let mut response = Json(view_transparency::run(&page.ctx).await?).into_response();
    // Always the latest: whoever keeps a copy wants today's.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Nhật ký được niêm phong", "The sealed log")
}

fn view(lang: Lang, published: &PublishedAudit) -> AnyView {
    view! {
        <h1>{title(lang)}</h1>
        <p class="lead">
            {lang.t(
                "Mọi việc làm trên cổng và mọi lần xem dữ liệu của thí sinh đều được ghi vào một nhật ký chỉ thêm, không sửa. Mỗi ngày nhật ký được khóa bằng một mã kiểm tra có chữ ký và công bố ở đây.",
                "Every act on the portal and every look at a candidate’s data goes into a log that is only ever added to. Each day it is closed with a signed check value, published here.",
            )}
        </p>
        {how(lang)}
        {today(lang, published)}
        {days(lang, &published.checkpoints)}
        {verify(lang, published)}
    }
    .into_any()
}

fn how(lang: Lang) -> AnyView {
    let body = view! {
        <p>
            {lang.t(
                "Mã của mỗi dòng là SHA-256 của mã dòng trước nối với nội dung của dòng: đổi một chữ ở bất kỳ dòng nào thì mọi mã sau đó đều đổi. Dòng đầu của một ngày nối tiếp mã khóa của ngày trước. Mã khóa ngày được ký bằng Ed25519. Không có dữ liệu của ai ở trang này: chỉ có số đếm và mã.",
                "The hash of each entry is the SHA-256 of the hash before and the entry’s content: change a letter of any entry, and every later hash changes. The first entry of a day follows the checkpoint of the day before. A checkpoint is signed with Ed25519. Nobody’s data is on this page: counts and hashes alone.",
            )}
        </p>
        <p>
            {lang.t(
                "Ai cũng có thể giữ một bản của tệp mã khóa. Nếu sau này nhật ký cũ bị viết lại, bản đã giữ sẽ không còn khớp.",
                "Anyone may keep a copy of the file. Should old entries ever be rewritten, the copy no longer fits.",
            )}
        </p>
    };
    details(lang.t("Niêm phong như thế nào", "How the seal works"), body.into_any())
}

fn today(lang: Lang, published: &PublishedAudit) -> AnyView {
    let heading = lang.t("Ngày đang mở", "The day that is open");
    let content = match &published.today {
        Some(head) => summary_list(
            lang,
            vec![
                SummaryRow::new(lang.t("Ngày", "Day"), day_words(&head.day)),
                SummaryRow::new(
                    lang.t("Số dòng đến lúc này", "Entries so far"),
                    text(lang.count(head.entries.unsigned_abs())),
                ),
                SummaryRow::new(lang.t("Mã của dòng cuối", "Hash of the last entry"), code(&head.head)),
            ],
        ),
        None => view! { <p class="quiet">{lang.t("Chưa có dòng nào.", "There is no entry yet.")}</p> }.into_any(),
    };
    view! { <h2>{heading}</h2> {content} }.into_any()
}

fn days(lang: Lang, checkpoints: &[PublishedCheckpoint]) -> AnyView {
    let rows = checkpoints
        .iter()
        .take(SHOWN_DAYS)
        .map(|checkpoint| {
            vec![
                day_words(&checkpoint.day),
                text(lang.count(checkpoint.entries)),
                code(&checkpoint.last_hash),
                code(&checkpoint.hash),
            ]
        })
        .collect();
    table(Table {
        caption: lang.t("Các ngày đã khóa, mới nhất trước", "Closed days, the latest first"),
        columns: vec![
            Column::words(lang.t("Ngày", "Day")),
            Column::words(lang.t("Số dòng", "Entries")),
            Column::words(lang.t("Mã của dòng cuối", "Hash of the last entry")),
            Column::words(lang.t("Mã khóa ngày", "Hash of the checkpoint")),
        ],
        rows,
        when_empty: lang.t("Chưa có ngày nào được khóa.", "No day has been closed yet."),
    })
}

fn verify(lang: Lang, published: &PublishedAudit) -> AnyView {
    view! {
        <h2>{lang.t("Tự kiểm tra", "Check it yourself")}</h2>
        <ol>
            <li>
                {lang.t("Tải và giữ lại ", "Download and keep ")}
                <a href="/transparency/audit.json">{lang.t("tệp mã khóa của mọi ngày (JSON)", "the checkpoints of all days (JSON)")}</a>
                ". "
                {lang.t("Nên tải nhiều lần, vào nhiều ngày.", "Do so more than once, on several days.")}
            </li>
            <li>
                {lang.t(
                    "Với mỗi ngày, kiểm tra chữ ký bằng khóa công khai dưới đây; kiểm tra rằng “previous_hash” là mã khóa của ngày liền trước trong tệp.",
                    "For each day, check the signature with the public key below, and that “previous_hash” is the hash of the day before in the file.",
                )}
            </li>
            <li>
                {lang.t(
                    "So bản mới với các bản đã giữ: những ngày cũ phải giống hệt. Kiểm toán so nhật ký gốc với bản đã giữ bằng lệnh ",
                    "Compare a new copy with those you kept: old days must be the same. Auditors compare the log itself with a kept copy by ",
                )} <code>"portal verify audit --checkpoints"</code> "."
            </li>
        </ol>
        {summary_list(
            lang,
            vec![SummaryRow::new(lang.t("Khóa công khai (Ed25519)", "Public key (Ed25519)"), code(&published.public_key))],
        )}
        {details(lang.t("Chữ ký tính trên những byte nào", "Which bytes are signed"), signed_bytes(lang))}
    }
    .into_any()
}

fn signed_bytes(lang: Lang) -> AnyView {
    view! {
        <p>
            {lang.t(
                "Nối liền: chuỗi “portal audit checkpoint v1” và một byte 0; ngày dạng YYYY-MM-DD; số dòng (8 byte, big-endian); mã của dòng cuối (32 byte); mã khóa của ngày trước (32 byte, toàn số 0 nếu là ngày đầu tiên); “closed_at_us” (8 byte, big-endian). Mã khóa ngày là SHA-256 của các byte này.",
                "One after the other: the text “portal audit checkpoint v1” and a zero byte; the day as YYYY-MM-DD; the number of entries (8 bytes, big-endian); the hash of the last entry (32 bytes); the hash of the checkpoint before (32 bytes, all zero for the first day); “closed_at_us” (8 bytes, big-endian). The hash of the checkpoint is the SHA-256 of these bytes.",
            )}
        </p>
    }
    .into_any()
}

fn day_words(iso: &str) -> AnyView {
    match parse_date(iso) {
        Some(day) => view! { <time datetime=iso.to_owned()>{short_date(day)}</time> }.into_any(),
        None => text(iso),
    }
}

/// A long hash that may break anywhere.
pub(super) fn code(digits: &str) -> AnyView {
    view! { <code class="hash">{digits.to_owned()}</code> }.into_any()
}
