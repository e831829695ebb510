//! Settings from the environment, a struct a section. All problems are reported at once at start.
//!
//! Every setting has a default that fits `make run`; README.md lists them.

mod files;
mod limits;

use std::{net::SocketAddr, path::PathBuf};

pub use files::{FilesConfig, S3Config};
pub use limits::{LimitsConfig, TrustedProxies};

/// All settings of the program.
#[derive(Debug, Clone)]
pub struct Config {
    /// The portal's own server.
    pub web: WebConfig,
    /// How much one session or address may ask for.
    pub limits: LimitsConfig,
    /// The database.
    pub database: DatabaseConfig,
    /// The citizen-ID service and the population registry.
    pub citizen_id: CitizenIdConfig,
    /// The payment gateway.
    pub payment: PaymentConfig,
    /// Mail.
    pub mail: MailConfig,
    /// Where uploaded files are kept.
    pub files: FilesConfig,
    /// How many passwords are hashed at a time.
    pub passwords: PasswordConfig,
    /// How long sessions last at most.
    pub session: SessionConfig,
    /// `PORTAL_SECRET`: what links and form tokens are signed with.
    pub secret: Secret,
    /// `PORTAL_SIGNING_KEY`: what the checkpoints of the audit log are signed with.
    pub signing_key: Secret,
    /// Whether this is a demonstration: the clock can be moved, and every page says so.
    pub is_demo: bool,
}

/// A secret text. Its `Debug` shows nothing.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// The text itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// The portal's own server.
#[derive(Debug, Clone)]
pub struct WebConfig {
    /// `PORTAL_ADDRESS`: where the server listens.
    pub address: SocketAddr,
    /// `PORTAL_BASE_URL`: how browsers reach it, without a slash at the end.
    pub base_url: String,
    /// `PORTAL_SITE_ROOT`: the folder of styles and islands.
    pub site_root: PathBuf,
    /// `PORTAL_WORKER`: whether this process also runs the jobs.
    pub runs_worker: bool,
    /// `PORTAL_JOBS_EVERY_MS`: how long a job pauses between two runs at most, for a season whose clock runs fast.
    pub jobs_every_ms: u64,
    /// `PORTAL_TRUSTED_PROXIES`: networks of the proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: TrustedProxies,
    /// `PORTAL_LOG`: how the log is written.
    pub log: LogFormat,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// As text on a terminal, as JSON elsewhere.
    #[default]
    Auto,
    /// A JSON object a line.
    Json,
    /// For eyes.
    Text,
}

impl std::str::FromStr for LogFormat {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "auto" => Ok(Self::Auto),
            "json" => Ok(Self::Json),
            "text" => Ok(Self::Text),
            _ => Err(()),
        }
    }
}

impl WebConfig {
    /// Whether browsers reach the portal by TLS, so that cookies must be `Secure`.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }
}

/// The database. Its `Debug` shows no password.
#[derive(Clone)]
pub struct DatabaseConfig {
    /// `DATABASE_URL`: as the application, whose role owns nothing.
    pub url: String,
    /// `DATABASE_OWNER_URL`: as the owner of the tables, who migrates and loads; for those commands alone.
    pub owner_url: String,
    /// `DATABASE_MAX_CONNECTIONS`.
    pub max_connections: u32,
}

/// The citizen-ID service (OpenID Connect) and the population registry beside it.
#[derive(Clone)]
pub struct CitizenIdConfig {
    /// `CITIZEN_ID_ISSUER`: the issuer's URL.
    pub issuer: String,
    /// `CITIZEN_ID_CLIENT_ID`.
    pub client_id: String,
    /// `CITIZEN_ID_CLIENT_SECRET`.
    pub client_secret: String,
    /// `CITIZEN_ID_FRESH_MINUTES`: for how long a sign-in is proof enough for a risky act.
    pub fresh_minutes: u16,
    /// `POPULATION_REGISTRY_URL`: the address of the comparison service.
    pub registry_url: String,
    /// `POPULATION_REGISTRY_TOKEN`: the bearer token for it.
    pub registry_token: String,
}

