//! How doors are declared: method, path and access rule in one line, so that none is without a rule.

use axum::{
    Router,
    extract::{Extension, Request},
    handler::Handler,
    http::Method,
    middleware::{Next, from_fn},
    response::{IntoResponse as _, Redirect, Response},
    routing::{MethodRouter, get, post},
};

use super::{error::WebError, form_token, page::Page, router::AppState};
use crate::domain::access::{Actor, RoleKind, Rule};

/// One door.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Door {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path with its parameters, e.g. `/catalogue/{institution}/{admission_code}`.
    pub path: &'static str,
    /// The name of its rule.
    pub rule: &'static str,
    /// Who passes, besides those whom the rule `public` or `machine` lets in.
    pub roles: Vec<RoleKind>,
}

/// The doors declared so far.
#[derive(Default)]
pub struct Doors {
    router: Router<AppState>,
    list: Vec<Door>,
}

impl Doors {
    /// A page or download.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, rule: Rule, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.add("GET", path, rule, get(handler))
    }

    /// A form's target.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, rule: Rule, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.add("POST", path, rule, post(handler))
    }

    fn add(mut self, method: &'static str, path: &'static str, rule: Rule, route: MethodRouter<AppState>) -> Self {
        let guarded = route.layer(from_fn(move |page, request, next| guard(rule, page, request, next)));
        self.router = self.router.route(path, guarded);
        self.list.push(Door { method, path, rule: rule.as_str(), roles: rule.roles() });
        self
    }

    /// The router and the list of its doors.
    pub fn into_parts(self) -> (Router<AppState>, Vec<Door>) {
        (self.router, self.list)
    }
}

/// Lets through whom the rule admits, and of forms those that came from a page of the portal; a machine proves itself in
/// its own way. Visitors are led to the sign-in page and back again.
async fn guard(rule: Rule, Extension(page): Extension<Page>, request: Request, next: Next) -> Response {
    // PostgreSQL keeps no NUL in a text, and nobody types one.
    if request.uri().path_and_query().is_some_and(|address| address.as_str().contains("%00")) {
        return WebError::BadRequest.into_response();
    }
    if rule.admits(&page.actor) {
        if request.method() != Method::POST || matches!(rule, Rule::Machine) {
            return next.run(request).await;
        }
        return match form_token::check(&page, request).await {
            Ok(request) => next.run(request).await,
            Err(error) => error.into_response(),
        };
    }
    if page.actor != Actor::Visitor {
        return WebError::Forbidden.into_response();
    }
    if request.method() == Method::GET || request.method() == Method::HEAD {
        let sign_in = if rule.is_for_candidates() { "/sign-in" } else { "/staff/sign-in" };
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("return_to", path);
        if let Some(end) = page.ended {
            query.append_pair("ended", &end.to_word());
        }
        let query = query.finish();
        return Redirect::to(&format!("{sign_in}?{query}")).into_response();
    }
    WebError::SessionEnded.into_response()
}
