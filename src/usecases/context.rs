//! What a use case works with: the database, the clock, randomness, the services outside.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicI64, Ordering},
};

use rand::{Rng as _, RngCore as _, SeedableRng as _, rngs::StdRng};
use uuid::Uuid;

use crate::{
    config::Config,
    domain::time::Instant,
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
    /// The settings.
    pub config: Arc<Config>,
}

/// The portal's clock. In a demo it can be moved; otherwise it is the machine's.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    offset_us: Arc<AtomicI64>,
    frozen_us: Option<i64>,
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands still at `instant`, for tests; [`Clock::advance`] moves it.
    #[must_use]
    pub fn frozen(instant: Instant) -> Self {
        Self { offset_us: Arc::default(), frozen_us: Some(instant.unix_us()) }
    }

    /// Now, for everything that people see and that rules compare.
    #[must_use]
    pub fn now(&self) -> Instant {
        let base = self.frozen_us.unwrap_or_else(|| machine_now().unix_us());
        Instant::from_unix_us(base + self.offset_us.load(Ordering::Relaxed))
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

    /// Moves it on by `minutes`.
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
    /// Now, on the portal's clock.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.clock.now()
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
