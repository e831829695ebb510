//! The payment gateway's notifications.

use axum::{
    extract::RawQuery,
    http::header,
    response::{IntoResponse as _, Response},
};

use crate::{usecases::system::settle_payment_notice, web::page::Page};

/// `GET /webhooks/payment`: always 200; the protocol's code is in the body.
pub async fn get(page: Page, RawQuery(query): RawQuery) -> Response {
    let reply = settle_payment_notice::run(&page.ctx, &query.unwrap_or_default()).await;
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], reply.body()).into_response()
}
