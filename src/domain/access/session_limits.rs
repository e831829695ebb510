//! How long a session lasts: one table by role, and the arithmetic of it (ASVS 5.0 §7.3).
//!
//! Two limits, both by the machine's clock. The *idle* one counts from the last use and moves with it; the *absolute*
//! one counts from the sign-in and never moves. The more a role may see of others, the shorter both are: what is left
//! open on a desk of the ministry is worth more than a candidate's own page.
//!
//! Use is noted at most once a minute, so that reading is not writing; a session may therefore end up to a minute
//! earlier than the last click plus the limit, never later.

use serde::{Deserialize, Serialize};

use super::RoleKind;
use crate::domain::time::Instant;

const MINUTE_S: i64 = 60;
const HOUR_S: i64 = 60 * MINUTE_S;
/// So long before the end the person is warned; WCAG 2.2.1 asks for twenty seconds.
const WARNING_S: i64 = 4 * MINUTE_S;

/// The limits of a session, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLimits {
    /// Without use.
    pub idle_s: i64,
    /// Since the sign-in, however much it is used.
    pub absolute_s: i64,
}

impl SessionLimits {
    /// Of a visitor, whose session holds a sign-in on its way and nothing else.
    pub const VISITOR: Self = Self { idle_s: 30 * MINUTE_S, absolute_s: 2 * HOUR_S };

    /// The table.
    #[must_use]
    pub const fn of(role: RoleKind) -> Self {
        let (idle_minutes, absolute_hours) = match role {
            RoleKind::Candidate => (30, 12),
            RoleKind::SchoolStaff
            | RoleKind::SchoolHead
            | RoleKind::DepartmentStaff
            | RoleKind::DepartmentLead
            | RoleKind::InstitutionStaff
            | RoleKind::InstitutionLead => (30, 10),
            RoleKind::MinistryOperator | RoleKind::MinistryReleaser | RoleKind::Support | RoleKind::Auditor => (15, 8),
        };
        Self { idle_s: idle_minutes * MINUTE_S, absolute_s: absolute_hours * HOUR_S }
    }

    /// The same, shortened to what a setting allows. A setting never lengthens a limit.
    #[must_use]
    pub fn at_most(self, idle_s: Option<i64>, absolute_s: Option<i64>) -> Self {
        Self {
            idle_s: idle_s.map_or(self.idle_s, |most| most.min(self.idle_s)),
            absolute_s: absolute_s.map_or(self.absolute_s, |most| most.min(self.absolute_s)),
        }
    }

    /// How long before the end the person is warned: four minutes, or half the time where that is less.
    #[must_use]
    pub fn warning_s(self) -> i64 {
        WARNING_S.min(self.idle_s / 2)
    }

    /// Two uses closer than this are noted as one.
    fn step_s(self) -> i64 {
        MINUTE_S.min(self.idle_s / 10)
    }
}

/// From when to when a session lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionSpan {
    /// The sign-in.
    pub begun_at: Instant,
    /// The last use that was noted.
    pub last_seen_at: Instant,
    /// The end without further use.
    pub expires_at: Instant,
    /// The end in any case.
    pub ends_at: Instant,
}

/// Why a session is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionEnd {
    /// Not used for so many seconds.
    Idle {
        /// The limit.
        after_s: i64,
    },
    /// So many seconds since the sign-in.
    Absolute {
        /// The limit.
        after_s: i64,
    },
    /// Ended from another device.
    Elsewhere,
    /// The account was closed, or its rights, password or second factor changed.
    AccountChanged,
    /// Somebody said "Không phải tôi".
    NotMe,
}

impl SessionSpan {
    /// A session that begins `now`.
    #[must_use]
    pub fn begin(now: Instant, limits: SessionLimits) -> Self {
        let ends_at = now.plus_seconds(limits.absolute_s);
        Self { begun_at: now, last_seen_at: now, expires_at: ends_at.min(now.plus_seconds(limits.idle_s)), ends_at }
    }

