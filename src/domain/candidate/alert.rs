//! What a candidate is told by mail because somebody else might have done it, and the link "Không phải tôi" in it.
//!
//! The link freezes and does nothing else, so a stranger who reads the mail can be a nuisance and no more. It works
//! once, for seven days: long enough for whoever reads mail once a week, short enough that an old mailbox opens nothing.

use crate::domain::{
    device::DeviceKind,
    ids::{AlertId, CandidateId},
    stored_words::stored_words,
    time::Instant,
};

/// So long "Không phải tôi" works.
const LINK_MINUTES: i64 = 7 * 24 * 60;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AlertKind {
    /// A sign-in on a device that was never seen before.
    NewDevice,
    /// A preference list was submitted.
    PreferencesSubmitted,
    /// The contact data was changed.
    ContactChanged,
}

stored_words!(AlertKind {
    NewDevice => "new_device",
    PreferencesSubmitted => "preferences_submitted",
    ContactChanged => "contact_changed",
});

/// An alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// What the link names.
    pub id: AlertId,
    /// Who is told.
    pub candidate_id: CandidateId,
    /// What happened.
    pub kind: AlertKind,
    /// When, by the machine's clock.
    pub raised_at: Instant,
    /// When, by the season's clock.
    pub occurred_at: Instant,
    /// Until when the link works.
    pub expires_at: Instant,
    /// On which device it was done.
    pub device: DeviceKind,
    /// From which network.
    pub network: Option<String>,
    /// When the link was used.
    pub used_at: Option<Instant>,
}

/// What the link of an alert can still do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// Freeze.
    Open,
    /// Nothing: it was used.
    Used,
    /// Nothing: it is too old.
    Expired,
}

impl Alert {
    /// Until when the link of an alert of `raised_at` works.
    #[must_use]
    pub const fn link_expires(raised_at: Instant) -> Instant {
        raised_at.plus_minutes(LINK_MINUTES)
    }

    /// What its link can do at `now`, by the machine's clock.
    #[must_use]
    pub fn link_state(&self, now: Instant) -> LinkState {
        if self.used_at.is_some() {
            LinkState::Used
        } else if now >= self.expires_at {
            LinkState::Expired
        } else {
            LinkState::Open
        }
    }
}
