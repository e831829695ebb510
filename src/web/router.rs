//! Every door of the portal in one table, each with its access rule.

use std::{path::Path, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::from_fn_with_state,
    response::IntoResponse as _,
    routing::get,
};
use sha2::{Digest as _, Sha256};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer, services::ServeDir, set_header::SetResponseHeaderLayer, timeout::TimeoutLayer,
};

use super::{
    doors::{Door, Doors},
    error::WebError,
    middleware::same_site::same_site,
    page::page_layer,
    pages::{
        self,
        candidate::{preferences, registration},
        ministry::matching::{publication, quota_trial},
    },
    session, webhooks,
};
use crate::{
    domain::{access::Rule, text::hex},
    usecases::{Ctx, context::paths},
};

/// The most bytes that a form may hold.
const FORM_LIMIT_BYTES: usize = 64 * 1024;
/// How long a request may take.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// What the web layer shares between requests.
#[derive(Clone, Debug)]
pub struct AppState {
    /// What use cases are given.
    pub ctx: Ctx,
    /// The style sheet's address, with the hash of its content.
    pub css_href: Arc<str>,
    /// Origins outside to which a form's answer may lead (citizen ID, payment), for the security policy.
    pub form_targets: Arc<str>,
}

/// All doors.
fn doors() -> Doors {
    Doors::default()
        .get("/", Rule::Public, pages::home::get)
        .get("/help", Rule::Public, pages::help::get)
        .post("/language", Rule::Public, pages::language::post)
        .get("/catalogue", Rule::Public, pages::catalogue::search::get)
        .get("/catalogue/{institution}/{admission_code}", Rule::Public, pages::catalogue::programme::get)
        .get("/sign-in", Rule::Public, pages::sign_in::get)
        .post("/sign-in", Rule::Public, pages::sign_in::post)
        .get(paths::CITIZEN_ID_CALLBACK, Rule::Public, pages::sign_in::callback)
        .get(paths::SIGNED_OUT, Rule::Public, pages::sign_in::signed_out)
        .get("/staff/sign-in", Rule::Public, pages::staff_sign_in::get)
        .post("/staff/sign-in", Rule::Public, pages::staff_sign_in::post)
        .post("/sign-out", Rule::Public, pages::sign_out::post)
        .get("/candidate", Rule::Candidate, pages::candidate::home::get)
        .get("/candidate/registration", Rule::Candidate, registration::tasks::get)
        .get("/candidate/registration/{section}", Rule::Candidate, registration::section::get)
        .post("/candidate/registration/{section}", Rule::Candidate, registration::section::post)
        .get("/candidate/registration/check", Rule::Candidate, registration::check::get)
        .get("/candidate/registration/submit", Rule::Candidate, registration::check::get)
        .post("/candidate/registration/submit", Rule::Candidate, registration::check::post)
        .get("/candidate/registration/submitted", Rule::Candidate, registration::submitted::get)
        .get("/candidate/registration/withdraw", Rule::Candidate, registration::withdraw::get)
        .post("/candidate/registration/withdraw", Rule::Candidate, registration::withdraw::post)
        .get("/candidate/payment", Rule::Candidate, pages::candidate::payment::get)
        .post("/candidate/payment/start", Rule::Candidate, pages::candidate::payment::start)
        .get("/candidate/preferences", Rule::Candidate, preferences::list::get)
        .post("/candidate/preferences/add", Rule::Candidate, preferences::edit::add)
        .post("/candidate/preferences/remove", Rule::Candidate, preferences::edit::remove)
        .post("/candidate/preferences/move-up", Rule::Candidate, preferences::edit::move_up)
        .post("/candidate/preferences/move-down", Rule::Candidate, preferences::edit::move_down)
        .post("/candidate/preferences/move", Rule::Candidate, preferences::edit::move_to)
        .get("/candidate/preferences/check", Rule::Candidate, preferences::check::get)
        .post("/candidate/preferences/submit", Rule::Candidate, preferences::check::post)
        .get("/candidate/preferences/submitted", Rule::Candidate, preferences::submitted::get)
        .get("/candidate/preferences/versions", Rule::Candidate, preferences::versions::get)
        .get("/candidate/marks", Rule::Candidate, pages::candidate::marks::get)
        .get("/candidate/result", Rule::Candidate, pages::candidate::result::get)
        .get("/candidate/enrolment", Rule::Candidate, pages::candidate::enrolment::get)
        .post("/candidate/enrolment/confirm", Rule::Candidate, pages::candidate::enrolment::post_confirm)
        .get("/candidate/enrolment/confirmed", Rule::Candidate, pages::candidate::enrolment::get_confirmed)
        .get(paths::PAYMENT_RETURN, Rule::Public, pages::payment_return::get)
        .get("/school", Rule::SchoolStaff, pages::school::queue::get)
        .get("/school/registrations/{id}", Rule::SchoolStaff, pages::school::record::get)
        .get("/school/registrations/{id}/approve", Rule::SchoolStaff, pages::school::record::to_record)
        .post("/school/registrations/{id}/approve", Rule::SchoolStaff, pages::school::record::approve)
        .get("/school/registrations/{id}/reject", Rule::SchoolStaff, pages::school::record::to_record)
        .post("/school/registrations/{id}/reject", Rule::SchoolStaff, pages::school::returning::post)
        .get("/institution", Rule::InstitutionStaff, pages::institution::programmes::get)
        .get("/institution/programmes/{admission_code}", Rule::InstitutionStaff, pages::institution::programme::get)
        .get("/institution/downloads", Rule::InstitutionStaff, pages::institution::downloads::get)
        .get("/institution/confirmed.csv", Rule::InstitutionStaff, pages::institution::downloads::get_csv)
        .get("/institution/confirmed.xlsx", Rule::InstitutionStaff, pages::institution::downloads::get_xlsx)
        .get("/ministry", Rule::MinistryOperator, pages::ministry::home::get)
        .get("/ministry/matching", Rule::MinistryOperator, pages::ministry::matching::get)
        .post("/ministry/matching/run", Rule::MinistryOperator, pages::ministry::matching::post_run)
        .get("/ministry/matching/{run}", Rule::MinistryOperator, pages::ministry::matching::get_one)
        .get("/ministry/matching/{run}/quota-trial", Rule::MinistryOperator, quota_trial::get)
        .get("/ministry/matching/{run}/propose", Rule::MinistryOperator, publication::to_run)
        .post("/ministry/matching/{run}/propose", Rule::MinistryOperator, publication::propose)
        .get("/ministry/matching/{run}/approve", Rule::MinistryOperator, publication::get_approve)
        .post("/ministry/matching/{run}/approve", Rule::MinistryOperator, publication::approve)
        .get("/ministry/matching/{run}/reject", Rule::MinistryOperator, publication::to_run)
        .post("/ministry/matching/{run}/reject", Rule::MinistryOperator, publication::reject)
        .get("/ministry/matching/{run}/withdraw", Rule::MinistryOperator, publication::to_run)
        .post("/ministry/matching/{run}/withdraw", Rule::MinistryOperator, publication::withdraw)
        .get("/ministry/clock", Rule::MinistryOperator, pages::ministry::clock::get)
        .post("/ministry/clock", Rule::MinistryOperator, pages::ministry::clock::post)
        .get(paths::PAYMENT_NOTIFICATION, Rule::Machine, webhooks::payment::get)
        .get("/gallery", Rule::Public, pages::gallery::get)
        .get("/gallery/mail", Rule::Public, pages::gallery_mail::get)
}

