//! Confirming the enrolment (xác nhận nhập học, domain.md §7).

use serde::{Deserialize, Serialize};

use crate::domain::ids::ProgrammeId;
use crate::domain::time::Instant;

/// Half open: open from `opens_at`, no longer at `closes_at`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmationWindow {
    /// The first moment.
    pub opens_at: Instant,
    /// The first moment after.
    pub closes_at: Instant,
}

/// A seat that the candidate took. Only the institution can release it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// Where.
    pub programme: ProgrammeId,
    /// When.
    pub confirmed_at: Instant,
}

/// Where a candidate stands after the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnrolmentState {
    /// No seat.
    NotAdmitted,
    /// A seat that is not confirmed; the window is open or to come.
    Admitted,
    /// The seat is taken.
    Confirmed,
    /// The window closed without a confirmation, which counts as a refusal.
    Lapsed,
}

impl EnrolmentState {
    /// Follows from the seat, the confirmation and the clock; nothing is stored that could disagree.
    #[must_use]
    pub fn derive(
        seat: Option<ProgrammeId>,
        standing: Option<&Confirmation>,
        now: Instant,
        window: ConfirmationWindow,
    ) -> Self {
        match (seat, standing) {
            (_, Some(_)) => Self::Confirmed,
            (None, None) => Self::NotAdmitted,
            (Some(_), None) if now >= window.closes_at => Self::Lapsed,
            (Some(_), None) => Self::Admitted,
        }
    }

    /// The word for exports and logs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotAdmitted => "not_admitted",
            Self::Admitted => "admitted",
            Self::Confirmed => "confirmed",
            Self::Lapsed => "lapsed",
        }
    }

    /// The state of such a word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let all = [Self::NotAdmitted, Self::Admitted, Self::Confirmed, Self::Lapsed];
        all.into_iter().find(|state| state.as_str() == text)
    }
}

/// What a confirmation did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmed {
    /// The seat is taken now: to be stored.
    Now(Confirmation),
    /// It was taken before, e.g. by the first of two clicks: nothing to store, and no refusal.
    Already(Confirmation),
}

/// Why the seat cannot be confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum ConfirmRefusal {
    /// There is no seat.
    #[error("not admitted")]
    NotAdmitted,
    /// Not yet.
    #[error("confirmation opens at {opens_at:?}")]
    WindowNotOpen {
        /// From when.
        opens_at: Instant,
    },
    /// No longer.
    #[error("confirmation closed at {closes_at:?}")]
    WindowClosed {
        /// Since when.
        closes_at: Instant,
    },
}

/// Takes the seat. A standing confirmation answers first, so that a repeated click succeeds even when the
/// window closed in between.
///
/// # Errors
/// [`ConfirmRefusal`].
pub fn confirm(
    seat: Option<ProgrammeId>,
    standing: Option<&Confirmation>,
    now: Instant,
    window: ConfirmationWindow,
) -> Result<Confirmed, ConfirmRefusal> {
    if let Some(standing) = standing {
        return Ok(Confirmed::Already(*standing));
    }
    let programme = seat.ok_or(ConfirmRefusal::NotAdmitted)?;
    if now < window.opens_at {
        return Err(ConfirmRefusal::WindowNotOpen { opens_at: window.opens_at });
    }
    if now >= window.closes_at {
        return Err(ConfirmRefusal::WindowClosed { closes_at: window.closes_at });
    }
    Ok(Confirmed::Now(Confirmation { programme, confirmed_at: now }))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{ConfirmRefusal, Confirmation, ConfirmationWindow, Confirmed, EnrolmentState, confirm};
    use crate::domain::ids::ProgrammeId;
    use crate::domain::time::Instant;

    #[test]
    fn a_seat_is_confirmed_once_within_the_window() {
        // domain.md §2.2: 2026 until 17:00 on 21 August
        let opens_at = Instant::vietnam(2026, 8, 14, 8, 0).unwrap();
        let closes_at = Instant::vietnam(2026, 8, 21, 17, 0).unwrap();
        let window = ConfirmationWindow { opens_at, closes_at };
        let seat = ProgrammeId(Uuid::from_u128(1));
        let standing = Confirmation { programme: seat, confirmed_at: opens_at };
        let now = |at| Ok(Confirmed::Now(Confirmation { programme: seat, confirmed_at: at }));
        let (before, last, after) = (opens_at.plus_minutes(-1), closes_at.plus_minutes(-1), closes_at.plus_minutes(60));
        let early = Err(ConfirmRefusal::WindowNotOpen { opens_at });
        let late = Err(ConfirmRefusal::WindowClosed { closes_at });
        let already = Ok(Confirmed::Already(standing));
        let cases = [
            (None, None, opens_at, Err(ConfirmRefusal::NotAdmitted), EnrolmentState::NotAdmitted),
            (Some(seat), None, before, early, EnrolmentState::Admitted),
            (Some(seat), None, opens_at, now(opens_at), EnrolmentState::Admitted),
            (Some(seat), None, last, now(last), EnrolmentState::Admitted),
            (Some(seat), None, closes_at, late, EnrolmentState::Lapsed),
            (Some(seat), Some(standing), last, already, EnrolmentState::Confirmed),
            (Some(seat), Some(standing), after, already, EnrolmentState::Confirmed),
        ];
        for (seat, standing, at, outcome, state) in cases {
            assert_eq!(confirm(seat, standing.as_ref(), at, window), outcome, "{at:?}");
            assert_eq!(EnrolmentState::derive(seat, standing.as_ref(), at, window), state, "{at:?}");
            assert_eq!(EnrolmentState::parse(state.as_str()), Some(state));
        }
    }
}
