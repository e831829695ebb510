//! How the payment stands, what to do, and when the portal looks again.

use leptos::prelude::*;

use super::pay;
use crate::{
    domain::{
        payment::{schedule, status::PaymentStatus},
        time::Instant,
    },
    usecases::candidate::view_bill::{BillContent, BillView, IssuedContent},
    web::{
        components::{SummaryRow, Tone, exact_instant_view, instant_view, notice, summary_list, tag, text},
        i18n::{
            Lang,
            payment::{payment_status_name, payment_status_sentence, payment_to_do},
        },
        page::Page,
    },
};

/// How a status is coloured.
pub(in crate::web::pages) const fn tone_of(status: PaymentStatus) -> Tone {
    match status {
        PaymentStatus::Unpaid
        | PaymentStatus::Expired
        | PaymentStatus::UnderReview
        | PaymentStatus::Returning
        | PaymentStatus::Returned => Tone::Warning,
        PaymentStatus::Processing => Tone::Info,
        PaymentStatus::Received => Tone::Success,
        PaymentStatus::Failed => Tone::Danger,
    }
}

/// Whether news may come while the candidate looks on: of an attempt, or of money on its way back.
fn is_undecided(issued: &IssuedContent) -> bool {
    issued.status.is_undecided() || issued.orders.iter().any(|order| order.state.owes_refund())
}

/// After how many seconds the page looks again; `None` where there is nothing to wait for.
pub(super) fn look_again_s(view: &BillView, now: Instant) -> Option<u16> {
    match &view.content {
        BillContent::Issued(issued) if is_undecided(issued) => schedule::look_again_s(issued.changed_at()?, now),
        _ => None,
    }
}

/// What tells one status from another, for a page that waits.
pub(super) fn version(issued: &IssuedContent) -> String {
    format!("{:?} {}", issued.status, is_excess(issued))
}

/// Whether the bill is paid and more money came.
fn is_excess(issued: &IssuedContent) -> bool {
    issued.bill.receipt.is_some() && issued.orders.iter().any(|order| order.state.owes_refund())
}

/// The one status.
pub(super) fn standing(lang: Lang, issued: &IssuedContent) -> AnyView {
    let status = issued.status;
    view! {
        <p>{tag(tone_of(status), payment_status_name(lang, status))}</p>
        <p class="lead">{payment_status_sentence(lang, status)}</p>
        {was_paid_twice(lang, issued)}
    }
    .into_any()
}

fn was_paid_twice(lang: Lang, issued: &IssuedContent) -> Option<AnyView> {
    is_excess(issued).then(|| {
        let heading = lang.t("Bạn đã trả hai lần", "You paid twice");
        let sentence = lang.t(
            "Lần trả thừa được ghi nhận; hệ thống tự hoàn tiền về tài khoản đã trả. Bạn không cần làm gì.",
            "The extra payment is recorded; it goes back by itself to the account it came from. There is nothing to do.",
        );
        notice(lang, Tone::Warning, heading, view! { <p>{sentence}</p> }.into_any())
    })
}

/// What to do, and when the portal looks again.
pub(super) fn next(page: &Page, view: &BillView, issued: &IssuedContent) -> AnyView {
    let (lang, now) = (page.lang, page.now);
    let may_begin = pay::can_pay(page, view, issued);
    let to_do = payment_to_do(lang, issued.status, may_begin);
    let mut rows = vec![SummaryRow::new(lang.t("Bạn cần làm gì", "What you have to do"), text(to_do))];
    if let Some(look) = next_look(lang, issued, now) {
        rows.push(SummaryRow::new(lang.t("Khi nào hệ thống xem lại", "When the portal looks again"), look));
    }
    let waits = is_undecided(issued).then(|| match look_again_s(view, now) {
        Some(_) => view! {
            <p class="hint">
                {lang.t("Trang này tự cập nhật; lần gần nhất lúc ", "This page updates by itself; last at ")}
                {exact_instant_view(now)} "."
            </p>
        }
        .into_any(),
        None => view! {
            <p class="hint">
                {lang.t(
                    "Trang này không tự cập nhật nữa; hãy mở lại khi bạn muốn xem.",
                    "This page no longer updates by itself; open it again when you want to look.",
                )}
            </p>
        }
        .into_any(),
    });
    view! { {summary_list(lang, rows)} {waits} }.into_any()
}

fn next_look(lang: Lang, issued: &IssuedContent, now: Instant) -> Option<AnyView> {
    let is_refund = issued.orders.iter().any(|order| order.state.owes_refund());
    // That the gateway is still asked about an attempt that failed before is nothing to wait for.
    if issued.status == PaymentStatus::Received && !is_refund {
        return None;
    }
    let at = match issued.next_look() {
        Some(at) => at,
        // A refund that does not go on by itself.
        None if is_refund => {
            return Some(text(lang.t("Cán bộ đang xem việc hoàn tiền này.", "Staff are looking into this refund.")));
        }
        None => return None,
    };
    let what = if is_refund {
        lang.t("Việc hoàn tiền được xem lại ", "The refund is looked at again ")
    } else {
        lang.t("Cổng thanh toán được hỏi lại ", "The gateway is asked again ")
    };
    Some(if at > now {
        view! { <span>{what} {lang.t("lúc ", "at ")} {instant_view(at)} "."</span> }.into_any()
    } else {
        view! { <span>{what} {lang.t("ngay bây giờ.", "right now.")}</span> }.into_any()
    })
}
