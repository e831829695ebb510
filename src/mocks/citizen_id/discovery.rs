//! What the service says about itself: OpenID Connect Discovery 1.0 §3 and the key set.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::SharedService;

pub(super) async fn metadata(State(service): State<SharedService>) -> Json<Value> {
    Json(json!({
        "issuer": service.config.issuer,
        "authorization_endpoint": service.endpoint("/authorize"),
        "token_endpoint": service.endpoint("/token"),
        "userinfo_endpoint": service.endpoint("/userinfo"),
        "jwks_uri": service.endpoint("/jwks"),
        "end_session_endpoint": service.endpoint("/logout"),
        "scopes_supported": ["openid"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "acr_values_supported": ["LoA1", "LoA2"],
        "claims_supported": [
            "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "TechID", "LoaiTaiKhoan", "HoVaTen",
            "SoDinhDanh", "SoHoChieu", "GioiTinh", "NgayThangNamSinh", "loginIdp",
        ],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "ui_locales_supported": ["vi"],
        "authorization_response_iss_parameter_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "claims_parameter_supported": false,
    }))
}

pub(super) async fn jwks(State(service): State<SharedService>) -> Json<Value> {
    Json(json!({ "keys": [service.key.public_jwk()] }))
}
