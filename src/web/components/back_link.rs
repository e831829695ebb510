//! The ways back: one step, or up the tree.

use leptos::prelude::*;

use crate::web::i18n::Lang;

/// A link to the page before, first on the page.
#[must_use]
pub fn back_link(lang: Lang, href: &str) -> AnyView {
    view! { <a class="back-link" href=href.to_owned()>{lang.t("Quay lại", "Back")}</a> }.into_any()
}

/// The pages above this one, from the top: address and name.
#[must_use]
pub fn breadcrumbs(lang: Lang, above: &[(&str, &str)]) -> AnyView {
    let links: Vec<_> = above
        .iter()
        .map(|(href, name)| {
            view! {
                <li>
                    <a href=(*href).to_owned()>{(*name).to_owned()}</a>
                </li>
            }
        })
        .collect();
    view! {
        <nav class="breadcrumbs" aria-label=lang.t("Đường dẫn", "Breadcrumb")>
            <ol>{links}</ol>
        </nav>
    }
    .into_any()
}
