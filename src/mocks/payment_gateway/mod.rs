//! A payment gateway that speaks VNPAY 2.1.0 (domain.md §11.1), written from the specification alone, so that
//! it disagrees with the portal's client where that one is wrong.
//!
//! | address | what |
//! |---|---|
//! | `GET /paymentv2/vpcpay.html` | the payment page |
//! | `POST /paymentv2/vpcpay.html` | the payer decides; notification, then back to the merchant |
//! | `POST /merchant_webapi/api/transaction` | `querydr`, `refund` |
//! | `GET /merchant_webapi/statement` | what was paid and went back on a day |
//! | `GET`, `POST /bank-app` | a bank's application that pays a VietQR code |
//! | `/control…` | what goes wrong on purpose, and the books ([`control`]) |
//!
//! Its books live in memory and stay true whatever goes wrong. How long an order may be paid is taken from its own
//! dates, but counted on the real clock from the order's arrival, since the clock of a demonstration may show any day.

mod bank_app;
mod bank_app_view;
mod books;
mod control;
mod control_view;
mod faults;
mod notifier;
mod pages;
mod protocol;
mod query;
mod refund;
mod statement;
mod transaction_api;
mod viet_qr;
mod view;

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    Json, Router,
    extract::{Request, State},
    http::StatusCode,
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};

pub use self::faults::{Faults, IpnFault, OrderFaults, QueryFault, RefundFault, ReturnFault};
use self::{books::Books, protocol::Fields};

/// What the gateway knows of its one merchant.
#[derive(Clone)]
pub struct MockGatewayConfig {
    /// The merchant's terminal code.
    pub terminal_code: String,
    /// The secret shared with the merchant.
    pub secret: String,
    /// The merchant's account, to which VietQR codes lead: six digits of the bank, account.
    pub collecting_account: (String, String),
    /// Where notifications go.
    pub ipn_url: String,
    /// The pause before a notification is sent again (the true gateway waits 5 minutes).
    pub retry_delay: Duration,
    /// How often a notification is repeated at most (the true gateway: 10 times).
    pub retries: u32,
}

struct Gateway {
    config: MockGatewayConfig,
    books: Mutex<Books>,
    faults: Mutex<Faults>,
    http: reqwest::Client,
}

impl Gateway {
    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn faults(&self) -> Faults {
        *self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_faults(&self, faults: Faults) {
        *self.faults.lock().unwrap_or_else(PoisonError::into_inner) = faults;
    }
}

/// The gateway's doors. Starts with empty books and no faults.
pub fn router(config: MockGatewayConfig) -> Router {
    let gateway =
        Arc::new(Gateway { config, books: Mutex::default(), faults: Mutex::default(), http: notifier::http_client() });
    Router::new()
        .route("/paymentv2/vpcpay.html", get(pages::show).post(pages::decide))
        .route("/bank-app", get(bank_app::show).post(bank_app::pay))
        .route("/merchant_webapi/api/transaction", post(transaction_api))
        .route("/merchant_webapi/statement", get(statement::show))
        .layer(middleware::from_fn_with_state(Arc::clone(&gateway), out_of_order))
        .route("/control", get(control::show_page).post(control::set_by_page))
        .route("/control/books", get(control::books))
        .route("/control/orders/{reference}", get(control::show_order).put(control::set_order))
        .route("/control/faults", get(control::show).put(control::set))
        .route("/control/refunds", get(control::refunds))
        .with_state(gateway)
}

/// Serves until the listener fails.
///
/// # Errors
/// When connections cannot be accepted any more.
pub async fn serve(listener: tokio::net::TcpListener, config: MockGatewayConfig) -> std::io::Result<()> {
    axum::serve(listener, router(config)).await
}

/// The transaction API: one address, the command in the body.
async fn transaction_api(State(gateway): State<Arc<Gateway>>, Json(question): Json<Fields>) -> Response {
    if question.get("vnp_Command").is_some_and(|command| command == "refund") {
        refund::answer(&gateway, &question)
    } else {
        query::answer(&gateway, &question)
    }
}

/// While "down" is set, everything but the control answers 503; "slow" keeps everything waiting.
async fn out_of_order(State(gateway): State<Arc<Gateway>>, request: Request, next: Next) -> Response {
    let faults = gateway.faults();
    tokio::time::sleep(Duration::from_millis(faults.slow_ms)).await;
    if faults.down {
        return (StatusCode::SERVICE_UNAVAILABLE, "503 Service Unavailable").into_response();
    }
    next.run(request).await
}
