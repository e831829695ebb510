//! What goes wrong on purpose.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};

use super::Gateway;

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

/// The switches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// What happens with notifications.
    pub ipn: IpnFault,
    /// Milliseconds between the payer's decision and the notification; the browser does not wait for them.
    pub delay_ms: u64,
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
