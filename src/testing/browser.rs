//! A browser without a screen: paths, forms, cookies. No script, as the portal must work without. A form posted by
//! [`Browser::post`] carries the form token, as it does when somebody loaded its page; [`Browser::post_bytes`] sends what
//! it is given and nothing else.

use std::{
    collections::BTreeMap,
    net::{IpAddr, SocketAddr},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{Method, Request, StatusCode, header},
};
use tower::ServiceExt as _;
use tower_sessions::{Session, SessionStore as _};

use crate::{
    domain::access::Actor,
    usecases::{Ctx, session_store},
    web::{
        form_token,
        session::{NewSignIn, begin},
    },
};

const ANSWER_LIMIT_BYTES: usize = 16 * 1024 * 1024;

/// What stands between the parts of a form with a file.
const BOUNDARY: &str = "------a-browser-without-a-screen";

/// A file within a form.
#[derive(Debug, Clone, Copy)]
pub struct FormFile<'a> {
    /// The name of its field.
    pub field: &'a str,
    /// The file's name.
    pub name: &'a str,
    /// What it holds.
    pub bytes: &'a [u8],
}

/// A browser with its cookies.
#[derive(Debug, Clone)]
pub struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
    headers: BTreeMap<&'static str, String>,
    /// From where it connects; nowhere, for a browser within the process.
    address: Option<IpAddr>,
    /// The form token that was last seen, and the cookies that it came with.
    form_token: Option<(BTreeMap<String, String>, String)>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// Where a redirect leads; empty otherwise.
    pub location: String,
    /// The content type.
    pub content_type: String,
    /// All headers, by lower-case name; the last of a name.
    pub headers: BTreeMap<String, String>,
    /// The cookies that it sets, with their attributes.
    pub set_cookies: Vec<String>,
    /// The body, as text.
    pub text: String,
    /// The body, as bytes.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The page without what differs from one answer to the next whatever was asked: the nonce of its script.
    #[must_use]
    pub fn text_without_nonce(&self) -> String {
        let mut parts = self.text.split(" nonce=\"");
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |text, part| text + part.split_once('"').map_or(part, |(_, rest)| rest))
    }
}

impl Browser {
    pub(super) const fn new(router: Router) -> Self {
        Self { router, cookies: BTreeMap::new(), headers: BTreeMap::new(), address: None, form_token: None }
    }

    pub(super) async fn sign_in(&mut self, ctx: &Ctx, actor: &Actor) {
        let store = session_store(ctx);
        let session = Session::new(None, std::sync::Arc::new(store.clone()), None);
        let signed_in = NewSignIn { actor: actor.clone(), name: "Người Thử".to_owned(), id_token: None };
        begin(ctx, &session, signed_in).await.expect("session");
        session.save().await.expect("session");
        let id = session.id().expect("a saved session has an id");
        assert!(store.load(&id).await.expect("session").is_some());
        let name = if ctx.config.web.is_https() { "__Host-session" } else { "session" };
        self.cookies.insert(name.to_owned(), id.to_string());
    }

    /// From now on it connects from this address, e.g. `203.0.113.7`.
    ///
    /// # Panics
    /// When that is none.
    pub fn connect_from(&mut self, address: &str) {
        self.set_address(address.parse().expect("an address"));
    }

    /// Sets a cookie, e.g. `language` to `en`.
    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// The value of a cookie; empty without it.
    #[must_use]
    pub fn cookie(&self, name: &str) -> &str {
        self.cookies.get(name).map_or("", String::as_str)
    }

    /// Sends this header with every request from now on, e.g. a `User-Agent`.
    pub fn set_header(&mut self, name: &'static str, value: &str) {
        self.headers.insert(name, value.to_owned());
    }

    /// From now on it comes from this address.
    pub const fn set_address(&mut self, address: IpAddr) {
        self.address = Some(address);
    }

