//! Signing out on behalf of a relying party (OpenID Connect RP-Initiated Logout 1.0 §2–3).

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::parameters::{Parameters, with_query};
use super::{Service, SharedService, locked, page};

pub(super) async fn by_link(State(service): State<SharedService>, RawQuery(query): RawQuery) -> Response {
    respond(&service, query.unwrap_or_default().as_bytes())
}

pub(super) async fn by_form(State(service): State<SharedService>, body: Bytes) -> Response {
    respond(&service, &body)
}

/// Whose sign-in ends, as the hint says.
struct Hint {
    client_id: String,
    subject: String,
}

fn read_hint(service: &Service, token: &str) -> Option<Hint> {
    let claims = service.key.claims_of_own(token)?;
    let text = |name: &str| claims.get(name)?.as_str().map(str::to_owned);
    (text("iss")? == service.config.issuer)
        .then_some(())
        .and_then(|()| Some(Hint { client_id: text("aud")?, subject: text("sub")? }))
}

fn respond(service: &Service, encoded: &[u8]) -> Response {
    let Ok(parameters) = Parameters::parse(encoded) else {
        return page::error(StatusCode::BAD_REQUEST, "Một tham số được gửi nhiều lần.");
    };
    let hint = match parameters.get("id_token_hint").map(|token| read_hint(service, token)) {
        None => None,
        Some(Some(hint)) => Some(hint),
        Some(None) => return page::error(StatusCode::BAD_REQUEST, "id_token_hint không do dịch vụ này cấp."),
    };
    let named = parameters.get("client_id");
    if let (Some(hint), Some(named)) = (&hint, named)
        && hint.client_id != named
    {
        return page::error(StatusCode::BAD_REQUEST, "client_id không khớp với id_token_hint.");
    }
    let client = hint.as_ref().map(|hint| hint.client_id.as_str()).or(named).and_then(|id| service.client(id));
    let target = match parameters.get("post_logout_redirect_uri") {
        None => None,
        Some(uri) => {
            let registered = client.is_some_and(|client| client.post_logout_redirect_uris.iter().any(|u| u == uri));
            if !registered {
                return page::error(StatusCode::BAD_REQUEST, "Địa chỉ quay về sau khi đăng xuất không được đăng ký.");
            }
            let state: Vec<_> = parameters.get("state").map(|state| ("state", state)).into_iter().collect();
            Some(if state.is_empty() { uri.to_owned() } else { with_query(uri, &state) })
        }
    };
    match (hint, target) {
        // Without a hint anyone could have made the link: the person sees a page before leaving it.
        (None, target) => page::signed_out(target.as_deref()),
        (Some(hint), target) => {
            locked(&service.grants).revoke(&hint.client_id, &hint.subject);
            target.map_or_else(|| page::signed_out(None), |target| Redirect::to(&target).into_response())
        }
    }
}
