//! `/audit/entries/{id}`: one entry with all its fields and its place in the chain.

use axum::{extract::Path, response::Response};
use leptos::prelude::*;
use uuid::Uuid;

use super::actor_name;
use crate::{
    domain::{access::RoleKind, audit::AccessPurpose, text::hex, time::short_date},
    usecases::auditor::view_entry::{self, EntryView},
    web::{
        components::*,
        error::WebError,
        i18n::{
            Lang,
            audit::{action_words, national_office, purpose_name},
        },
        page::Page,
        pages::transparency::code,
    },
};

/// `GET /audit/entries/{id}`
///
/// # Errors
/// `NotFound`; `Forbidden`; `Unavailable`.
pub async fn get(page: Page, Path(id): Path<String>) -> Result<Response, WebError> {
    let id = Uuid::parse_str(&id).map_err(|_| WebError::NotFound)?;
    let shown = view_entry::run(&page.ctx, &page.actor, id).await?.ok_or(WebError::NotFound)?;
    let lang = page.lang;
    Ok(page.ok(lang.t("Một dòng nhật ký", "An entry of the log"), || view(lang, &shown)))
}

fn view(lang: Lang, shown: &EntryView) -> AnyView {
    let entry = &shown.entry;
    view! {
        {breadcrumbs(lang, &[("/audit", lang.t("Tra cứu nhật ký", "Search the log"))])}
        <h1>{action_words(lang, &entry.action)}</h1>
        <h2>{lang.t("Ai, việc gì, khi nào", "Who, what, when")}</h2>
        {summary_list(lang, who(lang, shown))}
        <h2>{lang.t("Về hồ sơ nào", "About which record")}</h2>
        {summary_list(lang, what(lang, shown))}
        <h2>{lang.t("Vị trí trong chuỗi niêm phong", "Its place in the seal")}</h2>
        {place(lang, shown)}
    }
    .into_any()
}

/// A fact; a dash where there is none.
fn fact(key: &'static str, value: Option<String>) -> SummaryRow {
    SummaryRow::new(key, text(value.unwrap_or_else(|| "–".to_owned())))
}

fn who(lang: Lang, shown: &EntryView) -> Vec<SummaryRow> {
    let entry = &shown.entry;
    let account = shown.staff.as_ref().map(|(email, name)| format!("{name} ({email})"));
    let account = account.or_else(|| entry.actor_id.map(|id| id.to_string()));
    let national =
        entry.tenant_kind.as_ref().map(|_| national_office(lang, RoleKind::parse(&entry.actor_kind)).to_owned());
    let purpose = entry.purpose.as_ref().map(|word| {
        AccessPurpose::parse(word).map_or_else(|| word.clone(), |purpose| purpose_name(lang, purpose).to_owned())
    });
    vec![
        fact(lang.t("Ai", "Who"), Some(actor_name(lang, &entry.actor_kind))),
        fact(lang.t("Tài khoản", "Account"), account),
        fact(lang.t("Thay mặt cơ quan", "On behalf of"), shown.office.clone().or(national)),
        fact(lang.t("Mã việc", "Act"), Some(entry.action.clone())),
        fact(lang.t("Mục đích", "Purpose"), purpose),
        fact(lang.t("Lý do đã ghi", "Reason stated"), entry.reason.clone()),
        SummaryRow::new(lang.t("Giờ máy chủ", "By the server’s clock"), exact_instant_view(entry.recorded_at)),
        SummaryRow::new(lang.t("Giờ của mùa", "By the season’s clock"), exact_instant_view(entry.at)),
        fact(lang.t("Mã yêu cầu", "Request"), entry.request_id.map(|id| id.to_string())),
        fact(lang.t("Mạng", "Network"), entry.network.clone()),
    ]
}

fn what(lang: Lang, shown: &EntryView) -> Vec<SummaryRow> {
    let entry = &shown.entry;
    let (candidate_number, form_number) = shown.candidate_numbers.clone();
    let digest = |key: &'static str, digest: &Option<Vec<u8>>| match digest {
        Some(digest) => SummaryRow::new(key, code(&hex(digest))),
        None => fact(key, None),
    };
    vec![
        fact(lang.t("Số báo danh", "Candidate number"), candidate_number),
        fact(lang.t("Số phiếu", "Form number"), form_number),
        fact(lang.t("Mã thí sinh", "Candidate id"), entry.candidate_id.map(|id| id.to_string())),
        fact(lang.t("Loại hồ sơ", "Kind of record"), entry.object_kind.clone()),
        fact(lang.t("Mã hồ sơ", "Record id"), entry.object_id.map(|id| id.to_string())),
        digest(lang.t("SHA-256 trước khi đổi", "SHA-256 before"), &entry.before_digest),
        digest(lang.t("SHA-256 sau khi đổi", "SHA-256 after"), &entry.after_digest),
        SummaryRow::new(lang.t("Chi tiết", "Details"), code(&entry.details)),
    ]
}

fn place(lang: Lang, shown: &EntryView) -> AnyView {
    match &shown.place {
        None => {
            let waits = lang.t("Đang chờ vào chuỗi, trong vài giây.", "It waits for its place, for some seconds.");
            view! { <p>{waits}</p> }.into_any()
        }
        Some((day, number, hash)) => summary_list(
            lang,
            vec![
                fact(lang.t("Ngày", "Day"), Some(short_date(*day))),
                fact(lang.t("Số thứ tự", "Number"), Some(number.to_string())),
                SummaryRow::new(lang.t("Mã", "Hash"), code(&hex(hash))),
            ],
        ),
    }
}
