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

use futures::future::BoxFuture;

use super::{
    error::WebError,
    form_token,
    page::{Page, sign_in_address},
    router::{AppState, SIGN_IN, STAFF_SIGN_IN},
    upload,
};
use crate::domain::access::{Actor, RoleKind, Rule, SessionOwner};

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
    /// Whether what is behind it belongs to nobody: a file, or the sign of life. Such a door asks neither for a session
    /// nor for the database.
    pub is_file: bool,
    /// Whether it takes a form with a file.
    pub takes_file: bool,
}

impl Door {
    /// Whether `path`, without a query, leads to this door.
    #[must_use]
    pub fn fits(&self, path: &str) -> bool {
        let mut given = path.split('/');
        for part in self.path.split('/') {
            if part.starts_with("{*") {
                return given.next().is_some_and(|part| !part.is_empty());
            }
            let fits = match given.next() {
                Some(given) if part.starts_with('{') => !given.is_empty(),
                Some(given) => given == part,
                None => false,
            };
            if !fits {
                return false;
            }
        }
        given.next().is_none()
    }
}

/// The doors declared so far.
#[derive(Default)]
pub struct Doors {
    pages: Router<AppState>,
    uploads: Router<AppState>,
    files: Router<AppState>,
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

    /// A form's target that keeps what was typed when the session has ended meanwhile.
    #[must_use]
    pub fn post_kept<H, T>(self, path: &'static str, rule: Rule, handler: H, after_end: AfterEnd) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.add_with("POST", path, rule, BodyKind::Form { after_end: Some(after_end) }, post(handler))
    }

    /// The target of a form with a file of at most `limit_bytes`: its handler takes an [`upload::Upload`].
    #[must_use]
    pub fn upload<H, T>(mut self, path: &'static str, rule: Rule, limit_bytes: u64, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        let guard =
            from_fn(move |page, request, next| guard(rule, BodyKind::Upload { limit_bytes }, page, request, next));
        self.uploads = self.uploads.route(path, post(handler).route_layer(guard));
        self.list.push(Door {
            method: "POST",
            path,
            rule: rule.as_str(),
            roles: rule.roles(),
            is_file: false,
            takes_file: true,
        });
        self
    }

    /// What belongs to nobody, under the path's pattern: files, and the sign of life.
    #[must_use]
    pub fn file(mut self, path: &'static str, route: MethodRouter<AppState>) -> Self {
        self.files = self.files.route(path, route);
        let rule = Rule::Public;
        self.list.push(Door {
            method: "GET",
            path,
            rule: rule.as_str(),
            roles: rule.roles(),
            is_file: true,
            takes_file: false,
        });
        self
    }

    fn add(self, method: &'static str, path: &'static str, rule: Rule, route: MethodRouter<AppState>) -> Self {
        self.add_with(method, path, rule, BodyKind::Form { after_end: None }, route)
    }

    fn add_with(
        mut self,
        method: &'static str,
        path: &'static str,
        rule: Rule,
        kind: BodyKind,
        route: MethodRouter<AppState>,
    ) -> Self {
        // Another method is refused by the router (405) before anybody is asked for anything.
        let guard = from_fn(move |page, request, next| guard(rule, kind, page, request, next));
        let guarded = route.route_layer(guard);
        self.pages = self.pages.route(path, guarded);
        self.list.push(Door {
            method,
            path,
            rule: rule.as_str(),
            roles: rule.roles(),
            is_file: false,
            takes_file: false,
        });
        self
    }

    /// The routers of pages and of files, and the list of their doors.
    pub fn into_parts(self) -> DoorParts {
        let Self { pages, uploads, files, list } = self;
        DoorParts { pages, uploads, files, list }
    }
}

/// What the doors come to.
pub struct DoorParts {
    /// Pages, forms, downloads and what machines call.
    pub pages: Router<AppState>,
    /// The targets of forms with a file, which may take longer.
    pub uploads: Router<AppState>,
    /// What belongs to nobody.
    pub files: Router<AppState>,
    /// All of them.
    pub list: Vec<Door>,
}

/// What becomes of a form that was posted when the session had just ended: whose session it was, and the form, whose
/// token was that session's.
pub type AfterEnd = fn(Page, SessionOwner, Request) -> BoxFuture<'static, Response>;

/// How the body of a posted form comes.
#[derive(Clone, Copy)]
enum BodyKind {
    /// Names and values.
    Form {
        /// What becomes of it after the end of the session, besides being refused.
        after_end: Option<AfterEnd>,
    },
    /// Fields and a file.
    Upload {
        /// The most bytes of the file.
        limit_bytes: u64,
    },
}

/// Lets through whom the rule admits, and of forms those that came from a page of the portal; a machine proves itself in
/// its own way. Visitors are led to the sign-in page and back again.
async fn guard(rule: Rule, kind: BodyKind, Extension(page): Extension<Page>, request: Request, next: Next) -> Response {
    if rule.admits(&page.actor) {
        if request.method() != Method::POST || matches!(rule, Rule::Machine) {
            return next.run(request).await;
        }
        let checked = match kind {
            BodyKind::Form { .. } => form_token::check(&page.form_token, request).await,
            BodyKind::Upload { limit_bytes } => upload::check(&page, request, limit_bytes).await,
        };
        return match checked {
            Ok(request) => next.run(request).await,
            Err(error) => error.into_response(),
        };
    }
    if page.actor != Actor::Visitor {
        return WebError::Forbidden.into_response();
    }
    if request.method() == Method::GET || request.method() == Method::HEAD {
        let sign_in = if rule.is_for_candidates() { SIGN_IN } else { STAFF_SIGN_IN };
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        return Redirect::to(&sign_in_address(sign_in, path, page.ended)).into_response();
    }
    if let (BodyKind::Form { after_end: Some(after_end) }, Some(ended)) = (kind, page.ended)
        && ended.end.is_by_time()
        && let Some(token) = page.ended_form_token.clone()
        && let Ok(request) = form_token::check(&token, request).await
    {
        return after_end(page, ended.owner, request).await;
    }
    WebError::SessionEnded.into_response()
}

#[cfg(test)]
mod tests {
    use super::Door;

    #[test]
    fn a_path_fits_its_own_door_alone() {
        let cases = [
            ("/", "/", true),
            ("/", "/x", false),
            ("/a/{id}/b", "/a/1/b", true),
            ("/a/{id}/b", "/a//b", false),
            ("/a/{id}/b", "/a/1/b/", false),
            ("/a/{id}", "/a", false),
            ("/pkg/{*file}", "/pkg/a/b.css", true),
            ("/pkg/{*file}", "/pkg/", false),
        ];
        for (pattern, path, fits) in cases {
            let door = Door {
                method: "GET",
                path: pattern,
                rule: "public",
                roles: Vec::new(),
                is_file: false,
                takes_file: false,
            };
            assert_eq!(door.fits(path), fits, "{pattern} {path}");
        }
    }
}