/// The payment gateway (VNPAY 2.1.0).
#[derive(Clone)]
pub struct PaymentConfig {
    /// `PAYMENT_TERMINAL_CODE`.
    pub terminal_code: String,
    /// `PAYMENT_SECRET`: the key of the signatures.
    pub secret: String,
    /// `PAYMENT_PREVIOUS_SECRET`: during a change of keys the one before, with which the gateway may still sign.
    pub previous_secret: Option<String>,
    /// `PAYMENT_PAY_URL`: where browsers pay.
    pub pay_url: String,
    /// `PAYMENT_API_URL`: where the portal asks about an order.
    pub api_url: String,
    /// `PAYMENT_STATEMENT_URL`: where the gateway keeps its daily statements.
    pub statement_url: String,
    /// `PAYMENT_COLLECTING_BANK`: the six digits of the bank to which VietQR codes lead.
    pub collecting_bank: String,
    /// `PAYMENT_COLLECTING_ACCOUNT`: the account there.
    pub collecting_account: String,
}

/// Mail.
#[derive(Debug, Clone)]
pub struct MailConfig {
    /// `MAIL_SMTP_URL`, e.g. `smtp://127.0.0.1:1025` or `smtps://user:secret@host`.
    pub smtp_url: String,
    /// `MAIL_FROM`: the sender.
    pub from: String,
}

/// How many passwords are hashed at a time; each takes 19 MiB and a core for tens of milliseconds.
#[derive(Debug, Clone, Copy)]
pub struct PasswordConfig {
    /// `PASSWORD_THREADS`: at a time; one a core. 0 on a server that lets no staff sign in.
    pub threads: usize,
    /// `PASSWORD_QUEUE`: how many more may wait; the next is told to come back.
    pub queue: usize,
}

/// What shortens the limits of sessions (`domain/access/session_limits`), for demonstrations and journeys. Nothing
/// lengthens them.
#[derive(Debug, Clone, Copy, Default)]
pub struct SessionConfig {
    /// `PORTAL_SESSION_IDLE_SECONDS`: at most so long without use.
    pub idle_at_most_s: Option<i64>,
    /// `PORTAL_SESSION_ABSOLUTE_SECONDS`: at most so long since the sign-in.
    pub absolute_at_most_s: Option<i64>,
}

// Secrets stay out of logs.
impl std::fmt::Debug for DatabaseConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DatabaseConfig").field("max_connections", &self.max_connections).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for CitizenIdConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CitizenIdConfig").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for PaymentConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PaymentConfig").field("terminal_code", &self.terminal_code).finish_non_exhaustive()
    }
}

/// What is wrong with the environment, a line a problem.
#[derive(Debug, thiserror::Error)]
#[error("cannot start:\n{}", .0.join("\n"))]
pub struct ConfigError(Vec<String>);

/// Reads variables and collects what is wrong.
struct Reader<'a> {
    lookup: &'a dyn Fn(&str) -> Option<String>,
    problems: Vec<String>,
}

impl Reader<'_> {
    fn text(&self, name: &str, default: &str) -> String {
        (self.lookup)(name).unwrap_or_else(|| default.to_owned())
    }

    fn parsed<T: std::str::FromStr>(&mut self, name: &str, default: T, what: &str) -> T {
        match (self.lookup)(name).map(|text| text.parse()) {
            None => default,
            Some(Ok(value)) => value,
            Some(Err(_)) => {
                self.problems.push(format!("{name}: not {what}"));
                default
            }
        }
    }

    /// A number of seconds of at least ten, so that nobody is signed out while a page loads; none when not set.
    fn seconds(&mut self, name: &str) -> Option<i64> {
        let text = (self.lookup)(name).filter(|text| !text.is_empty())?;
        let seconds = text.parse().ok().filter(|seconds| *seconds >= 10);
        if seconds.is_none() {
            self.problems.push(format!("{name}: not a number of seconds of at least 10"));
        }
        seconds
    }

    fn url(&mut self, name: &str, default: &str) -> String {
        let text = self.text(name, default);
        if url::Url::parse(&text).is_err() {
            self.problems.push(format!("{name}: not a URL"));
        }
        text.trim_end_matches('/').to_owned()
    }

    /// The same, where it may be left out.
    fn url_if_set(&mut self, name: &str) -> Option<String> {
        let is_set = (self.lookup)(name).is_some_and(|text| !text.is_empty());
        is_set.then(|| self.url(name, ""))
    }

    fn switch(&mut self, name: &str, default: bool) -> bool {
        match (self.lookup)(name).as_deref() {
            None => default,
            Some("on" | "1" | "true") => true,
            Some("off" | "0" | "false" | "") => false,
            Some(_) => {
                self.problems.push(format!("{name}: neither on nor off"));
                default
            }
        }
    }
}

