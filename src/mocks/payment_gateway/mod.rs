//! A payment gateway that speaks VNPAY 2.1.0 (domain.md §11.1), written from the specification alone, so that
//! it disagrees with the portal's client where that one is wrong.
//!
//! | address | what |
//! |---|---|
//! | `GET /paymentv2/vpcpay.html` | the payment page |
//! | `POST /paymentv2/vpcpay.html` | the payer decides; notification, then back to the merchant |
//! | `POST /merchant_webapi/api/transaction` | `querydr`, `refund` |
//! | `GET`, `PUT /control/faults` | what goes wrong on purpose |
//! | `GET /control/refunds` | the refunds in the books |
//!
//! Its books live in memory. How long an order may be paid is taken from its own dates, but counted on the
//! real clock from the order's arrival, since the clock of a demonstration may show any day.

mod books;
mod control;
mod notifier;
mod pages;
mod protocol;
mod query;
mod refund;
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

pub use self::control::{Faults, IpnFault, RefundFault};
use self::{books::Books, protocol::Fields};

/// What the gateway knows of its one merchant.
#[derive(Clone)]
pub struct MockGatewayConfig {
    /// The merchant's terminal code.
    pub terminal_code: String,
    /// The secret shared with the merchant.
    pub secret: String,
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
        .route("/merchant_webapi/api/transaction", post(transaction_api))
        .layer(middleware::from_fn_with_state(Arc::clone(&gateway), out_of_order))
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
        query::answer(&gateway, &question).into_response()
    }
}

/// While "down" is set, everything but the control answers 503.
async fn out_of_order(State(gateway): State<Arc<Gateway>>, request: Request, next: Next) -> Response {
    if gateway.faults().down {
        return (StatusCode::SERVICE_UNAVAILABLE, "503 Service Unavailable").into_response();
    }
    next.run(request).await
}