    /// The span when the session goes on under a new id `now`: the idle time counts from now on, the absolute end stays.
    #[must_use]
    pub fn under_new_id(self, now: Instant) -> Self {
        let idle_s = self.expires_at.since(self.last_seen_at).whole_seconds();
        Self { last_seen_at: now, expires_at: self.ends_at.min(now.plus_seconds(idle_s)), ..self }
    }

    /// The span after a use `now`; `None` where that is not worth a write, or comes too late.
    #[must_use]
    pub fn used(self, now: Instant, limits: SessionLimits) -> Option<Self> {
        let expires_at = self.ends_at.min(now.plus_seconds(limits.idle_s));
        let moved_s = expires_at.since(self.expires_at).whole_seconds();
        // A limit that a setting has shortened holds at once.
        let is_worth_it = moved_s >= limits.step_s() || moved_s < 0;
        (is_worth_it && now < self.expires_at).then_some(Self { last_seen_at: now, expires_at, ..self })
    }

    /// Why it is over by itself at `now`; `None` while it lasts.
    #[must_use]
    pub fn end_at(self, now: Instant) -> Option<SessionEnd> {
        if now < self.expires_at {
            None
        } else if self.expires_at >= self.ends_at {
            Some(SessionEnd::Absolute { after_s: self.ends_at.since(self.begun_at).whole_seconds() })
        } else {
            Some(SessionEnd::Idle { after_s: self.expires_at.since(self.last_seen_at).whole_seconds() })
        }
    }

    /// Seconds until the end without use, and until the end in any case. A second that has begun counts, so that zero
    /// is said only of what is over.
    #[must_use]
    pub fn seconds_left(self, now: Instant) -> (i64, i64) {
        let left = |until: Instant| (until.unix_us() - now.unix_us() + 999_999).div_euclid(1_000_000).max(0);
        (left(self.expires_at), left(self.ends_at))
    }
}

impl SessionEnd {
    /// The reason with its limit as one word of an address, e.g. `idle-1800`.
    #[must_use]
    pub fn to_word(self) -> String {
        match self {
            Self::Idle { after_s } => format!("idle-{after_s}"),
            Self::Absolute { after_s } => format!("absolute-{after_s}"),
            Self::Elsewhere | Self::AccountChanged | Self::NotMe => self.stored().unwrap_or_default().to_owned(),
        }
    }

