//! Pages of the auditor: nothing here changes anything, and what is read is recorded.

pub mod chain;
pub mod entry;
pub mod questions;
pub mod search;

use leptos::prelude::*;

use crate::web::i18n::Lang;

/// The three parts of the auditor's pages; `current` is the path of the one shown.
fn parts(lang: Lang, current: &str) -> AnyView {
    let links: Vec<AnyView> = [
        ("/audit", lang.t("Tra cứu nhật ký", "Search the log")),
        ("/audit/chain", lang.t("Chuỗi niêm phong", "The seal")),
        ("/audit/questions", lang.t("Câu hỏi của thí sinh", "Questions from candidates")),
    ]
    .into_iter()
    .map(|(href, name)| {
        view! {
            <li>
                <a href=href aria-current=(href == current).then_some("true")>{name}</a>
            </li>
        }
        .into_any()
    })
    .collect();
    view! {
        <nav class="filter" aria-label=lang.t("Phần của kiểm toán", "Parts of the audit")>
            <ul>{links}</ul>
        </nav>
    }
    .into_any()
}

/// The kind of actor of an entry in words.
fn actor_name(lang: Lang, kind: &str) -> String {
    use crate::{domain::access::RoleKind, web::page::role_name};
    match (RoleKind::parse(kind), kind) {
        (Some(role), _) => role_name(lang, role).to_owned(),
        (None, "system") => lang.t("Cổng Thí sinh (tự động)", "The portal itself").to_owned(),
        (None, "visitor") => lang.t("Khách chưa đăng nhập", "Somebody not signed in").to_owned(),
        (None, other) => other.to_owned(),
    }
}
