//! Who asks, in which language, at what time of which season; and how an answer is rendered.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use leptos::prelude::*;
use tower_sessions::Session;
use uuid::Uuid;

use super::{
    components::Refresh,
    device_cookie::DeviceCookie,
    error::{WayOn, WebError},
    form_token::{FormToken, cookie},
    i18n::{Lang, phase_name},
    middleware::observe::{AskedAs, Visit},
    router::{AppState, SIGN_IN, is_page, is_page_of_whoever_signs_in, sign_ins_of},
    session,
    session_frame::SessionRequest,
    shell::{self, Frame, PhaseLine, SignedIn},
};
use crate::{
    domain::{
        access::{Actor, CandidateActor, Permission, RoleKind, StaffActor},
        device::DeviceKind,
        network::Network,
        season::Season,
        time::Instant,
    },
    usecases::{
        Ctx,
        context::Trace,
        visitor::{
            resume_session::{EndedSession, LivingSession},
            view_season,
        },
    },
};

const DOCTYPE: &str = "<!DOCTYPE html>";

/// The request as pages see it.
#[derive(Clone, Debug)]
pub struct Page {
    /// What use cases are given.
    pub ctx: Ctx,
    /// The language of the answer.
    pub lang: Lang,
    /// Who acts.
    pub actor: Actor,
    /// The moment of the request on the portal's clock.
    pub now: Instant,
    /// The current season.
    pub season: Arc<Season>,
    /// The session.
    pub session: Session,
    /// The times of the session of whoever has signed in.
    pub living: Option<LivingSession>,
    /// What became of this browser's session, if it had one that is over.
    pub ended: Option<EndedSession>,
    /// What a form of this browser has to carry.
    pub(super) form_token: FormToken,
    /// What the forms of the session that is over carry.
    pub(super) ended_form_token: Option<FormToken>,
    name: Option<String>,
    path: String,
    css_href: Arc<str>,
    form_targets: Arc<str>,
}

impl<S: Send + Sync> FromRequestParts<S> for Page {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        parts.extensions.get::<Self>().cloned().ok_or(WebError::Internal)
    }
}

impl Page {
    /// The candidate who acts.
    ///
    /// # Errors
    /// `Forbidden` for anyone else.
    pub const fn candidate(&self) -> Result<&CandidateActor, WebError> {
        match &self.actor {
            Actor::Candidate(candidate) => Ok(candidate),
            _ => Err(WebError::Forbidden),
        }
    }

    /// The member of staff who acts.
    ///
    /// # Errors
    /// `Forbidden` for anyone else.
    pub const fn staff(&self) -> Result<&StaffActor, WebError> {
        match &self.actor {
            Actor::Staff(staff) => Ok(staff),
            _ => Err(WebError::Forbidden),
        }
    }

    /// The name of whoever has signed in; empty for visitors.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }

