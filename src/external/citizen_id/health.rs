//! Whether the service answers, for a page that is about to send somebody there.
//!
//! A page must not wait for a service that is ill: one short question, its answer kept for some seconds, and while an
//! older answer is asked anew, the older one is told. Only whoever comes after a pause waits, and no longer than
//! [`PROBE_TIMEOUT`].

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use super::client::{CitizenIdClient, Inner};
use crate::domain::time::Instant;

/// The longest that a page waits.
const PROBE_TIMEOUT: Duration = Duration::from_millis(1_500);
/// How long an answer is told without asking again.
const FRESH: Duration = Duration::from_secs(10);
/// How long an answer is told while it is asked anew.
const STALE: Duration = Duration::from_secs(60);

/// What was last seen of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceHealth {
    /// Whether it answered.
    pub is_up: bool,
    /// When it was asked, by the clock of whoever asked.
    pub checked_at: Instant,
}

/// The last answer, and the turn to ask for the next.
#[derive(Default)]
pub(super) struct Probe {
    seen: Mutex<Option<(ServiceHealth, std::time::Instant)>>,
    turn: tokio::sync::Mutex<()>,
}

impl Probe {
    fn seen_within(&self, age: Duration) -> Option<ServiceHealth> {
        let seen = *self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.filter(|(_, at)| at.elapsed() <= age).map(|(health, _)| health)
    }

    /// Keeps what was seen, by a question of its own or in passing.
    pub(super) fn note(&self, is_up: bool, checked_at: Instant) -> ServiceHealth {
        let health = ServiceHealth { is_up, checked_at };
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some((health, std::time::Instant::now()));
        health
    }
}

impl CitizenIdClient {
    /// Whether the service answers: as seen some seconds ago, or asked now. `now` is only what the answer is dated with.
    pub async fn health(&self, now: Instant) -> ServiceHealth {
        let probe = &self.inner.probe;
        if let Some(health) = probe.seen_within(FRESH) {
            return health;
        }
        if let Some(health) = probe.seen_within(STALE) {
            let inner = Arc::clone(&self.inner);
            tokio::spawn(async move {
                if let Ok(_turn) = inner.probe.turn.try_lock() {
                    inner.ask(now).await;
                }
            });
            return health;
        }
        let _turn = probe.turn.lock().await;
        match probe.seen_within(FRESH) {
            Some(health) => health,
            None => self.inner.ask(now).await,
        }
    }
}

impl Inner {
    /// One small question: its discovery document.
    async fn ask(&self, now: Instant) -> ServiceHealth {
        let url = format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        let answer = self.http.get(url).timeout(PROBE_TIMEOUT).send().await;
        let is_up = match answer {
            // To the end: a connection that breaks off is no answer.
            Ok(answer) => answer.status().is_success() && answer.bytes().await.is_ok(),
            Err(_) => false,
        };
        self.probe.note(is_up, now)
    }
}
