//! Answers to check, and facts in general: a name and its value, with a link to change it.

use leptos::prelude::*;

use super::values::text;
use crate::web::i18n::Lang;

/// One answer.
pub struct SummaryRow {
    key: String,
    value: AnyView,
    change_href: Option<String>,
}

impl SummaryRow {
    /// A fact with any view as its value.
    #[must_use]
    pub fn new(key: impl Into<String>, value: AnyView) -> Self {
        Self { key: key.into(), value, change_href: None }
    }

    /// An answer in words; "Chưa khai" when it is empty.
    #[must_use]
    pub fn answer(lang: Lang, key: impl Into<String>, value: &str) -> Self {
        let value = if value.trim().is_empty() {
            view! { <span class="quiet">{lang.t("Chưa khai", "Not answered")}</span> }.into_any()
        } else {
            text(value)
        };
        Self::new(key, value)
    }

    /// Where the answer is changed; the page there leads back here.
    #[must_use]
    pub fn change(mut self, href: impl Into<String>) -> Self {
        self.change_href = Some(href.into());
        self
    }
}

/// Shows answers or facts.
#[must_use]
pub fn summary_list(lang: Lang, rows: Vec<SummaryRow>) -> AnyView {
    let rows: Vec<AnyView> = rows.into_iter().map(|row| one(lang, row)).collect();
    view! { <dl class="summary-list">{rows}</dl> }.into_any()
}

/// What two lists of answers to the same questions do not say alike, as rows of a table: the name, the first value, the
/// second. A question that only one of them answers is missing in the other.
#[must_use]
pub fn differing(lang: Lang, first: Vec<SummaryRow>, second: Vec<SummaryRow>) -> Vec<Vec<AnyView>> {
    let missing = || format!("<span class=\"quiet\">{}</span>", lang.t("Không có", "None"));
    let mut first: Vec<(String, String)> = first.into_iter().map(|row| (row.key, row.value.to_html())).collect();
    let mut rows = Vec::new();
    for row in second {
        let value = row.value.to_html();
        let at = first.iter().position(|(key, _)| *key == row.key);
        let before = at.map_or_else(missing, |at| first.remove(at).1);
        if before != value {
            rows.push((row.key, before, value));
        }
    }
    rows.extend(first.into_iter().map(|(key, before)| (key, before, missing())));
    // Both were views a moment ago, so whatever people wrote in them is escaped.
    let cell = |html: String| view! { <span inner_html=html></span> }.into_any();
    rows.into_iter().map(|(key, before, after)| vec![text(&key), cell(before), cell(after)]).collect()
}

fn one(lang: Lang, row: SummaryRow) -> AnyView {
    let about = format!(": {}", row.key);
    let change = row.change_href.map(|href| {
        view! {
            <dd class="summary-action">
                <a href=href>{lang.t("Đổi", "Change")}<span class="visually-hidden">{about}</span></a>
            </dd>
        }
    });
    view! {
        <div class="summary-row">
            <dt>{row.key}</dt>
            <dd class="summary-value">{row.value}</dd>
            {change}
        </div>
    }
    .into_any()
}
