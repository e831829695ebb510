//! What goes wrong on purpose.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};

use super::{Gateway, books::RefundStage};

/// How the next notifications misbehave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IpnFault {
    /// The first attempt is answered before the browser is sent back.
    #[default]
    BeforeReturn,
    /// Sent while the browser goes back; either may come first.
    Normal,
    /// Sent twice whatever the answer to the first, both before the browser is sent back.
    Twice,
    /// Not sent at all.
    Never,
    /// Sent with a signature that does not hold.
    BadSignature,
    /// Sent and signed with an amount 1,000 đồng too high.
    WrongAmount,
}

/// How refunds misbehave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundFault {
    /// They do not.
    #[default]
    None,
    /// The bank rejects those asked for meanwhile.
    Rejected,
    /// The request is taken, and the answer lost.
    AnswerLost,
    /// The request is not taken (99).
    NotTaken,
}

/// The switches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// What happens with notifications.
    pub ipn: IpnFault,
    /// Milliseconds between the payer's decision and the notification; the browser does not wait for them.
    pub delay_ms: u64,
    /// What happens with refunds.
    pub refund: RefundFault,
    /// Everything answers 503.
    pub down: bool,
}

pub(super) async fn show(State(gateway): State<Arc<Gateway>>) -> Json<Faults> {
    Json(gateway.faults())
}

/// Sets all switches; what is not named goes back to normal.
pub(super) async fn set(State(gateway): State<Arc<Gateway>>, Json(faults): Json<Faults>) -> Json<Faults> {
    gateway.set_faults(faults);
    Json(faults)
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