    /// Whether the actor has the right, over whoever's data: for what a page offers. The use case asks again.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.actor.may(permission)
    }

    /// The language's text.
    #[must_use]
    pub const fn t(&self, vi: &'static str, en: &'static str) -> &'static str {
        self.lang.t(vi, en)
    }

    /// A page, 200. `view` builds its content.
    pub fn ok(&self, title: &str, view: impl FnOnce() -> AnyView) -> Response {
        self.render(StatusCode::OK, title, false, false, view)
    }

    /// The same page again with what is wrong: 422 and "Lỗi:" before the title.
    pub fn invalid(&self, title: &str, view: impl FnOnce() -> AnyView) -> Response {
        self.render(StatusCode::UNPROCESSABLE_ENTITY, title, true, false, view)
    }

    /// A page that says that something cannot be done now: 409 (closed, or changed elsewhere).
    pub fn conflict(&self, title: &str, view: impl FnOnce() -> AnyView) -> Response {
        self.render(StatusCode::CONFLICT, title, true, false, view)
    }

    /// A page with the status given.
    pub fn with_status(&self, status: StatusCode, title: &str, view: impl FnOnce() -> AnyView) -> Response {
        self.render(status, title, false, false, view)
    }

    /// The page again with what stands in the way, with the status given and "Lỗi:" before the title.
    pub fn hindered(&self, status: StatusCode, title: &str, view: impl FnOnce() -> AnyView) -> Response {
        self.render(status, title, true, false, view)
    }

    /// A page, 200, that holds islands, and so brings their script.
    pub fn ok_with_islands(&self, title: &str, view: impl FnOnce() -> AnyView) -> Response {
        self.render(StatusCode::OK, title, false, true, view)
    }

    /// A page, 200, that looks again by itself; `None` where there is nothing more to wait for. The page holds the parts,
    /// and this puts the island among them.
    pub fn ok_that_waits(&self, title: &str, refresh: Option<Refresh<'_>>, view: impl FnOnce() -> AnyView) -> Response {
        let Some(refresh) = refresh else { return self.ok(title, view) };
        let extras = Extras { has_errors: false, has_islands: true, refresh: Some(refresh) };
        self.render_with(StatusCode::OK, title, extras, || view! { {view()} {refresh.island()} }.into_any())
    }

    /// A part of a page, 200, for an island that refreshes it.
    pub fn part(&self, view: impl FnOnce() -> AnyView) -> Response {
        self.html(StatusCode::OK, &render(view), "")
    }

    /// 303 to a page of the portal.
    #[must_use]
    pub fn see_other(&self, path: &str) -> Response {
        Redirect::to(local_path(path)).into_response()
    }

    /// 303 to a service outside that the settings name (citizen ID, payment), and to nowhere else.
    ///
    /// # Errors
    /// `Internal` for any other address.
    pub fn leave_for(&self, url: &str) -> Result<Response, WebError> {
        self.check_outside(url)?;
        Ok(Redirect::to(url).into_response())
    }

    /// A page whose one form goes to a service outside that the settings name: by itself where scripts run, else by
    /// its button. Around it nobody is signed in any more.
    ///
    /// # Errors
    /// `Internal` for any other address.
    pub fn leave_by_form(&self, url: &str, title: &str, view: impl FnOnce() -> AnyView) -> Result<Response, WebError> {
        self.check_outside(url)?;
        let nonce = self.nonce();
        let frame = Frame { signed_in: None, session: None, path: None, ..self.frame() };
        let html = render(|| {
            let body = view! {
                {view()}
                <script nonce=nonce.clone() inner_html="document.querySelector('main form').submit()"></script>
            };
            shell::document(&frame, title, false, None, body.into_any())
        });
        let policy = format!("script-src 'nonce-{nonce}'; form-action 'self'{}", self.form_targets);
        Ok(self.html(StatusCode::OK, &format!("{DOCTYPE}{html}"), &policy))
    }

    fn check_outside(&self, url: &str) -> Result<(), WebError> {
        let origin = url::Url::parse(url).map(|url| url.origin().ascii_serialization()).unwrap_or_default();
        if self.form_targets.split_whitespace().any(|target| target == origin) {
            return Ok(());
        }
        tracing::error!("a way to a place that the settings do not name");
        Err(WebError::Internal)
    }

    /// What marks the scripts of one answer as the portal's.
    fn nonce(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.ctx.rng.bytes::<18>())
    }

    /// The same page for whoever the session says acts by now: for an answer that is shown right where a sign-in or a new
    /// proof of it gave the session a new id, so that its head names them and its forms are believed.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn under_new_id(mut self) -> Result<Self, WebError> {
        self.session.save().await?;
        if let (Some(signed_in), Some(id)) = (session::signed_in(&self.session).await?, self.session.id()) {
            self.form_token = FormToken::of_session(&self.ctx, id)?;
            self.actor = signed_in.actor;
            self.name = Some(signed_in.name);
        }
        Ok(self)
    }

    fn frame(&self) -> Frame {
        let open = self.season.calendar.open_at(self.now);
        let missable = open.iter().find(|phase| !phase.kind.is_publication());
        let phase = missable.or_else(|| open.first()).map(|phase| PhaseLine {
            text: phase_name(self.lang, phase.kind).to_owned(),
            deadline: (!phase.kind.is_publication()).then_some(phase.closes_at),
        });
        Frame {
            lang: self.lang,
            now: self.now,
            clock_is_moved: self.ctx.clock.is_moved(),
            phase,
            signed_in: self.name.clone().map(|name| SignedIn {
                name,
                role: self.actor.role().map_or("", |role| role_name(self.lang, role)).to_owned(),
                home: home_of(&self.actor),
            }),
            session: self.living,
            path: Some(self.path.clone()),
            css_href: self.css_href.to_string(),
        }
    }

    fn render(
        &self,
        status: StatusCode,
        title: &str,
        has_errors: bool,
        has_islands: bool,
        view: impl FnOnce() -> AnyView,
    ) -> Response {
        self.render_with(status, title, Extras { has_errors, has_islands, refresh: None }, view)
    }

    fn render_with(
        &self,
        status: StatusCode,
        title: &str,
        extras: Extras<'_>,
        view: impl FnOnce() -> AnyView,
    ) -> Response {
        let nonce = self.nonce();
        let frame = self.frame();
        // Whoever has signed in is warned before the session ends (session_frame), which an island does.
        let has_islands = extras.has_islands || frame.session.is_some();
        let html = render(|| {
            let scripts = has_islands.then(|| super::islands::script(&nonce));
            let head = extras.refresh.map(|refresh| refresh.without_scripts());
            let head = view! { {scripts} {head} }.into_any();
            shell::document(&frame, title, extras.has_errors, Some(head), view())
        });
        let html = format!("{DOCTYPE}{html}");
        let script_source = if has_islands {
            // What a module imports is fetched with the module's nonce (HTML, "module script tree"), so no host and no
            // 'strict-dynamic' need be trusted.
            format!("script-src 'nonce-{nonce}' 'wasm-unsafe-eval'; connect-src 'self'; ")
        } else {
            String::new()
        };
        self.html(status, &html, &format!("{script_source}form-action 'self'{}", self.form_targets))
    }

    /// The one place through which every page goes: its forms get their token here.
    fn html(&self, status: StatusCode, html: &str, more_policy: &str) -> Response {
        let mut response = html_response(status, self.form_token.fill(html), more_policy);
        if let Some(cookie) = self.form_token.new_cookie() {
            response.headers_mut().append(header::SET_COOKIE, cookie.clone());
        }
        response
    }
}

