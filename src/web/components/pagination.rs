//! Through the pages of a long list.

use leptos::prelude::*;

use crate::web::i18n::Lang;

/// Where in the list this page is.
#[derive(Clone, Copy, Debug)]
pub struct Pagination {
    /// The language of the page.
    pub lang: Lang,
    /// This page, from 1.
    pub current: u32,
    /// The last page, from 1.
    pub last: u32,
}

/// Links to the page before and after, or nothing when there is one page. `href_of` gives the address of a page.
#[must_use]
pub fn pagination(place: Pagination, href_of: impl Fn(u32) -> String) -> Option<AnyView> {
    let Pagination { lang, current, last } = place;
    if last <= 1 {
        return None;
    }
    let before = (current > 1).then(|| {
        view! { <a rel="prev" href=href_of(current - 1)>{lang.t("← Trang trước", "← Previous page")}</a> }
    });
    let after = (current < last).then(|| {
        view! { <a rel="next" href=href_of(current + 1)>{lang.t("Trang sau →", "Next page →")}</a> }
    });
    let place = match lang {
        Lang::Vi => format!("Trang {current} trong {last}"),
        Lang::En => format!("Page {current} of {last}"),
    };
    let view = view! {
        <nav class="pagination" aria-label=lang.t("Phân trang", "Pages")>
            <span class="pagination-before">{before}</span>
            <span class="pagination-place">{place}</span>
            <span class="pagination-after">{after}</span>
        </nav>
    };
    Some(view.into_any())
}