/// Where servers trust this machine, the owner differs by the name alone; elsewhere the setting has to say it.
fn owner_url(application: &str) -> String {
    application.replacen("://portal_app@", "://portal@", 1)
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// As long as the digest that it signs with (RFC 2104 §3).
const MIN_SECRET_BYTES: usize = 32;

impl Config {
    /// Reads the process's environment.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn from_environment() -> Result<Self, ConfigError> {
        Self::read(&|name| std::env::var(name).ok())
    }

    /// Reads the variables that `lookup` gives.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn read(lookup: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut reader = Reader { lookup, problems: Vec::new() };
        let address = reader.parsed("PORTAL_ADDRESS", SocketAddr::from(([127, 0, 0, 1], 3000)), "an address and port");
        let base_url = reader.url("PORTAL_BASE_URL", &format!("http://{address}"));
        let database_url = reader.url("DATABASE_URL", "postgres://portal_app@127.0.0.1:5440/portal");
        let config = Self {
            web: WebConfig {
                address,
                base_url,
                site_root: PathBuf::from(reader.text("PORTAL_SITE_ROOT", "target/site")),
                runs_worker: reader.switch("PORTAL_WORKER", true),
                jobs_every_ms: reader.parsed("PORTAL_JOBS_EVERY_MS", u64::MAX, "a number of milliseconds"),
                trusted_proxies: reader.parsed(
                    "PORTAL_TRUSTED_PROXIES",
                    TrustedProxies::default(),
                    "a list of addresses or networks",
                ),
                log: reader.parsed("PORTAL_LOG", LogFormat::default(), "auto, json or text"),
            },
            limits: LimitsConfig::read(&mut reader),
            database: DatabaseConfig {
                owner_url: reader.url("DATABASE_OWNER_URL", &owner_url(&database_url)),
                url: database_url,
                max_connections: reader.parsed("DATABASE_MAX_CONNECTIONS", 16, "a number"),
            },
            citizen_id: CitizenIdConfig {
                issuer: reader.url("CITIZEN_ID_ISSUER", "http://127.0.0.1:3002"),
                client_id: reader.text("CITIZEN_ID_CLIENT_ID", "cong-thi-sinh"),
                client_secret: reader.text("CITIZEN_ID_CLIENT_SECRET", "demo-citizen-id-secret"),
                fresh_minutes: reader.parsed("CITIZEN_ID_FRESH_MINUTES", 10, "a number of minutes"),
                registry_url: reader.url("POPULATION_REGISTRY_URL", "http://127.0.0.1:3002"),
                registry_token: reader.text("POPULATION_REGISTRY_TOKEN", "demo-registry-token"),
            },
            payment: PaymentConfig {
                terminal_code: reader.text("PAYMENT_TERMINAL_CODE", "DEMOV210"),
                secret: reader.text("PAYMENT_SECRET", "demo-payment-secret-0000000000000"),
                previous_secret: lookup("PAYMENT_PREVIOUS_SECRET").filter(|secret| !secret.is_empty()),
                pay_url: reader.url("PAYMENT_PAY_URL", "http://127.0.0.1:3003/paymentv2/vpcpay.html"),
                api_url: reader.url("PAYMENT_API_URL", "http://127.0.0.1:3003/merchant_webapi/api/transaction"),
                statement_url: reader.url("PAYMENT_STATEMENT_URL", "http://127.0.0.1:3003/merchant_webapi/statement"),
                collecting_bank: reader.text("PAYMENT_COLLECTING_BANK", "970403"),
                collecting_account: reader.text("PAYMENT_COLLECTING_ACCOUNT", "0011012345678"),
            },
            mail: MailConfig {
                smtp_url: reader.url("MAIL_SMTP_URL", "smtp://127.0.0.1:1025"),
                from: reader.text("MAIL_FROM", "Cổng Thí sinh <khong-tra-loi@thisinh.example.vn>"),
            },
            files: FilesConfig::read(&mut reader),
            passwords: PasswordConfig {
                threads: reader.parsed("PASSWORD_THREADS", cores(), "a number"),
                queue: reader.parsed("PASSWORD_QUEUE", 256, "a number"),
            },
            session: SessionConfig {
                idle_at_most_s: reader.seconds("PORTAL_SESSION_IDLE_SECONDS"),
                absolute_at_most_s: reader.seconds("PORTAL_SESSION_ABSOLUTE_SECONDS"),
            },
            secret: Secret(reader.text("PORTAL_SECRET", "demo-portal-secret-000000000000000000")),
            signing_key: Secret(reader.text("PORTAL_SIGNING_KEY", "demo-portal-signing-key-00000000000000")),
            is_demo: reader.switch("PORTAL_DEMO", false),
        };
        reader.problems.extend(config.demo_secrets_in_earnest());
        if config.citizen_id.fresh_minutes == 0 {
            reader.problems.push("CITIZEN_ID_FRESH_MINUTES: nothing could be submitted within 0 minutes".to_owned());
        }
        for (name, secret) in [("PORTAL_SECRET", &config.secret), ("PORTAL_SIGNING_KEY", &config.signing_key)] {
            if secret.0.len() < MIN_SECRET_BYTES {
                reader.problems.push(format!("{name}: shorter than {MIN_SECRET_BYTES} bytes"));
            }
        }
        if reader.problems.is_empty() { Ok(config) } else { Err(ConfigError(reader.problems)) }
    }

    /// The secrets that everyone knows from this file must not guard a real portal.
    fn demo_secrets_in_earnest(&self) -> Vec<String> {
        let secrets = [
            ("PORTAL_SECRET", &self.secret.0),
            ("PORTAL_SIGNING_KEY", &self.signing_key.0),
            ("CITIZEN_ID_CLIENT_SECRET", &self.citizen_id.client_secret),
            ("POPULATION_REGISTRY_TOKEN", &self.citizen_id.registry_token),
            ("PAYMENT_SECRET", &self.payment.secret),
        ];
        let previous = self.payment.previous_secret.iter().map(|secret| ("PAYMENT_PREVIOUS_SECRET", secret));
        let secrets = secrets.into_iter().chain(previous);
        let in_use = secrets.filter(|(_, value)| !self.is_demo && value.starts_with("demo-"));
        in_use.map(|(name, _)| format!("{name}: has to be set unless PORTAL_DEMO is on")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Config;

    #[test]
    fn every_problem_is_reported_at_once() {
        let lookup = |name: &str| match name {
            "PORTAL_ADDRESS" => Some("nowhere".to_owned()),
            "DATABASE_MAX_CONNECTIONS" => Some("many".to_owned()),
            "PORTAL_SESSION_IDLE_SECONDS" => Some("0".to_owned()),
            "PORTAL_DEMO" => Some("on".to_owned()),
            _ => None,
        };
        let error = Config::read(&lookup).unwrap_err().to_string();
        for name in ["PORTAL_ADDRESS", "DATABASE_MAX_CONNECTIONS", "PORTAL_SESSION_IDLE_SECONDS"] {
            assert!(error.contains(name), "{error}");
        }
    }

    #[test]
    fn demo_secrets_are_refused_outside_a_demo() {
        let error = Config::read(&|_| None).unwrap_err().to_string();
        for secret in ["PAYMENT_SECRET", "CITIZEN_ID_CLIENT_SECRET", "PORTAL_SIGNING_KEY"] {
            assert!(error.contains(secret), "{error}");
        }
    }
}
