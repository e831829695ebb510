//! The slips of the procedures day: the same table for the candidate, the school and the exam council.

use leptos::prelude::*;

use crate::{
    domain::exam::amendment::Slip,
    usecases::amendment::Amendments,
    web::{
        components::{Column, Table, instant_view, table, text},
        i18n::{
            Lang,
            amendment::{amendments_title, fact_name, value_words, why},
        },
    },
};

/// Every slip, the first first, with what was printed and what is right side by side; nothing where there is none.
/// `link` leads to the slip of a number, for whoever may open it.
#[must_use]
pub fn view(lang: Lang, amendments: &Amendments, link: impl Fn(u16) -> Option<String>) -> Option<AnyView> {
    let cells = |slip: &Slip| {
        let words = |value| value_words(lang, &amendments.names, value);
        let number = match link(slip.number) {
            Some(href) => view! { <a href=href>{slip.number.to_string()}</a> }.into_any(),
            None => text(slip.number.to_string()),
        };
        vec![
            number,
            text(fact_name(lang, slip.fact)),
            text(words(slip.printed.as_ref())),
            view! { <strong>{words(slip.corrected.as_ref())}</strong> }.into_any(),
            text(why(lang, slip)),
            instant_view(slip.at),
        ]
    };
    let rows: Vec<_> = amendments.slips.all().iter().map(cells).collect();
    (!rows.is_empty()).then(|| {
        table(Table {
            caption: amendments_title(lang),
            columns: vec![
                Column::words(lang.t("Phiếu", "Slip")),
                Column::words(lang.t("Mục", "Item")),
                Column::words(lang.t("Trước đính chính", "Before")),
                Column::words(lang.t("Đính chính thành", "Corrected to")),
                Column::words(lang.t("Lý do, giấy tờ", "Reason, paper")),
                Column::words(lang.t("Lúc", "When")),
            ],
            rows,
            when_empty: "",
        })
    })
}