/// The doors alone, for `portal routes` and for tests.
#[must_use]
pub fn door_list() -> Vec<Door> {
    doors().into_parts().1
}

/// The whole application.
pub fn router(ctx: Ctx) -> Router {
    let site_root = ctx.config.web.site_root.clone();
    let state = AppState {
        css_href: versioned_asset(&site_root, "pkg/portal.css").into(),
        form_targets: form_targets(&ctx).into(),
        ctx,
    };
    let pages = doors()
        .into_parts()
        .0
        .fallback(|| async { WebError::NotFound })
        .layer(
            ServiceBuilder::new()
                .layer(session::layer(&state.ctx))
                .layer(from_fn_with_state(state.clone(), page_layer))
                .layer(from_fn_with_state(state.clone(), same_site))
                .layer(DefaultBodyLimit::max(FORM_LIMIT_BYTES))
                .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, REQUEST_TIMEOUT)),
        )
        .with_state(state);
    let assets = ServiceBuilder::new()
        .layer(constant_header(header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .service(ServeDir::new(site_root.join("pkg")).precompressed_br());
    Router::new()
        .route("/health", get(|| async { "ok".into_response() }))
        .nest_service("/pkg", assets)
        .route_service("/islands.js", tower_http::services::ServeFile::new(site_root.join("islands.js")))
        .route_service("/favicon.svg", tower_http::services::ServeFile::new(site_root.join("favicon.svg")))
        .merge(pages)
        .layer(
            ServiceBuilder::new()
                .layer(CatchPanicLayer::new())
                .layer(constant_header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
                .layer(constant_header(header::REFERRER_POLICY, "same-origin"))
                .layer(constant_header(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
                .layer(constant_header(HeaderName::from_static("cross-origin-resource-policy"), "same-origin")),
        )
}

fn constant_header(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

/// `/path?v=<hash of the content>`, so that browsers keep a file for good and still see a new one.
fn versioned_asset(site_root: &Path, path: &str) -> String {
    let content = std::fs::read(site_root.join(path)).unwrap_or_default();
    let mut version = hex(&Sha256::digest(&content));
    version.truncate(12);
    format!("/{path}?v={version}")
}

fn form_targets(ctx: &Ctx) -> String {
    let outside = [&ctx.config.citizen_id.issuer, &ctx.config.payment.pay_url];
    let origins = outside.iter().filter_map(|url| url::Url::parse(url).ok());
    origins.map(|url| format!(" {}", url.origin().ascii_serialization())).collect()
}
