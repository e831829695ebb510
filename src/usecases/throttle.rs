//! How often something may be tried: rate limits by governor (GCRA) on the portal's machine clock, so that a test can
//! move time on. They live in the memory of one process and hold a bounded number of keys.
//!
//! Nobody is locked out for good: each limit gives tries back as time goes by.

use std::{
    hash::Hash,
    num::NonZeroU32,
    sync::{
        Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use governor::{
    Quota, RateLimiter, clock, clock::Clock as _, middleware::NoOpMiddleware, state::keyed::DashMapStateStore,
};
use sha2::{Digest as _, Sha256};

use super::context::Clock;
use crate::domain::{network::Network, payment::refusal::RefusalTally};

/// The most keys of one limit. Beyond, tries of further keys wait: about 20 MB.
const MAX_KEYS: usize = 200_000;
/// How often keys that are forgotten are looked for when there are too many.
const SWEEP_EVERY_US: i64 = 10_000_000;

/// The machine's clock as governor reads it.
#[derive(Debug, Clone)]
struct MachineClock(Clock);

impl clock::Clock for MachineClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.machine_now().unix_us()).unwrap_or_default())
    }
}

/// Too many tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many tries, the next in {} s", .wait.as_secs())]
pub struct Throttled {
    /// How long until the next.
    pub wait: Duration,
}

/// A limit for each key.
pub struct Throttle<K: Hash + Eq + Clone> {
    limiter: RateLimiter<K, DashMapStateStore<K>, MachineClock, NoOpMiddleware<Duration>>,
    clock: MachineClock,
    swept_at_us: AtomicI64,
}

impl<K: Hash + Eq + Clone> std::fmt::Debug for Throttle<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Throttle").field("keys", &self.limiter.len()).finish_non_exhaustive()
    }
}

impl<K: Hash + Eq + Clone> Throttle<K> {
    /// `burst` tries at once, and one more each `every`.
    #[must_use]
    pub fn new(clock: &Clock, burst: u32, every: Duration) -> Self {
        let clock = MachineClock(clock.clone());
        let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        // A period of nothing is no limit; a nanosecond is as good as that.
        let quota = Quota::with_period(every.max(Duration::from_nanos(1))).unwrap_or(Quota::per_second(burst));
        Self {
            limiter: RateLimiter::dashmap_with_clock(quota.allow_burst(burst), clock.clone()),
            clock,
            swept_at_us: AtomicI64::new(0),
        }
    }

    /// Counts one try of `key`.
    ///
    /// # Errors
    /// `Throttled` when it was one too many; it is not counted then.
    pub fn check(&self, key: &K) -> Result<(), Throttled> {
        if !self.has_room() {
            return Err(Throttled { wait: Duration::from_micros(SWEEP_EVERY_US.unsigned_abs()) });
        }
        self.limiter.check_key(key).map_err(|until| Throttled { wait: until.wait_time_from(self.clock.now()) })
    }

    /// Forgets keys that are as good as new when there are too many, but not at each try.
    fn has_room(&self) -> bool {
        if self.limiter.len() < MAX_KEYS {
            return true;
        }
        let now = self.clock.0.machine_now().unix_us();
        let swept_at = self.swept_at_us.load(Ordering::Relaxed);
        let is_due = now - swept_at >= SWEEP_EVERY_US;
        if is_due && self.swept_at_us.compare_exchange(swept_at, now, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            self.limiter.retain_recent();
        }
        self.limiter.len() < MAX_KEYS
    }
}

/// Every limit of this process.
#[derive(Debug)]
pub struct Throttles {
    /// Passwords of staff.
    pub sign_in: SignInThrottle,
    /// Notifications of the payment gateway that were not believed.
    pub refused_notices: Mutex<RefusalTally>,
}

impl Throttles {
    /// Limits on `clock`, nothing tried yet.
    #[must_use]
    pub fn new(clock: &Clock) -> Self {
        Self { sign_in: SignInThrottle::new(clock), refused_notices: Mutex::default() }
    }
}

/// An address that was typed, whether there is such an account or not; never the address itself.
type TypedAccount = [u8; 16];

