//! The authorisation endpoint (OpenID Connect Core §3.1.2, RFC 7636 §4.3).
//!
//! One request, two methods: GET shows the page; the page posts the same parameters back with `persona` or
//! `decision=refuse` added. Nothing is remembered in between, so a page left open for an hour still works.
//! Who asks and where the answer goes is checked first: until both are known, an error is a page here and
//! never a redirect.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::faults::Fault;
use super::grants::Grant;
use super::parameters::{Parameters, with_query};
use super::personas::Persona;
use super::{RegisteredClient, Service, SharedService, locked, page, random_token};

/// The length of a SHA-256 in base64url without padding.
const CODE_CHALLENGE_LENGTH: usize = 43;

pub(super) async fn by_link(State(service): State<SharedService>, RawQuery(query): RawQuery) -> Response {
    respond(&service, query.unwrap_or_default().as_bytes(), Method::Link)
}

pub(super) async fn by_form(State(service): State<SharedService>, body: axum::body::Bytes) -> Response {
    respond(&service, &body, Method::Form)
}

#[derive(PartialEq, Eq)]
enum Method {
    Link,
    Form,
}

/// What the person did on the page.
enum Decision<'a> {
    Undecided,
    Refused,
    Chose(&'a str),
}

fn respond(service: &Service, encoded: &[u8], method: Method) -> Response {
    let Ok(parameters) = Parameters::parse(encoded) else {
        return page::error(StatusCode::BAD_REQUEST, "Một tham số được gửi nhiều lần.");
    };
    let Some(client) = parameters.get("client_id").and_then(|client_id| service.client(client_id)) else {
        return page::error(StatusCode::BAD_REQUEST, "Không nhận ra hệ thống yêu cầu đăng nhập (client_id).");
    };
    let redirect_uri = parameters.get("redirect_uri").unwrap_or_default();
    if !client.redirect_uris.iter().any(|registered| registered == redirect_uri) {
        return page::error(StatusCode::BAD_REQUEST, "Địa chỉ quay về (redirect_uri) không được đăng ký.");
    }
    let state = parameters.get("state");
    let request = match Request::parse(&parameters) {
        Ok(request) => request,
        Err(error) => return send_error(service, redirect_uri, state, error),
    };
    let decision = match (method, parameters.get("decision"), parameters.get("persona")) {
        (Method::Form, Some("refuse"), _) => Decision::Refused,
        (Method::Form, None, Some(slug)) => Decision::Chose(slug),
        _ => Decision::Undecided,
    };
    let fault = parameters.get("fault").and_then(Fault::parse).unwrap_or_default();
    let visit = Visit { client, redirect_uri, request: &request, fault: fault.or(*locked(&service.fault)) };
    match decision {
        Decision::Chose(_) if visit.fault == Fault::Refused => {
            send_error(service, redirect_uri, state, ("access_denied", "The person refused to sign in"))
        }
        Decision::Refused => {
            send_error(service, redirect_uri, state, ("access_denied", "The person refused to sign in"))
        }
        Decision::Chose(name) => match locked(&service.people).named(name) {
            Some(persona) => visit.send_code(service, persona),
            None => page::error(StatusCode::BAD_REQUEST, "Không có nhân vật này."),
        },
        Decision::Undecided if request.silent => {
            send_error(service, redirect_uri, state, ("login_required", "Nobody is signed in here"))
        }
        Decision::Undecided => page::picker(client, &parameters),
    }
}

/// `error` and `error_description` of RFC 6749 §4.1.2.1.
type AuthorizationError = (&'static str, &'static str);

struct Request<'a> {
    state: &'a str,
    nonce: &'a str,
    code_challenge: &'a str,
    silent: bool,
}

impl<'a> Request<'a> {
    fn parse(parameters: &'a Parameters) -> Result<Self, AuthorizationError> {
        let get = |name| parameters.get(name);
        if get("request").is_some() {
            return Err(("request_not_supported", "request objects are not supported"));
        }
        if get("request_uri").is_some() {
            return Err(("request_uri_not_supported", "request objects are not supported"));
        }
        match get("response_type") {
            Some("code") => {}
            Some(_) => return Err(("unsupported_response_type", "response_type must be code")),
            None => return Err(("invalid_request", "response_type is missing")),
        }
        if !matches!(get("response_mode"), None | Some("query")) {
            return Err(("invalid_request", "response_mode must be query"));
        }
        if !get("scope").unwrap_or_default().split(' ').any(|scope| scope == "openid") {
            return Err(("invalid_scope", "scope must contain openid"));
        }
        let state = get("state").ok_or(("invalid_request", "state is missing"))?;
        let nonce = get("nonce").ok_or(("invalid_request", "nonce is missing"))?;
        let code_challenge = get("code_challenge").ok_or(("invalid_request", "code_challenge is missing"))?;
        if get("code_challenge_method") != Some("S256") {
            return Err(("invalid_request", "code_challenge_method must be S256"));
        }
        let base64url = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if code_challenge.len() != CODE_CHALLENGE_LENGTH || !code_challenge.bytes().all(base64url) {
            return Err(("invalid_request", "code_challenge is not a SHA-256 in base64url"));
        }
        if get("max_age").is_some_and(|max_age| max_age.parse::<u32>().is_err()) {
            return Err(("invalid_request", "max_age must be a number of seconds"));
        }
        let silent = parse_prompt(get("prompt").unwrap_or_default())?;
        Ok(Self { state, nonce, code_challenge, silent })
    }
}

/// Whether the request forbids to show anything. Every other value is met anyway: each visit asks anew.
fn parse_prompt(prompt: &str) -> Result<bool, AuthorizationError> {
    let values: Vec<&str> = prompt.split(' ').filter(|value| !value.is_empty()).collect();
    if !values.iter().all(|value| ["none", "login", "consent", "select_account"].contains(value)) {
        return Err(("invalid_request", "unknown prompt"));
    }
    match (values.contains(&"none"), values.len()) {
        (true, 1) => Ok(true),
        (true, _) => Err(("invalid_request", "prompt none stands alone")),
        (false, _) => Ok(false),
    }
}

/// A request of a relying party that keeps the protocol.
struct Visit<'a> {
    client: &'a RegisteredClient,
    redirect_uri: &'a str,
    request: &'a Request<'a>,
    fault: Fault,
}

impl Visit<'_> {
    fn send_code(&self, service: &Service, persona: &'static Persona) -> Response {
        let code = random_token();
        let now_s = service.now_s();
        let grant = Grant {
            client_id: self.client.client_id.clone(),
            redirect_uri: self.redirect_uri.to_owned(),
            nonce: self.request.nonce.to_owned(),
            code_challenge: self.request.code_challenge.to_owned(),
            persona,
            auth_time_s: now_s,
            fault: self.fault,
        };
        locked(&service.grants).add_code(code.clone(), grant, now_s);
        let other = random_token();
        let state = if self.fault == Fault::WrongState { &other } else { self.request.state };
        let pairs = [("code", code.as_str()), ("state", state), ("iss", &service.config.issuer)];
        Redirect::to(&with_query(self.redirect_uri, &pairs)).into_response()
    }
}

fn send_error(
    service: &Service,
    redirect_uri: &str,
    state: Option<&str>,
    (error, description): AuthorizationError,
) -> Response {
    let mut pairs = vec![("error", error), ("error_description", description), ("iss", &service.config.issuer)];
    pairs.extend(state.map(|state| ("state", state)));
    Redirect::to(&with_query(redirect_uri, &pairs)).into_response()
}
