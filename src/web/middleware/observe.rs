//! The outermost layer. Every request gets its id and its client's address here, every answer its headers of defence,
//! and the log one line: never the path or the query, which may hold what is nobody's business, but the pattern of the
//! door. What is refused before anybody knows who asks (an address or headers beyond all measure) and what broke inside
//! the other layers becomes a page here, without the database.

use std::{
    net::{IpAddr, SocketAddr},
    time::Instant,
};

use axum::{
    extract::{ConnectInfo, MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use tracing::Instrument as _;
use uuid::Uuid;

use super::client_address::client_address;
use crate::{
    domain::network::Network,
    web::{
        error::WebError,
        form_token::is_storable,
        page::{bare_page, language},
        router::AppState,
    },
};

/// The longest address: path and query.
const URI_LIMIT_BYTES: usize = 8 * 1024;
/// The most that all headers may hold, names and values.
const HEADERS_LIMIT_BYTES: usize = 16 * 1024;
/// The most headers.
const HEADERS_LIMIT_COUNT: usize = 100;

/// What is known of a request before anybody looks at who sent it.
#[derive(Debug, Clone, Copy)]
pub struct Visit {
    /// Under which the log, the audit log, the header `x-request-id` and error pages know it.
    pub request_id: Uuid,
    /// Where it comes from; none within the process.
    pub address: Option<IpAddr>,
}

/// In what role somebody asked; on the answer, for the log.
#[derive(Debug, Clone, Copy)]
pub struct AskedAs(pub &'static str);

/// The layer.
pub async fn observe(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let connection = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|connection| connection.0.ip());
    let trusted = &state.ctx.config.web.trusted_proxies;
    let address = connection.map(|connection| client_address(connection, request.headers(), trusted));
    let visit = Visit { request_id: state.ctx.fresh_uuid(), address };
    request.extensions_mut().insert(visit);
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let method = known_method(request.method());
    let lang = language(request.headers());
    let span = tracing::info_span!("request", request_id = %visit.request_id);
    let mut response = async {
        let response = match beyond_measure(&request) {
            Some(error) => error.into_response(),
            None => next.run(request).await,
        };
        match response.extensions().get::<WebError>() {
            Some(error) => bare_page(&state, lang, *error, visit.request_id),
            None => response,
        }
    }
    .instrument(span.clone())
    .await;
    defend(response.headers_mut(), state.ctx.config.web.is_https(), visit.request_id);
    let status = response.status().as_u16();
    let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let role = response.extensions().get::<AskedAs>().map_or("", |asked| asked.0);
    let network = address.map(|address| Network::of(address).to_string()).unwrap_or_default();
    let route = route.as_deref().unwrap_or("no such page");
    span.in_scope(|| {
        if status >= 500 {
            tracing::warn!(method, route, status, ms, role, network, "answered");
        } else {
            tracing::info!(method, route, status, ms, role, network, "answered");
        }
    });
    response
}

/// A method that exists, lest somebody write into the log by it.
fn known_method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::PATCH => "PATCH",
        _ => "other",
    }
}

fn beyond_measure(request: &Request) -> Option<WebError> {
    let uri = request.uri().path_and_query().map_or("", |path| path.as_str());
    let headers = request.headers();
    let header_bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if uri.len() > URI_LIMIT_BYTES {
        Some(WebError::AddressTooLong)
    } else if !is_storable(uri.as_bytes()) {
        Some(WebError::BadRequest)
    } else if headers.len() > HEADERS_LIMIT_COUNT || header_bytes > HEADERS_LIMIT_BYTES {
        Some(WebError::HeadersTooLarge)
    } else {
        None
    }
}

/// What every answer carries, whatever it is: a file, an error, a redirect.
///
/// `Referrer-Policy: same-origin`, not `no-referrer`: with the latter browsers send `Origin: null` with a form, and older
/// ones, which send no `Sec-Fetch-Site`, could not show that it is our own. Other sites learn nothing in either case.
const DEFENCES: [(&str, &str); 7] = [
    ("content-security-policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), \
         microphone=(), midi=(), payment=(), usb=()",
    ),
    ("cache-control", "no-store"),
];
/// Two years, as the preload list of browsers asks for.
const TRANSPORT_SECURITY: HeaderValue = HeaderValue::from_static("max-age=63072000; includeSubDomains");

/// Adds the headers of defence that the answer does not set itself.
fn defend(headers: &mut HeaderMap, is_https: bool, request_id: Uuid) {
    for (name, value) in DEFENCES {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    if is_https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, TRANSPORT_SECURITY);
    }
    if let Ok(id) = HeaderValue::from_str(&request_id.to_string()) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
}
