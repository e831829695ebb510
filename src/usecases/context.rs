//! What a use case works with: the database, the clock, randomness, the services outside.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use rand::{Rng as _, RngCore as _, SeedableRng as _, rngs::StdRng};
use uuid::Uuid;

use super::{password::PasswordHasher, throttle::Throttles};
use crate::{
    config::{Config, FilesConfig},
    domain::{
        access::CandidateActor,
        device::{DeviceKind, DeviceSecret},
        network::Network,
        time::Instant,
    },
    external::{
        citizen_id::{CitizenIdClient, CitizenIdConfig},
        http::Timeouts,
        mailer::{Mailer, MailerConfig},
        object_store::{FileStore, FileStoreConfig, ObjectFileStore, S3Config},
        payment_gateway::{KeyRing, PaymentGatewayClient, PaymentGatewayConfig, SigningKey},
        population_registry::{PopulationRegistryClient, PopulationRegistryConfig},
    },
    storage::{Db, StorageError, clock::demo_clock_offset_us},
};

/// What every use case is given.
#[derive(Debug, Clone)]
pub struct Ctx {
    /// The database.
    pub db: Db,
    /// What time it is.
    pub clock: Clock,
    /// Fresh ids and numbers.
    pub rng: Rng,
    /// The services outside.
    pub external: External,
    /// The settings.
    pub config: Arc<Config>,
    /// Where passwords are hashed.
    pub passwords: PasswordHasher,
    /// How often something may be tried.
    pub throttles: Arc<Throttles>,
    /// The request that is being answered.
    pub trace: Trace,
}

/// By which request something is done; empty for jobs and the command line.
#[derive(Debug, Clone, Copy, Default)]
pub struct Trace {
    /// The request, under which the log knows it too.
    pub request_id: Option<Uuid>,
    /// Where it comes from.
    pub network: Option<Network>,
    /// On which device it says it was made.
    pub device: DeviceKind,
    /// By which the browser is known again; fresh where it has none yet.
    pub device_secret: Option<DeviceSecret>,
}

/// The clients of the services outside.
#[derive(Clone)]
pub struct External {
    /// Who people are.
    pub citizen_id: Arc<CitizenIdClient>,
    /// What the population registry says about them.
    pub population_registry: Arc<PopulationRegistryClient>,
    /// Where fees are paid.
    pub payment_gateway: Arc<PaymentGatewayClient>,
    /// Where mail goes.
    pub mailer: Arc<Mailer>,
    /// Where uploaded files are kept.
    pub files: Arc<dyn FileStore>,
}

impl std::fmt::Debug for External {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("External")
    }
}

/// Paths of the portal that services outside call or lead back to.
pub mod paths {
    /// Where the citizen-ID service sends the browser after a sign-in.
    pub const CITIZEN_ID_CALLBACK: &str = "/sign-in/callback";
    /// Where it sends the browser after signing out.
    pub const SIGNED_OUT: &str = "/signed-out";
    /// Where the payment gateway sends the browser.
    pub const PAYMENT_RETURN: &str = "/payment/return";
    /// Where the payment gateway sends its notifications.
    pub const PAYMENT_NOTIFICATION: &str = "/webhooks/payment";
}

impl External {
    /// Clients for the services that `config` names. None is called yet.
    ///
    /// # Errors
    /// A setting that a client refuses, in a sentence.
    pub fn from_config(config: &Config) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let own = |path: &str| format!("{}{path}", config.web.base_url);
        let citizen_id = CitizenIdClient::new(CitizenIdConfig {
            issuer_url: config.citizen_id.issuer.clone(),
            client_id: config.citizen_id.client_id.clone(),
            client_secret: config.citizen_id.client_secret.clone(),
            redirect_url: own(paths::CITIZEN_ID_CALLBACK),
            timeouts: Timeouts::default(),
        })?;
        let population_registry = PopulationRegistryClient::new(PopulationRegistryConfig {
            base_url: config.citizen_id.registry_url.clone(),
            bearer_token: config.citizen_id.registry_token.clone(),
            // Asked by a job alone, and asked again at once.
            timeouts: Timeouts { total: Duration::from_secs(4), ..Timeouts::default() },
        })?;
        let payment_gateway = PaymentGatewayClient::new(PaymentGatewayConfig {
            terminal_code: config.payment.terminal_code.clone(),
            keys: KeyRing::new(
                SigningKey::new(config.payment.secret.clone()),
                config.payment.previous_secret.clone().map(SigningKey::new),
            ),
            pay_url: config.payment.pay_url.clone(),
            api_url: config.payment.api_url.clone(),
            statement_url: config.payment.statement_url.clone(),
            return_url: own(paths::PAYMENT_RETURN),
            server_ip: config.web.address.ip(),
        })?;
        let mailer =
            Mailer::new(&MailerConfig { smtp_url: config.mail.smtp_url.clone(), from: config.mail.from.clone() })?;
        Ok(Self {
            citizen_id: Arc::new(citizen_id),
            population_registry: Arc::new(population_registry),
            payment_gateway: Arc::new(payment_gateway),
            mailer: Arc::new(mailer),
            files: Arc::new(ObjectFileStore::new(&file_store(&config.files))?),
        })
    }
}