/// What a page brings besides its content.
#[derive(Clone, Copy)]
struct Extras<'a> {
    /// Whether its form was refused, which the title says.
    has_errors: bool,
    /// Whether it holds islands, and so brings their script.
    has_islands: bool,
    /// Whether it looks again by itself.
    refresh: Option<Refresh<'a>>,
}

/// Renders under an owner of its own, which ends with the answer.
fn render(view: impl FnOnce() -> AnyView) -> String {
    let owner = Owner::new_root(None);
    let html = owner.with(|| view().to_html());
    owner.cleanup();
    html
}

fn html_response(status: StatusCode, html: String, more_policy: &str) -> Response {
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; \
         frame-ancestors 'none'; {more_policy}"
    );
    let mut response = (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response();
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The path if it is a page of the portal, else the home page: a redirect leads to known places alone.
#[must_use]
pub fn local_path(path: &str) -> &str {
    let is_plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_plain && is_page(path) { path } else { "/" }
}

/// The address of the sign-in page `start`, from which the person comes back to `path` where that is a page, and which
/// says why the session is over.
#[must_use]
pub fn sign_in_address(start: &str, path: &str, ended: Option<EndedSession>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    if is_page(path) {
        query.append_pair("return_to", path);
    }
    if let Some(ended) = ended {
        query.append_pair("ended", &ended.end.to_word());
    }
    let query = query.finish();
    if query.is_empty() { start.to_owned() } else { format!("{start}?{query}") }
}

/// The address of the sign-in page `start` for those who came to the other one. The way back goes along where it leads to
/// a page for candidates and staff alike.
#[must_use]
pub fn other_sign_in(start: &str, return_to: &str) -> String {
    if !is_page_of_whoever_signs_in(return_to) {
        return start.to_owned();
    }
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("return_to", return_to).finish();
    format!("{start}?{query}")
}

/// The name of a role.
#[must_use]
pub const fn role_name(lang: Lang, role: RoleKind) -> &'static str {
    match role {
        RoleKind::Candidate => lang.t("Thí sinh", "Candidate"),
        RoleKind::SchoolStaff => lang.t("Cán bộ đơn vị đăng ký dự thi", "School staff"),
        RoleKind::SchoolHead => lang.t("Thủ trưởng đơn vị đăng ký dự thi", "School head"),
        RoleKind::DepartmentStaff => lang.t("Cán bộ Sở GDĐT", "Department staff"),
        RoleKind::DepartmentLead => lang.t("Lãnh đạo Sở GDĐT", "Department lead"),
        RoleKind::InstitutionStaff => lang.t("Cán bộ cơ sở đào tạo", "Institution staff"),
        RoleKind::InstitutionLead => lang.t("Lãnh đạo cơ sở đào tạo", "Institution lead"),
        RoleKind::MinistryOperator => lang.t("Cán bộ điều hành của Bộ GDĐT", "Ministry operator"),
        RoleKind::MinistryReleaser => lang.t("Lãnh đạo duyệt của Bộ GDĐT", "Ministry releaser"),
        RoleKind::Support => lang.t("Cán bộ tổng đài", "Support"),
        RoleKind::Auditor => lang.t("Kiểm toán", "Auditor"),
    }
}

