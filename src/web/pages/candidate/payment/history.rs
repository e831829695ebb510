//! Every attempt, with what happened to it.

use leptos::prelude::*;

use crate::{
    domain::payment::{
        link::PaymentLink,
        order::{OrderState, PaymentOrder},
    },
    usecases::candidate::view_bill::{IssuedContent, PaymentEvent},
    web::{
        components::{SummaryRow, instant_view, money, summary_list, text, timeline},
        i18n::{
            Lang,
            payment::{gateway_reason, order_state_name},
            payment_event::{lower_first, payment_event_words},
        },
    },
};

pub(super) fn section(lang: Lang, issued: &IssuedContent) -> AnyView {
    let attempts: Vec<AnyView> = issued
        .orders
        .iter()
        .map(|order| {
            view! {
                <section>
                    <h3>{lang.t("Lần trả lúc ", "Attempt at ")} {instant_view(order.created_at)}</h3>
                    {summary_list(lang, attempt_rows(lang, order))}
                    {event_timeline(lang, order, &issued.events)}
                </section>
            }
            .into_any()
        })
        .collect();
    let none = attempts
        .is_empty()
        .then(|| view! { <p class="quiet">{lang.t("Chưa có lần trả nào.", "Nobody has tried to pay yet.")}</p> });
    view! {
        <h2>{lang.t("Các lần trả", "Attempts to pay")}</h2>
        {none}
        {attempts}
    }
    .into_any()
}

/// What an attempt is known by, and where it stands.
pub(in crate::web::pages) fn attempt_rows(lang: Lang, order: &PaymentOrder) -> Vec<SummaryRow> {
    let shown = order_state_name(lang, order.state);
    let reason = order.response_code.as_deref().and_then(|code| gateway_reason(lang, code));
    let state = match reason {
        Some(reason) if order.state != OrderState::Paid => format!("{shown}: {}", lower_first(reason)),
        _ => shown.to_owned(),
    };
    let mut rows = vec![
        SummaryRow::new(lang.t("Kết quả", "Outcome"), text(state)),
        SummaryRow::new(lang.t("Mã tham chiếu", "Reference"), text(&*order.reference)),
    ];
    if let Some(number) = &order.gateway_transaction {
        rows.push(SummaryRow::new(lang.t("Mã giao dịch ngân hàng", "Bank reference"), text(&**number)));
    }
    rows.push(SummaryRow::new(lang.t("Số tiền", "Amount"), money(order.amount)));
    rows
}

/// What happened to an attempt, in order.
pub(in crate::web::pages) fn event_timeline(lang: Lang, order: &PaymentOrder, events: &[PaymentEvent]) -> AnyView {
    let own = events.iter().filter(|event| event.order_id == order.id);
    timeline(own.map(|event| (event.at, text(payment_event_words(lang, event)))).collect())
}

/// What has become of a link, as an item of a list.
pub(in crate::web::pages) fn link_words(lang: Lang, link: &PaymentLink) -> AnyView {
    let told = [
        (Some(link.created_at), lang.t("tạo lúc", "made at")),
        (link.opened_at, lang.t("mở lần đầu lúc", "first opened at")),
        (link.left_at, lang.t("người trả sang cổng thanh toán lúc", "a payer went on to the gateway at")),
        (link.paid_at, lang.t("đã dùng để trả lúc", "used to pay at")),
        (link.revoked_at, lang.t("thu hồi lúc", "taken back at")),
    ];
    let told: Vec<String> =
        told.iter().filter_map(|(at, words)| at.map(|at| format!("{words} {}", at.short()))).collect();
    view! { <li>{lang.t("Liên kết nhờ trả: ", "Link to pay: ")} {told.join("; ")} "."</li> }.into_any()
}
