//! The payer's side: the payment page, and what the payer decides on it.

use std::sync::Arc;

use axum::{
    Form,
    extract::{RawQuery, State},
    http::{StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{
    Gateway,
    books::{Order, Outcome, PaidBy},
    notifier::{notify, way_back},
    protocol::{PayRequest, Refusal, read_pay_request},
    view,
};

/// What the payer can make happen: the word in the form, response code, transaction status, Vietnamese text.
/// The first three have buttons of their own.
pub(super) const OUTCOMES: [(&str, &str, &str, &str); 15] = [
    ("00", "00", "00", "Giao dịch thành công"),
    ("24", "24", "02", "Khách hàng huỷ giao dịch"),
    ("51", "51", "02", "Tài khoản không đủ số dư"),
    ("07", "07", "07", "Trừ tiền thành công, giao dịch bị nghi ngờ"),
    ("reversed", "99", "04", "Đã trừ tiền ở ngân hàng nhưng giao dịch bị đảo (trạng thái 04)"),
    ("09", "09", "02", "Thẻ hoặc tài khoản chưa đăng ký ngân hàng trực tuyến"),
    ("10", "10", "02", "Xác thực thông tin sai quá 3 lần"),
    ("11", "11", "02", "Hết thời gian chờ thanh toán"),
    ("12", "12", "02", "Thẻ hoặc tài khoản bị khóa"),
    ("13", "13", "02", "Nhập sai mật khẩu xác thực (OTP)"),
    ("65", "65", "02", "Vượt hạn mức giao dịch trong ngày"),
    ("75", "75", "02", "Ngân hàng đang bảo trì"),
    ("79", "79", "02", "Nhập sai mật khẩu thanh toán quá số lần quy định"),
    ("08", "08", "02", "Hệ thống ngân hàng đang bảo trì"),
    ("99", "99", "02", "Lỗi khác"),
];

/// Bank codes and names, for the payer to choose from.
pub(super) const BANKS: [(&str, &str); 10] = [
    ("NCB", "NCB"),
    ("VIETCOMBANK", "Vietcombank"),
    ("VIETINBANK", "VietinBank"),
    ("AGRIBANK", "Agribank"),
    ("BIDV", "BIDV"),
    ("MBBANK", "MB Bank"),
    ("TPBANK", "TPBank"),
    ("VPBANK", "VPBank"),
    ("HDBANK", "HDBank"),
    ("SHB", "SHB"),
];

/// What the payer sends: one of [`OUTCOMES`], or `other` and one of them in `other_outcome`.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct Decision {
    bank: String,
    outcome: String,
    other_outcome: String,
}

impl Decision {
    fn outcome(&self) -> Option<Outcome> {
        let word = if self.outcome == "other" { &self.other_outcome } else { &self.outcome };
        OUTCOMES
            .iter()
            .find(|(name, ..)| name == word)
            .map(|&(_, response_code, transaction_status, _)| Outcome { response_code, transaction_status })
    }
}

/// The payment page.
pub(super) async fn show(State(gateway): State<Arc<Gateway>>, RawQuery(query): RawQuery) -> Response {
    match arrived(&gateway, query) {
        Err(refusal) => refused(&refusal),
        Ok((_, order)) if order.completed.is_some() => ended(&gateway, &order),
        Ok((_, order)) if order.is_expired() => page(StatusCode::OK, view::expired(&order.request)),
        Ok((request, _)) => page(StatusCode::OK, view::payment(&request)),
    }
}

/// The payer decides. The address is that of the payment page, so that its signature is checked again.
pub(super) async fn decide(
    State(gateway): State<Arc<Gateway>>,
    RawQuery(query): RawQuery,
    Form(decision): Form<Decision>,
) -> Response {
    let (request, order) = match arrived(&gateway, query) {
        Ok(arrived) => arrived,
        Err(refusal) => return refused(&refusal),
    };
    let bank = BANKS.iter().find(|(code, _)| *code == decision.bank);
    let (Some(outcome), Some(&(bank_code, _))) = (decision.outcome(), bank) else {
        return page(StatusCode::UNPROCESSABLE_ENTITY, view::payment(&request));
    };
    let completed = gateway.books().complete(&request, (bank_code, PaidBy::Bank), outcome);
    let order = match completed {
        Some(completed) => {
            notify(&gateway, &completed).await;
            completed
        }
        None => arrive(&gateway, request).unwrap_or(order),
    };
    match way_back(&gateway, &order) {
        Some(address) => Redirect::to(&address).into_response(),
        None => ended(&gateway, &order),
    }
}

fn ended(gateway: &Gateway, order: &Order) -> Response {
    page(StatusCode::OK, view::done(way_back(gateway, order).as_deref()))
}

fn arrived(gateway: &Gateway, query: Option<String>) -> Result<(PayRequest, Order), Refusal> {
    let request = read_pay_request(&query.unwrap_or_default(), &gateway.config)?;
    let order = arrive(gateway, request.clone())?;
    Ok((request, order))
}

fn arrive(gateway: &Gateway, request: PayRequest) -> Result<Order, Refusal> {
    let faults = gateway.faults();
    gateway.books().arrive(request, |arrival| faults.draw(arrival))
}

fn refused(refusal: &Refusal) -> Response {
    page(StatusCode::BAD_REQUEST, view::refused(refusal))
}

/// A page of the gateway: no scripts, nothing of others.
pub(super) fn page(status: StatusCode, html: String) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (status, headers, Html(html)).into_response()
}
