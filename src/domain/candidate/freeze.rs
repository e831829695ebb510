//! The freeze of a candidate's risky acts, which whoever reads an alert may bring about by "Không phải tôi".
//!
//! | state | "Không phải tôi" | lifting, signed in before the freeze | lifting, signed in after it | risky act |
//! |---|---|---|---|---|
//! | free | frozen since then | nothing to lift | nothing to lift | done |
//! | frozen | frozen since now | refused | free | refused |
//!
//! "Signed in" is the moment at which the citizen-ID service last saw the person (`auth_time`), not the age of our
//! session: whoever took over a session, here or there, cannot lift what the candidate froze. Risky acts are editing
//! and submitting preferences, changing contact data and confirming the enrolment; reading and paying go on. Nobody's
//! submitted list is changed by a freeze: what stood stands.

use crate::domain::time::Instant;

/// Whether a candidate's risky acts are frozen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub enum Freeze {
    /// They are not.
    Free,
    /// They are.
    Frozen {
        /// Since when, by the machine's clock.
        since: Instant,
    },
}

/// Why a freeze is not lifted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LiftRefusal {
    /// There is none.
    #[error("there is no freeze")]
    NotFrozen,
    /// The citizen-ID service has not seen the person since the freeze.
    #[error("a sign-in after the freeze is needed")]
    NeedsFreshSignIn,
}

impl Freeze {
    /// "Không phải tôi", `now`. A second one counts anew: whoever lifts has to have signed in after it.
    #[must_use]
    pub const fn not_me(self, now: Instant) -> Self {
        match self {
            Self::Free | Self::Frozen { .. } => Self::Frozen { since: now },
        }
    }

    /// Lifts it for somebody whom the citizen-ID service saw at `authenticated_at`.
    ///
    /// # Errors
    /// [`LiftRefusal`].
    pub fn lift(self, authenticated_at: Instant) -> Result<Self, LiftRefusal> {
        match self {
            Self::Free => Err(LiftRefusal::NotFrozen),
            Self::Frozen { since } if authenticated_at <= since => Err(LiftRefusal::NeedsFreshSignIn),
            Self::Frozen { .. } => Ok(Self::Free),
        }
    }

    /// Whether risky acts are refused.
    #[must_use]
    pub const fn refuses(self) -> bool {
        matches!(self, Self::Frozen { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::{Freeze, LiftRefusal};
    use crate::domain::time::Instant;

    const fn at(second: i64) -> Instant {
        Instant::from_unix_us(second * 1_000_000)
    }

    /// The table of the module's text, row by row.
    #[test]
    fn the_states_are_those_of_the_table() {
        let frozen = Freeze::Frozen { since: at(10) };
        let rows = [
            (Freeze::Free, Err(LiftRefusal::NotFrozen), Err(LiftRefusal::NotFrozen), false),
            (frozen, Err(LiftRefusal::NeedsFreshSignIn), Ok(Freeze::Free), true),
        ];
        for (state, lift_before, lift_after, refuses) in rows {
            assert_eq!(state.not_me(at(20)), Freeze::Frozen { since: at(20) });
            assert_eq!(state.lift(at(9)), lift_before);
            assert_eq!(state.lift(at(10)), lift_before, "the same moment is not after");
            assert_eq!(state.lift(at(11)), lift_after);
            assert_eq!(state.refuses(), refuses);
        }
        assert_eq!(frozen.not_me(at(20)).lift(at(15)), Err(LiftRefusal::NeedsFreshSignIn));
    }
}
