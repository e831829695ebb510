//! Fault switches: how the service behaves when it is ill, or when somebody forges its answers.
//!
//! `POST /control/faults` sets one fault for everybody until it is set to none again; `GET` tells which it is. On the
//! wire it is `{"kind": "wrong_nonce"}`, with `"delay_ms"` for `slow`. Whoever tries the portal out by hand chooses one
//! for a single sign-in at the foot of the page that asks who signs in; it then concerns that sign-in alone.
//!
//! Either way the protocol stays what it is: every answer comes from the right address in the right form, and only the
//! one thing that the fault names is wrong with it.
//!
//! | kind | what is wrong |
//! |---|---|
//! | `none` | nothing |
//! | `unavailable` | 503 |
//! | `slow` | answers come `delay_ms` late, 10 seconds unless told |
//! | `down` | the connection breaks off before the answer is complete |
//! | `refused` | the person refuses, whatever they press (`access_denied`, RFC 6749 §4.1.2.1) |
//! | `request_expired` | the code has expired before it can be exchanged (`invalid_grant`, §5.2) |
//! | `wrong_state` | the browser brings back another `state` |
//! | `wrong_issuer`, `wrong_audience`, `wrong_nonce` | that claim of the ID token |
//! | `algorithm_none`, `algorithm_hs256` | the ID token is not signed, or with the client secret |
//! | `wrong_key`, `broken_signature` | it is signed with a key of nobody's, or its signature does not hold |
//! | `expired_token` | `exp` has passed |
//! | `stale_auth_time` | `auth_time` is an hour ago: the person was not asked anew |
//! | `future_auth_time` | `auth_time` is an hour ahead |
//! | `missing_acr`, `level_1` | `acr` is missing, or `LoA1` whoever signs in |

use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::stream;
use serde::{Deserialize, Serialize};

use super::{SharedService, locked};

/// What is wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Fault {
    #[default]
    None,
    Unavailable,
    Slow {
        /// At most [`MAX_DELAY_MS`].
        #[serde(default = "default_delay_ms")]
        delay_ms: u64,
    },
    Down,
    Refused,
    RequestExpired,
    WrongState,
    WrongIssuer,
    WrongAudience,
    WrongNonce,
    AlgorithmNone,
    #[serde(rename = "algorithm_hs256")]
    AlgorithmHs256,
    WrongKey,
    BrokenSignature,
    ExpiredToken,
    StaleAuthTime,
    FutureAuthTime,
    MissingAcr,
    #[serde(rename = "level_1")]
    Level1,
}

const MAX_DELAY_MS: u64 = 60_000;

const fn default_delay_ms() -> u64 {
    10_000
}

/// The faults that a person can choose on the page, with the words for it.
pub(super) const ON_THE_PAGE: &[(&str, &str)] = &[
    ("unavailable", "Dịch vụ báo lỗi 503"),
    ("slow", "Dịch vụ trả lời chậm 10 giây"),
    ("down", "Kết nối bị ngắt"),
    ("refused", "Người dùng từ chối"),
    ("request_expired", "Yêu cầu đăng nhập hết hạn"),
    ("wrong_state", "Sai state"),
    ("wrong_issuer", "Sai nơi cấp (iss)"),
    ("wrong_audience", "Sai nơi nhận (aud)"),
    ("wrong_nonce", "Sai nonce"),
    ("algorithm_none", "Không ký (alg none)"),
    ("algorithm_hs256", "Ký bằng client secret (HS256)"),
    ("wrong_key", "Ký bằng khóa lạ"),
    ("broken_signature", "Chữ ký hỏng"),
    ("expired_token", "Thẻ đã hết hạn (exp)"),
    ("stale_auth_time", "Xác thực từ một giờ trước (auth_time)"),
    ("future_auth_time", "Xác thực ở tương lai (auth_time)"),
    ("missing_acr", "Thiếu mức độ định danh (acr)"),
    ("level_1", "Chỉ định danh mức độ 1"),
];

impl Fault {
    /// The fault of this kind, with nothing more said about it.
    pub(super) fn parse(kind: &str) -> Option<Self> {
        serde_json::from_value(serde_json::json!({ "kind": kind })).ok()
    }

    /// This one, chosen for a sign-in, else what is wrong with the sign-ins of everybody. What is wrong with the
    /// transport for everybody stays with the doors, as long as it lasts.
    pub(super) fn or(self, of_everybody: Self) -> Self {
        let is_of_doors = matches!(of_everybody, Self::Unavailable | Self::Down | Self::Slow { .. });
        if self == Self::None && !is_of_doors { of_everybody } else { self }
    }

    /// How the transport fails; `None` when it does not, after the delay where there is one.
    pub(super) async fn of_transport(self) -> Option<Response> {
        match self {
            Self::Unavailable => {
                Some((StatusCode::SERVICE_UNAVAILABLE, "Dịch vụ tạm ngừng (giả lập).").into_response())
            }
            Self::Down => Some(broken_off()),
            Self::Slow { delay_ms } => {
                tokio::time::sleep(Duration::from_millis(delay_ms.min(MAX_DELAY_MS))).await;
                None
            }
            _ => None,
        }
    }
}

/// An answer whose body fails at once: the server closes the connection in the middle of it.
fn broken_off() -> Response {
    let gone = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    Body::from_stream(stream::once(async { Err::<Vec<u8>, _>(gone) })).into_response()
}

pub(super) async fn apply(State(service): State<SharedService>, request: Request, next: Next) -> Response {
    let fault = *locked(&service.fault);
    match fault.of_transport().await {
        Some(failure) => failure,
        None => next.run(request).await,
    }
}

pub(super) async fn show(State(service): State<SharedService>) -> Json<Fault> {
    Json(*locked(&service.fault))
}

pub(super) async fn set(State(service): State<SharedService>, Json(fault): Json<Fault>) -> Json<Fault> {
    *locked(&service.fault) = fault;
    Json(fault)
}

#[cfg(test)]
mod tests {
    use super::{Fault, ON_THE_PAGE};

    #[test]
    fn every_fault_of_the_page_is_one() {
        for (kind, words) in ON_THE_PAGE {
            assert!(Fault::parse(kind).is_some_and(|fault| fault != Fault::None), "{kind}");
            assert!(!words.is_empty());
        }
        assert_eq!(Fault::parse("weather"), None);
    }
}