fn file_store(config: &FilesConfig) -> FileStoreConfig {
    match config {
        FilesConfig::Folder(folder) => FileStoreConfig::Folder(folder.clone()),
        FilesConfig::S3(config) => FileStoreConfig::S3(S3Config {
            bucket: config.bucket.clone(),
            region: config.region.clone(),
            endpoint: config.endpoint.clone(),
            access_key_id: config.access_key_id.clone(),
            secret_access_key: config.secret_access_key.expose().to_owned(),
        }),
    }
}

/// The portal's clock. In a demo it can be moved; otherwise it is the machine's.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    offset_us: Arc<AtomicI64>,
    frozen_us: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands still at `instant`, for tests; [`Clock::advance`] and [`Clock::advance_machine`] move it.
    #[must_use]
    pub fn frozen(instant: Instant) -> Self {
        Self { offset_us: Arc::default(), frozen_us: Some(Arc::new(AtomicI64::new(instant.unix_us()))) }
    }

    /// Now, for everything that people see and that rules compare.
    #[must_use]
    pub fn now(&self) -> Instant {
        Instant::from_unix_us(self.machine_now().unix_us() + self.offset_us.load(Ordering::Relaxed))
    }

    /// The machine's time, whatever the season's clock shows: for sessions, codes, mail and whatever else is compared
    /// with the world outside.
    #[must_use]
    pub fn machine_now(&self) -> Instant {
        let frozen = self.frozen_us.as_ref().map(|frozen| Instant::from_unix_us(frozen.load(Ordering::Relaxed)));
        frozen.unwrap_or_else(machine_now)
    }

    /// Moves a frozen clock on by `seconds`, and the season with it.
    pub fn advance_machine(&self, seconds: i64) {
        if let Some(frozen) = &self.frozen_us {
            frozen.fetch_add(seconds * 1_000_000, Ordering::Relaxed);
        }
    }

    /// Whether it shows another time than the machine's.
    #[must_use]
    pub fn is_moved(&self) -> bool {
        self.offset_us.load(Ordering::Relaxed) != 0
    }

    /// From now on it is `offset_us` ahead.
    pub fn set_offset_us(&self, offset_us: i64) {
        self.offset_us.store(offset_us, Ordering::Relaxed);
    }

    /// Moves the season's clock on by `minutes`; the machine's stays.
    pub fn advance(&self, minutes: i64) {
        self.offset_us.fetch_add(minutes * 60_000_000, Ordering::Relaxed);
    }
}

/// The machine's clock, whatever the demo shows.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
pub fn machine_now() -> Instant {
    Instant::from_utc(time::OffsetDateTime::now_utc())
}

/// The source of ids and numbers.
#[derive(Debug, Clone)]
pub struct Rng(Arc<Mutex<StdRng>>);

impl Rng {
    /// Seeded by the operating system.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that seeds randomness")]
    pub fn from_os() -> Self {
        Self(Arc::new(Mutex::new(StdRng::from_os_rng())))
    }

    /// Seeded with a number, for tests and demo data.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    fn with<T>(&self, draw: impl FnOnce(&mut StdRng) -> T) -> T {
        draw(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Fresh random bytes.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.with(|rng| rng.fill_bytes(&mut bytes));
        bytes
    }

    /// `prefix-XXXX-XXXX`: eight letters and digits that cannot be misread (no 0 O 1 I L), 38 bits.
    #[must_use]
    pub fn public_number(&self, prefix: &str) -> String {
        const ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";
        let letter = || char::from(ALPHABET[self.with(|rng| rng.random_range(0..ALPHABET.len()))]);
        let first: String = (0..4).map(|_| letter()).collect();
        let second: String = (0..4).map(|_| letter()).collect();
        format!("{prefix}-{first}-{second}")
    }
}

impl Ctx {
    /// What use cases work with by `config`, outside any request.
    ///
    /// # Errors
    /// A setting that a client refuses, in a sentence.
    pub fn new(
        db: Db,
        config: Config,
        clock: Clock,
        rng: Rng,
    ) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self {
            db,
            passwords: PasswordHasher::new(config.passwords),
            throttles: Arc::new(Throttles::new(&clock)),
            external: External::from_config(&config)?,
            config: Arc::new(config),
            trace: Trace::default(),
            clock,
            rng,
        })
    }

    /// Now, on the portal's clock.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// Whether `candidate` proved who they are lately enough for a risky act.
    #[must_use]
    pub fn is_fresh(&self, candidate: &CandidateActor) -> bool {
        candidate.proved_within(self.config.citizen_id.fresh_minutes, self.clock.machine_now())
    }

    /// A fresh id (UUID version 7 by the machine's clock, so that ids sort by creation).
    #[must_use]
    pub fn fresh_uuid(&self) -> Uuid {
        let millis = u64::try_from(machine_now().unix_us() / 1_000).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &self.rng.bytes()).into_uuid()
    }

    /// In a demo, takes over what the clock was set to, also by another process.
    ///
    /// # Errors
    /// `Driver`; the clock then stays as it is.
    pub async fn refresh_demo_clock(&self) -> Result<(), StorageError> {
        if self.config.is_demo
            && let Some(offset_us) = demo_clock_offset_us(&self.db).await?
        {
            self.clock.set_offset_us(offset_us);
        }
        Ok(())
    }
}