/// How often passwords may be tried, before any is hashed.
///
/// An account has at most a hundred tries in an hour (ASVS 5.0, §6.3.1). One network alone cannot use them up: what it
/// may spend on an account comes back faster than that, so that who guesses from elsewhere does not keep the owner out.
#[derive(Debug)]
pub struct SignInThrottle {
    networks: Throttle<Option<Network>>,
    accounts_by_network: Throttle<(TypedAccount, Option<Network>)>,
    accounts: Throttle<TypedAccount>,
}

/// A whole office may share a network: 120 at once, one a second.
const PER_NETWORK: (u32, Duration) = (120, Duration::from_secs(1));
/// 10 at once, one in 75 seconds: 58 in an hour.
const PER_ACCOUNT_AND_NETWORK: (u32, Duration) = (10, Duration::from_secs(75));
/// 30 at once, one a minute: 90 in an hour.
const PER_ACCOUNT: (u32, Duration) = (30, Duration::from_secs(60));

impl SignInThrottle {
    fn new(clock: &Clock) -> Self {
        Self {
            networks: Throttle::new(clock, PER_NETWORK.0, PER_NETWORK.1),
            accounts_by_network: Throttle::new(clock, PER_ACCOUNT_AND_NETWORK.0, PER_ACCOUNT_AND_NETWORK.1),
            accounts: Throttle::new(clock, PER_ACCOUNT.0, PER_ACCOUNT.1),
        }
    }

    /// Counts a try of the account with this address (lower case), from this network.
    ///
    /// # Errors
    /// `Throttled` when it was one too many.
    pub fn check(&self, email: &str, network: Option<Network>) -> Result<(), Throttled> {
        let mut account = TypedAccount::default();
        let digest = Sha256::digest(email.as_bytes());
        account.copy_from_slice(&digest[..16]);
        self.networks.check(&network)?;
        self.accounts_by_network.check(&(account, network))?;
        self.accounts.check(&account)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Instant;

    fn clock() -> Clock {
        Clock::frozen(Instant::parse("2026-07-05T09:00").unwrap())
    }

    fn network(byte: u8) -> Option<Network> {
        Some(Network::of([203, 0, byte, 1].into()))
    }

    /// How many of `tries` come through.
    fn passed(throttle: &SignInThrottle, email: &str, network: Option<Network>, tries: u32) -> u32 {
        (0..tries).map(|_| u32::from(throttle.check(email, network).is_ok())).sum()
    }

    #[test]
    fn tries_come_back_as_time_goes_by() {
        let clock = clock();
        let throttle = SignInThrottle::new(&clock);
        assert_eq!(passed(&throttle, "a@b.vn", network(1), 20), 10);
        let Throttled { wait } = throttle.check("a@b.vn", network(1)).unwrap_err();
        assert_eq!(wait, Duration::from_secs(75));
        assert_eq!(passed(&throttle, "c@b.vn", network(1), 1), 1, "another account");
        clock.advance_machine(75);
        assert_eq!(passed(&throttle, "a@b.vn", network(1), 20), 1);
    }

    #[test]
    fn one_network_cannot_keep_the_owner_out_but_many_networks_share_the_limit_of_the_account() {
        let clock = clock();
        let throttle = SignInThrottle::new(&clock);
        let mut guesses = 0;
        for _ in 0..240 {
            guesses += passed(&throttle, "a@b.vn", network(1), 5);
            clock.advance_machine(15);
        }
        // Ten at once, and one every 75 seconds until the last try at 59:45.
        assert_eq!(guesses, 57, "an hour of guessing");
        assert_eq!(passed(&throttle, "a@b.vn", network(2), 1), 1, "the owner elsewhere");
        let throttle = SignInThrottle::new(&clock);
        assert_eq!((1..=9).map(|byte| passed(&throttle, "a@b.vn", network(byte), 10)).sum::<u32>(), 30);
    }

    #[test]
    fn a_network_has_a_limit_over_all_accounts() {
        let clock = clock();
        let throttle = SignInThrottle::new(&clock);
        let tries = |throttle: &SignInThrottle| -> u32 {
            (0..200).map(|number| passed(throttle, &format!("{number}@b.vn"), network(1), 1)).sum()
        };
        assert_eq!(tries(&throttle), 120);
        assert_eq!(passed(&throttle, "owner@b.vn", network(2), 1), 1);
        clock.advance_machine(30);
        assert_eq!(tries(&throttle), 30);
    }
}