    /// Reads [`SessionEnd::to_word`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        // Anyone can write an address; only what a session may really last is repeated to people.
        let seconds = |text: &str| text.parse().ok().filter(|seconds| (1..=24 * HOUR_S).contains(seconds));
        if let Some(rest) = word.strip_prefix("idle-") {
            return seconds(rest).map(|after_s| Self::Idle { after_s });
        }
        if let Some(rest) = word.strip_prefix("absolute-") {
            return seconds(rest).map(|after_s| Self::Absolute { after_s });
        }
        [Self::Elsewhere, Self::AccountChanged, Self::NotMe].into_iter().find(|end| end.stored() == Some(word))
    }

    /// Whether it ended because of its times alone, and nobody ended it.
    #[must_use]
    pub const fn is_by_time(self) -> bool {
        self.stored().is_none()
    }

    /// The word under which it is stored; `None` for what follows from the times.
    #[must_use]
    pub const fn stored(self) -> Option<&'static str> {
        match self {
            Self::Idle { .. } | Self::Absolute { .. } => None,
            Self::Elsewhere => Some("elsewhere"),
            Self::AccountChanged => Some("account_changed"),
            Self::NotMe => Some("not_me"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{HOUR_S, MINUTE_S, RoleKind, SessionEnd, SessionLimits, SessionSpan};
    use crate::domain::time::Instant;

    const BEGIN: Instant = Instant::from_unix_us(0);

    #[test]
    fn who_sees_more_of_others_is_asked_again_sooner() {
        for role in RoleKind::ALL {
            let limits = SessionLimits::of(*role);
            assert!(limits.idle_s <= 30 * MINUTE_S && limits.absolute_s <= 12 * HOUR_S, "{role:?}");
            assert!((3 * MINUTE_S..=5 * MINUTE_S).contains(&limits.warning_s()), "{role:?}");
        }
        let [candidate, school, auditor] =
            [RoleKind::Candidate, RoleKind::SchoolHead, RoleKind::Auditor].map(SessionLimits::of);
        assert!(candidate.absolute_s > school.absolute_s && school.absolute_s > auditor.absolute_s);
        assert!(school.idle_s > auditor.idle_s);
    }

    #[test]
    fn a_setting_shortens_and_never_lengthens() {
        let limits = SessionLimits::of(RoleKind::Candidate);
        assert_eq!(limits.at_most(Some(40), None), SessionLimits { idle_s: 40, ..limits });
        assert_eq!(limits.at_most(Some(99 * HOUR_S), Some(99 * HOUR_S)), limits);
        assert_eq!(limits.at_most(Some(40), None).warning_s(), 20);
    }

    #[test]
    fn use_moves_the_idle_end_and_never_the_absolute_one() {
        let limits = SessionLimits::of(RoleKind::Candidate);
        let mut span = SessionSpan::begin(BEGIN, limits);
        assert_eq!(span.seconds_left(BEGIN), (30 * MINUTE_S, 12 * HOUR_S));
        let almost = Instant::from_unix_us(30 * MINUTE_S * 1_000_000 - 1);
        assert_eq!(span.seconds_left(almost).0, 1, "zero is said only of what is over");
        assert_eq!((span.end_at(almost), span.seconds_left(span.expires_at).0), (None, 0));
        assert_eq!(span.used(BEGIN.plus_seconds(59), limits), None, "a write a minute is enough");
        for minute in (20..).step_by(20).take_while(|minute| minute * MINUTE_S < 12 * HOUR_S) {
            let now = BEGIN.plus_minutes(minute);
            assert_eq!(span.end_at(now), None, "{minute}");
            span = span.used(now, limits).unwrap_or(span);
        }
        assert_eq!(span.expires_at, span.ends_at);
        let end = BEGIN.plus_seconds(12 * HOUR_S);
        assert_eq!(span.used(end, limits), None);
        assert_eq!(span.end_at(end), Some(SessionEnd::Absolute { after_s: 12 * HOUR_S }));
    }

    #[test]
    fn a_new_id_keeps_the_absolute_end() {
        let limits = SessionLimits::of(RoleKind::Candidate);
        let span = SessionSpan::begin(BEGIN, limits).under_new_id(BEGIN.plus_minutes(100));
        assert_eq!(span.seconds_left(BEGIN.plus_minutes(100)), (30 * MINUTE_S, 12 * HOUR_S - 100 * MINUTE_S));
    }

    #[test]
    fn without_use_it_ends_after_the_idle_limit_and_no_use_revives_it() {
        let limits = SessionLimits::of(RoleKind::Support);
        let span = SessionSpan::begin(BEGIN, limits).used(BEGIN.plus_minutes(10), limits).unwrap();
        assert_eq!(span.end_at(BEGIN.plus_seconds(25 * MINUTE_S - 1)), None);
        let end = BEGIN.plus_minutes(25);
        assert_eq!(span.end_at(end), Some(SessionEnd::Idle { after_s: 15 * MINUTE_S }));
        assert_eq!(span.used(end, limits), None);
    }

    #[test]
    fn the_reason_survives_the_way_through_an_address() {
        let ends = [
            SessionEnd::Idle { after_s: 1800 },
            SessionEnd::Absolute { after_s: 43_200 },
            SessionEnd::Elsewhere,
            SessionEnd::AccountChanged,
            SessionEnd::NotMe,
        ];
        for end in ends {
            assert_eq!(SessionEnd::parse(&end.to_word()), Some(end));
        }
        for word in ["", "idle-", "idle-0", "idle-999999", "absolute-x", "gone"] {
            assert_eq!(SessionEnd::parse(word), None, "{word}");
        }
    }
}
