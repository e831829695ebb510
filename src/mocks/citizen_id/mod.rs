//! A citizen-ID service for demonstrations and tests: an OpenID provider with the claims of the national
//! sign-on (domain.md §11.3), and beside it the population registry's comparison.
//!
//! The protocol is the true one: OpenID Connect Core (code flow), Discovery, RFC 7636 with S256 only,
//! RFC 6749 client authentication, RP-Initiated Logout. What is not true is how a person proves who they
//! are: the authorise page shows invented people to choose from, and every visit asks anew, as the app on
//! the phone does; there is no session here, so `prompt=none` always answers `login_required`.
//!
//! Choices where nothing is public: `SoHoChieu` is the claim for a passport number, `GioiTinh` (`Nam` or
//! `Nữ`) is sent for passport holders only (a personal ID number holds the sex), and `LoaiTaiKhoan` is
//! `"2"` for foreign nationals.
//!
//! It can be told to misbehave: see [`faults`]; the registry alone, and what it holds: see [`registry_control`]; and to
//! know more people: see [`people`].
//!
//! All state is in memory and bounded; the signing key is made at start.

mod authorize;
mod discovery;
mod faults;
mod grants;
mod keys;
mod logout;
mod page;
mod parameters;
mod people;
pub mod personas;
mod registry;
mod registry_control;
mod token;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post};

/// What the service is told at start.
#[derive(Clone)]
pub struct CitizenIdConfig {
    /// The issuer, without a slash at the end, e.g. `http://127.0.0.1:4001`; every endpoint lies under it.
    pub issuer: String,
    /// The relying parties that may ask.
    pub clients: Vec<RegisteredClient>,
    /// The bearer token that the population registry demands.
    pub registry_token: String,
    /// What time it is.
    pub clock: ServiceClock,
}

/// Where the service gets the time from: the machine, or a test.
#[derive(Clone)]
pub struct ServiceClock(Arc<dyn Fn() -> u64 + Send + Sync>);

impl ServiceClock {
    /// A clock that shows what `now_unix_s` gives: seconds since 1970.
    pub fn new(now_unix_s: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(now_unix_s))
    }
}

impl Default for ServiceClock {
    /// The machine's clock: tokens expire in real time, whatever the season's clock says.
    fn default() -> Self {
        Self::new(machine_unix_s)
    }
}

/// A relying party.
#[derive(Clone)]
pub struct RegisteredClient {
    /// `client_id`.
    pub client_id: String,
    /// `client_secret`.
    pub client_secret: String,
    /// Name shown on the authorise page.
    pub name: String,
    /// Where codes may be sent; compared byte by byte.
    pub redirect_uris: Vec<String>,
    /// Where a person may be sent after signing out; compared byte by byte.
    pub post_logout_redirect_uris: Vec<String>,
}

struct Service {
    config: CitizenIdConfig,
    key: keys::IdTokenKey,
    grants: Mutex<grants::Grants>,
    fault: Mutex<faults::Fault>,
    registry: Mutex<registry_control::RegistryControl>,
    people: Mutex<people::People>,
}

type SharedService = Arc<Service>;

impl Service {
    fn client(&self, client_id: &str) -> Option<&RegisteredClient> {
        self.config.clients.iter().find(|client| client.client_id == client_id)
    }

    /// Seconds since 1970.
    fn now_s(&self) -> u64 {
        (self.config.clock.0)()
    }

    fn endpoint(&self, path: &str) -> String {
        format!("{}{path}", self.config.issuer)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[expect(clippy::disallowed_methods, reason = "a service outside the portal has its own clock")]
fn machine_unix_s() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// 256 random bits, base64url: codes, tokens.
fn random_token() -> String {
    keys::base64url(&random_bytes())
}

#[expect(clippy::disallowed_methods, reason = "a service outside the portal has its own randomness")]
fn random_bytes() -> [u8; 32] {
    rand::random()
}

/// More than any request of the protocol needs.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// All doors of the service.
pub fn router(config: CitizenIdConfig) -> axum::Router {
    let service = Arc::new(Service {
        config,
        key: keys::IdTokenKey::from_seed(random_bytes()),
        grants: Mutex::default(),
        fault: Mutex::default(),
        registry: Mutex::default(),
        people: Mutex::default(),
    });
    let faulty = axum::Router::new()
        .route("/.well-known/openid-configuration", get(discovery::metadata))
        .route("/jwks", get(discovery::jwks))
        .route("/authorize", get(authorize::by_link).post(authorize::by_form))
        .route("/token", post(token::exchange))
        .route("/userinfo", get(token::userinfo).post(token::userinfo))
        .route("/logout", get(logout::by_link).post(logout::by_form))
        .route("/registry/compare", post(registry::compare))
        .layer(middleware::from_fn_with_state(Arc::clone(&service), faults::apply));
    axum::Router::new()
        .merge(faulty)
        .route("/control/faults", get(faults::show).post(faults::set))
        .route("/control/registry", get(registry_control::show).post(registry_control::set))
        .route("/control/registry/records", post(registry_control::tell))
        .route("/control/people", post(people::tell))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .with_state(service)
}

/// Serves until the process ends.
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: tokio::net::TcpListener, config: CitizenIdConfig) -> std::io::Result<()> {
    axum::serve(listener, router(config)).await
}