/// The first page of the actor's role.
#[must_use]
pub const fn home_of(actor: &Actor) -> &'static str {
    match actor.role() {
        None => "/",
        Some(RoleKind::Candidate) => "/candidate",
        Some(RoleKind::SchoolStaff | RoleKind::SchoolHead) => "/school",
        Some(RoleKind::DepartmentStaff | RoleKind::DepartmentLead) => "/department",
        Some(RoleKind::InstitutionStaff | RoleKind::InstitutionLead) => "/institution",
        Some(RoleKind::MinistryOperator | RoleKind::MinistryReleaser) => "/ministry",
        Some(RoleKind::Support) => "/support",
        Some(RoleKind::Auditor) => "/audit",
    }
}

/// The language that this browser chose.
pub(super) fn language(headers: &HeaderMap) -> Lang {
    cookie(headers, "language").and_then(Lang::parse).unwrap_or_default()
}

/// Learns who asks, runs the handler, and renders the errors that it gives.
pub async fn page_layer(State(state): State<AppState>, session: Session, mut request: Request, next: Next) -> Response {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let mut ctx = state.ctx.clone();
    let visit = request.extensions().get::<Visit>().copied();
    let user_agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    ctx.trace = Trace {
        request_id: visit.map(|visit| visit.request_id),
        network: visit.and_then(|visit| visit.address).map(Network::of),
        device: user_agent.map(DeviceKind::of).unwrap_or_default(),
        device_secret: None,
    };
    let device = DeviceCookie::read(&ctx, request.headers());
    ctx.trace.device_secret = Some(device.secret);
    let page = match load(&state, ctx, session, request.headers(), path).await {
        Ok(page) => page,
        Err(error) => return error.into_response(),
    };
    let mut response = match limit_writes(&state, &page, &request) {
        Ok(()) => {
            request.extensions_mut().insert(page.clone());
            render_errors(&page, next.run(request).await)
        }
        Err(error) => render_errors(&page, error.into_response()),
    };
    let before = page.living.map(|session| session.span.begun_at);
    // Nobody signs in by what the island asks, and a session that is over is not opened for it (`session::open`).
    if !SessionRequest::of(&page.path).is_by_island()
        && let Some(cookie) = device.to_set(&page.session, before).await
    {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response.extensions_mut().insert(AskedAs(page.actor.kind()));
    response
}

/// A session sends no more forms than a person can.
fn limit_writes(state: &AppState, page: &Page, request: &Request) -> Result<(), WebError> {
    match page.session.id() {
        Some(id) if request.method() == Method::POST && page.actor != Actor::Visitor => state.limits.write(id),
        _ => Ok(()),
    }
}

/// The headers of an error that stand on its page too.
const KEPT_HEADERS: [HeaderName; 2] = [header::RETRY_AFTER, header::ALLOW];

/// Where the page of an error leads: to what undoes it where something does, else to the person's own first page.
fn ways_on(page: &Page, error: WebError) -> Vec<WayOn> {
    let lang = page.lang;
    let way = |href: &str, words| vec![WayOn { href: href.to_owned(), words }];
    match (error, &page.actor) {
        (WebError::Frozen, _) => {
            way("/candidate/freeze", lang.t("Xem lại và mở khóa", "Look at it and lift the freeze"))
        }
        (WebError::SessionEnded, _) => {
            let sign_ins = sign_ins_of(&page.path).into_iter().map(|start| WayOn {
                href: sign_in_address(start, &page.path, page.ended),
                words: match start {
                    SIGN_IN => lang.t("Thí sinh đăng nhập lại", "Candidates: sign in again"),
                    _ => lang.t("Cán bộ đăng nhập lại", "Staff: sign in again"),
                },
            });
            sign_ins.collect()
        }
        (_, Actor::Visitor) => vec![WayOn::home(lang)],
        (_, actor) => way(home_of(actor), lang.t("Về trang chính của bạn", "To your start page")),
    }
}

/// The page of an error that a handler, a guard or the framework gave; any other answer as it is.
fn render_errors(page: &Page, response: Response) -> Response {
    let lang = page.lang;
    if response.headers().contains_key(header::CONTENT_TYPE) && response.extensions().get::<WebError>().is_none() {
        let is_plain = response.headers()[header::CONTENT_TYPE].as_bytes().starts_with(b"text/plain");
        if !(is_plain && response.status().as_u16() >= 400) {
            return response;
        }
    }
    let error = response.extensions().get::<WebError>().copied().or_else(|| WebError::from_status(response.status()));
    match error {
        Some(error) => {
            let view = || error.view(lang, &ways_on(page, error), page.ctx.trace.request_id);
            let mut rendered = page.with_status(error.status(), error.title(lang), view);
            for name in KEPT_HEADERS {
                if let Some(value) = response.headers().get(&name) {
                    rendered.headers_mut().insert(name, value.clone());
                }
            }
            rendered
        }
        None => response,
    }
}

async fn load(
    state: &AppState,
    ctx: Ctx,
    session: Session,
    headers: &HeaderMap,
    path: String,
) -> Result<Page, WebError> {
    ctx.refresh_demo_clock().await?;
    let season = view_season::run(&ctx).await?;
    let request = SessionRequest::of(&path);
    // The library forgets the id of a session that is over.
    let cookie_id = session.id();
    let session::Opened { signed_in, living, ended } = session::open(&ctx, &session, request).await?;
    let (actor, name) = signed_in.map_or((Actor::Visitor, None), |signed_in| (signed_in.actor, Some(signed_in.name)));
    let form_token = match session.id() {
        Some(id) if actor != Actor::Visitor => FormToken::of_session(&ctx, id)?,
        _ => FormToken::of_visitor(&ctx, headers)?,
    };
    let ended_form_token = match cookie_id.filter(|_| ended.is_some()) {
        Some(id) => Some(FormToken::of_session(&ctx, id)?),
        None => None,
    };
    Ok(Page {
        lang: language(headers),
        actor,
        now: ctx.now(),
        ctx,
        season: Arc::new(season),
        session,
        living,
        ended,
        form_token,
        ended_form_token,
        name,
        path,
        css_href: Arc::clone(&state.css_href),
        form_targets: Arc::clone(&state.form_targets),
    })
}

/// The error page when not even the surroundings can be loaded: the database is down, or nobody looked who asks.
pub(super) fn bare_page(state: &AppState, lang: Lang, error: WebError, request_id: Uuid) -> Response {
    let frame = Frame {
        lang,
        now: state.ctx.now(),
        clock_is_moved: false,
        phase: None,
        signed_in: None,
        session: None,
        path: None,
        css_href: state.css_href.to_string(),
    };
    let view = || error.view(lang, &[WayOn::home(lang)], Some(request_id));
    let html = render(|| shell::document(&frame, error.title(lang), false, None, view()));
    let html = format!("{DOCTYPE}{html}");
    let mut response = html_response(error.status(), html, "form-action 'self'");
    if let WebError::TooMany { retry_after_s } = error {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after_s));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::{local_path, other_sign_in};

    #[test]
    fn the_other_sign_in_leads_back_to_what_is_for_both() {
        assert_eq!(other_sign_in("/sign-in", "/account?x=1"), "/sign-in?return_to=%2Faccount%3Fx%3D1");
        assert_eq!(other_sign_in("/sign-in", "/school"), "/sign-in");
        assert_eq!(other_sign_in("/sign-in", "//evil.example/account"), "/sign-in");
    }

    #[test]
    fn redirects_stay_on_the_portal() {
        let cases = [
            ("/candidate?x=1", "/candidate?x=1"),
            ("/candidate/preferences?added=1#list", "/candidate/preferences?added=1#list"),
            ("/candidate/registration/contact", "/candidate/registration/contact"),
            ("/sign-out", "/"),
            ("/pkg/portal.css", "/"),
            ("/no/such/page", "/"),
            ("/catalogue//", "/"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("/a\r\nSet-Cookie: x", "/"),
            ("", "/"),
        ];
        for (path, expected) in cases {
            assert_eq!(local_path(path), expected, "{path:?}");
        }
    }
}