    /// `GET path`, without following redirects.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.request(Method::GET, path, None).await
    }

    /// The token that a form of this browser carries now: that of the page it saw last, or of one that it loads for it.
    /// Empty when no page gives one.
    pub async fn form_token(&mut self) -> String {
        if self.form_token.as_ref().is_none_or(|(cookies, _)| *cookies != self.cookies) {
            self.get("/help").await;
        }
        self.form_token.as_ref().map(|(_, token)| token.clone()).unwrap_or_default()
    }

    /// `POST path` with a form and its token.
    pub async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        let token = self.form_token().await;
        let form: Vec<(&str, &str)> = form.iter().copied().chain([(form_token::FIELD, token.as_str())]).collect();
        self.post_without_token(path, &form).await
    }

    /// `POST path` with a form that holds a file, and its token.
    pub async fn post_file(&mut self, path: &str, fields: &[(&str, &str)], file: FormFile<'_>) -> Answer {
        let token = self.form_token().await;
        let fields = std::iter::once((form_token::FIELD, token.as_str())).chain(fields.iter().copied());
        self.post_file_without_token(path, &fields.collect::<Vec<_>>(), file).await
    }

    /// The same with these fields alone.
    pub async fn post_file_without_token(&mut self, path: &str, fields: &[(&str, &str)], file: FormFile<'_>) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let FormFile { field, name, bytes } = file;
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: \
             application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.post_bytes(path, &[("content-type", &kind)], &body).await
    }

    /// `POST path` with this form alone.
    pub async fn post_without_token(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.request(Method::POST, path, Some(encoded(form))).await
    }

    /// `POST path` with a form, which has to be answered by 303; then `GET` where it leads.
    pub async fn post_and_follow(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        let answer = self.post(path, form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", answer.text);
        self.get(&answer.location).await
    }

    /// `POST path` with these bytes as a form and headers of its own.
    pub async fn post_bytes(&mut self, path: &str, headers: &[(&str, &str)], form: &[u8]) -> Answer {
        self.send(Method::POST, path, headers, Some(form.to_vec())).await
    }

    async fn request(&mut self, method: Method, path: &str, form: Option<String>) -> Answer {
        self.send(method, path, &[], form.map(String::into_bytes)).await
    }

    /// Any request, with headers and a body of its own. A body without a content type is a form.
    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        form: Option<Vec<u8>>,
    ) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = Request::builder().method(method).uri(path).header(header::COOKIE, cookies.join("; "));
        if form.is_some() && !headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if let Some(address) = self.address {
            request = request.extension(ConnectInfo(SocketAddr::new(address, 443)));
        }
        let request = request.body(form.map_or_else(Body::empty, Body::from)).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("the router cannot fail");
        let (parts, body) = response.into_parts();
        let set_cookies = parts.headers.get_all(header::SET_COOKIE).iter();
        let set_cookies: Vec<String> = set_cookies.map(|value| value.to_str().expect("ASCII").to_owned()).collect();
        for cookie in &set_cookies {
            let cookie = cookie.split(';').next().unwrap_or_default();
            if let Some((name, value)) = cookie.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let text = |name| {
            let value = parts.headers.get(name);
            value.map(|value| value.to_str().expect("ASCII").to_owned()).unwrap_or_default()
        };
        let headers = parts.headers.iter();
        let headers = headers.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into()));
        let headers: BTreeMap<String, String> = headers.collect();
        let (status, location, content_type) = (parts.status, text(header::LOCATION), text(header::CONTENT_TYPE));
        let bytes = to_bytes(body, ANSWER_LIMIT_BYTES).await.expect("a body").to_vec();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let field = format!("name=\"{}\" value=\"", form_token::FIELD);
        if let Some((token, _)) = text.split_once(&field).and_then(|(_, rest)| rest.split_once('"')) {
            self.form_token = Some((self.cookies.clone(), token.to_owned()));
        }
        Answer { status, location, content_type, headers, set_cookies, text, bytes }
    }
}

/// The body of a form.
fn encoded(form: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish()
}
