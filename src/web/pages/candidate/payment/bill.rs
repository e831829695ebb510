//! What is charged.

use leptos::prelude::*;

use super::pay;
use crate::{
    domain::payment::{
        bill::{Bill, BillItem, IssuedBill},
        status::PaymentStatus,
    },
    usecases::candidate::view_bill::BillView,
    web::{
        components::{Column, Figure, Table, figures, instant_view, money, table, text},
        i18n::Lang,
        page::Page,
    },
};

pub(super) fn preliminary(page: &Page, view: &BillView, bill: Bill, items: &[BillItem]) -> AnyView {
    let lang = page.lang;
    view! {
        {amount(lang, bill, lang.t("Tạm tính", "So far"))}
        <p>
            {lang.t(
                "Số tiền được chốt theo danh sách đã nộp khi đợt nộp lệ phí của tỉnh bạn mở.",
                "The amount is fixed by the list that stands when your province's payment window opens.",
            )}
        </p>
        {pay::action(page, view, PaymentStatus::Unpaid, None)}
        {item_table(lang, bill, items)}
    }
    .into_any()
}

pub(super) fn amount(lang: Lang, bill: Bill, label: &str) -> AnyView {
    let sum = format!("{} × {}", preferences(lang, bill.preference_count()), bill.unit_fee());
    figures(&[Figure { label, number: &bill.amount().to_string(), note: &sum }])
}

pub(super) fn preferences(lang: Lang, count: u8) -> String {
    match lang {
        Lang::Vi => format!("{count} nguyện vọng"),
        Lang::En if count == 1 => "1 preference".to_owned(),
        Lang::En => format!("{count} preferences"),
    }
}

pub(super) fn item_table(lang: Lang, bill: Bill, items: &[BillItem]) -> AnyView {
    let rows = items
        .iter()
        .map(|item| {
            vec![
                text(item.rank.to_string()),
                text(format!("{} ({})", item.programme_name, item.admission_code)),
                text(&*item.institution_name),
                money(bill.unit_fee()),
            ]
        })
        .collect();
    let columns = vec![
        Column::number(lang.t("Thứ tự", "Rank")),
        Column::words(lang.t("Chương trình", "Programme")),
        Column::words(lang.t("Cơ sở đào tạo", "Institution")),
        Column::number(lang.t("Lệ phí", "Fee")),
    ];
    let caption = lang.t("Các nguyện vọng được tính lệ phí", "The preferences that are charged");
    table(Table { caption, columns, rows, when_empty: "" })
}

pub(super) fn frozen_at(lang: Lang, bill: &IssuedBill) -> AnyView {
    view! {
        <p class="hint">
            {lang.t("Số tiền được chốt lúc ", "The amount was fixed at ")} {instant_view(bill.frozen_at)} "."
        </p>
    }
    .into_any()
}
