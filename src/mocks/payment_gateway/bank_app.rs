//! A bank's application in a browser: the text of a VietQR code instead of a camera, then one button.
//!
//! The gateway holds the account to which the codes lead. A transfer belongs to the order that its purpose names, made
//! at the moment that its bill number is; the order may never have come here by a browser.

use std::sync::Arc;

use axum::{
    Form,
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;
use time::Duration;

use super::{
    Gateway, bank_app_view as view,
    books::{Outcome, PaidBy},
    notifier::notify,
    pages::{BANKS, page},
    protocol::{PayRequest, read_date},
    viet_qr::{Transfer, read},
};

const SUCCESS: Outcome = Outcome { response_code: "00", transaction_status: "00" };

/// The code, and from which bank it is paid.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Scan {
    code: String,
    bank: String,
}

/// `GET /bank-app?code=…`
pub(super) async fn show(Query(scan): Query<Scan>) -> Response {
    match read(&scan.code) {
        Some(transfer) => page(StatusCode::OK, view::transfer(&scan.code, &transfer)),
        None => page(StatusCode::OK, view::scan(&scan.code)),
    }
}

/// `POST /bank-app`: pays.
pub(super) async fn pay(State(gateway): State<Arc<Gateway>>, Form(scan): Form<Scan>) -> Response {
    let bank = BANKS.iter().find(|(code, _)| *code == scan.bank);
    let transfer = read(&scan.code);
    let request = transfer.as_ref().and_then(|transfer| request(&gateway, transfer));
    let (Some(transfer), Some(request), Some(&(bank, _))) = (transfer, request, bank) else {
        return page(StatusCode::UNPROCESSABLE_ENTITY, view::scan(&scan.code));
    };
    let faults = gateway.faults();
    let paid = {
        let mut books = gateway.books();
        let known = books.find(&request.reference, &transfer.bill_number).map(|order| order.request.clone());
        let request = known.filter(|known| known.amount == request.amount).unwrap_or(request);
        let arrived = books.arrive(request.clone(), |arrival| faults.draw(arrival));
        arrived.ok().and_then(|_| books.complete(&request, (bank, PaidBy::Code), SUCCESS))
    };
    let Some(order) = paid else { return page(StatusCode::CONFLICT, view::transfer_refused()) };
    notify(&gateway, &order).await;
    let is_paid = order.completed.is_some_and(|completed| completed.outcome == SUCCESS);
    page(StatusCode::OK, if is_paid { view::transferred(&transfer) } else { view::transfer_refused() })
}

/// The order of a transfer; none when the account is another's, or the purpose names no order.
fn request(gateway: &Gateway, transfer: &Transfer) -> Option<PayRequest> {
    let is_ours = gateway.config.collecting_account == (transfer.bank.clone(), transfer.account.clone());
    let created = read_date(&transfer.bill_number)?;
    (is_ours && !transfer.purpose.is_empty()).then(|| PayRequest {
        reference: transfer.purpose.clone(),
        amount: transfer.amount_dong * 100,
        order_info: transfer.purpose.clone(),
        return_url: String::new(),
        bank_code: None,
        created,
        expires: created.saturating_add(Duration::DAY),
    })
}
