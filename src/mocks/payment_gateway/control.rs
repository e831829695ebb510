//! What goes wrong on purpose, by JSON and by a page; and a look into the books.
//!
//! | address | what |
//! |---|---|
//! | `GET`, `PUT /control/faults` | for everybody; what is not named goes back to normal |
//! | `GET`, `PUT /control/orders/{reference}` | for one order that arrived |
//! | `GET /control/books` | every order: amount, outcome, what went back, in whole đồng |
//! | `GET /control/refunds` | every refund, and how far it is |
//! | `GET`, `POST /control` | the same for people |

use std::sync::Arc;

use axum::{
    Form, Json,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    Gateway,
    books::{Order, RefundStage},
    control_view,
    faults::{Faults, OrderFaults},
    pages::page,
    protocol::write_date,
};

/// An order as the books have it, in whole đồng.
#[derive(Serialize)]
pub(super) struct BookEntry {
    pub(super) reference: String,
    pub(super) created: String,
    pub(super) amount_dong: u64,
    /// Two digits each; none while the payer has not decided.
    pub(super) response_code: Option<&'static str>,
    pub(super) transaction_status: Option<&'static str>,
    pub(super) transaction_no: Option<String>,
    /// What the gateway took.
    pub(super) taken_dong: u64,
    /// What went back to the payer.
    pub(super) refunded_dong: u64,
}

impl BookEntry {
    fn of(order: &Order) -> Self {
        let completed = order.completed.as_ref();
        let is_refunded = order.refunds.iter().any(|refund| refund.stage == RefundStage::Done);
        let amount_dong = order.request.amount / 100;
        Self {
            reference: order.request.reference.clone(),
            created: write_date(order.request.created),
            amount_dong,
            response_code: completed.map(|completed| completed.outcome.response_code),
            transaction_status: completed.map(|completed| completed.outcome.transaction_status),
            transaction_no: completed.map(|completed| completed.transaction_no.clone()),
            taken_dong: if order.is_paid() { amount_dong } else { 0 },
            refunded_dong: if is_refunded { amount_dong } else { 0 },
        }
    }
}

pub(super) async fn show(State(gateway): State<Arc<Gateway>>) -> Json<Faults> {
    Json(gateway.faults())
}

pub(super) async fn set(State(gateway): State<Arc<Gateway>>, Json(faults): Json<Faults>) -> Json<Faults> {
    gateway.set_faults(faults);
    Json(faults)
}

pub(super) async fn show_order(State(gateway): State<Arc<Gateway>>, Path(reference): Path<String>) -> Response {
    match gateway.books().find_latest(&reference) {
        Some(order) => Json(order.faults.unwrap_or_default()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

pub(super) async fn set_order(
    State(gateway): State<Arc<Gateway>>,
    Path(reference): Path<String>,
    Json(faults): Json<OrderFaults>,
) -> Response {
    match gateway.books().find_latest(&reference) {
        Some(order) => {
            order.faults = Some(faults);
            Json(faults).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

pub(super) async fn books(State(gateway): State<Arc<Gateway>>) -> Json<Vec<BookEntry>> {
    Json(entries(&gateway))
}

/// The books by the time of the order, the newest first.
fn entries(gateway: &Gateway) -> Vec<BookEntry> {
    let mut entries: Vec<BookEntry> = gateway.books().orders().map(BookEntry::of).collect();
    entries.sort_by(|one, other| (&other.created, &other.reference).cmp(&(&one.created, &one.reference)));
    entries
}

/// Which order the page is about; none for everybody.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct About {
    reference: String,
}

/// `GET /control?reference=…`
pub(super) async fn show_page(State(gateway): State<Arc<Gateway>>, Query(about): Query<About>) -> Response {
    let found = gateway.books().find_latest(&about.reference).map(|order| order.faults.unwrap_or_default());
    let (faults, reference) = match found {
        Some(faults) => (json_of(&faults), about.reference.as_str()),
        None => (json_of(&gateway.faults()), ""),
    };
    page(StatusCode::OK, control_view::control(&faults, reference, &entries(&gateway)))
}

/// `POST /control`: the fields of [`Faults`] or, with a `reference`, of [`OrderFaults`]; empty ones are left out.
pub(super) async fn set_by_page(
    State(gateway): State<Arc<Gateway>>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let mut reference = String::new();
    let mut faults = Map::new();
    for (name, value) in fields {
        match name.as_str() {
            "reference" => reference = value,
            "down" => drop(faults.insert(name, Value::Bool(value == "true"))),
            _ if value.is_empty() => {}
            _ => {
                let value = value.parse::<u64>().map_or(Value::String(value), Value::from);
                faults.insert(name, value);
            }
        }
    }
    let back = if reference.is_empty() { "/control".to_owned() } else { format!("/control?reference={reference}") };
    let is_set = if reference.is_empty() {
        serde_json::from_value(faults.into()).map(|faults| gateway.set_faults(faults)).is_ok()
    } else {
        let mut books = gateway.books();
        let set = serde_json::from_value(faults.into()).ok().zip(books.find_latest(&reference));
        set.map(|(faults, order)| order.faults = Some(faults)).is_some()
    };
    if is_set { Redirect::to(&back).into_response() } else { StatusCode::UNPROCESSABLE_ENTITY.into_response() }
}

fn json_of(faults: &impl Serialize) -> Value {
    serde_json::to_value(faults).unwrap_or_default()
}

/// One refund in the books.
#[derive(Serialize)]
pub(super) struct RefundLine {
    reference: String,
    amount_dong: u64,
    stage: RefundStage,
}

/// The refunds in the books.
pub(super) async fn refunds(State(gateway): State<Arc<Gateway>>) -> Json<Vec<RefundLine>> {
    let refunds = gateway.books().refunds().into_iter();
    Json(refunds.map(|(reference, amount_dong, stage)| RefundLine { reference, amount_dong, stage }).collect())
}
