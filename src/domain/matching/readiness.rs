//! When the matching may run.

use std::fmt;

use crate::domain::{
    season::{Calendar, PhaseKind, WindowState},
    time::Instant,
};

/// Why the matching may not run now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunRefusal {
    /// Lists or payments may still change.
    NotClosedYet {
        /// The window that closes last.
        kind: PhaseKind,
        /// When.
        closes_at: Instant,
    },
    /// The window of the matching is not open.
    MatchingWindow(WindowState),
}

/// For the log and the command line.
impl fmt::Display for RunRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotClosedYet { kind, closes_at } => {
                write!(f, "the window {} closes at {}", kind.as_str(), closes_at.iso())
            }
            Self::MatchingWindow(WindowState::NotYetOpen { opens_at }) => {
                write!(f, "the window of the matching opens at {}", opens_at.iso())
            }
            Self::MatchingWindow(WindowState::Closed { closed_at }) => {
                write!(f, "the window of the matching closed at {}", closed_at.iso())
            }
            Self::MatchingWindow(_) => f.write_str("no window of the matching is open"),
        }
    }
}

/// Whether the matching may run at `now`: after every window for lists and payments, within its own.
///
/// # Errors
/// [`RunRefusal`].
pub fn may_run(calendar: &Calendar, now: Instant) -> Result<(), RunRefusal> {
    let is_input = |kind| matches!(kind, PhaseKind::Preference | PhaseKind::Payment);
    let unfinished = calendar.phases().iter().filter(|phase| is_input(phase.kind) && now < phase.closes_at);
    if let Some(last) = unfinished.max_by_key(|phase| phase.closes_at) {
        return Err(RunRefusal::NotClosedYet { kind: last.kind, closes_at: last.closes_at });
    }
    match calendar.state(PhaseKind::Matching, now) {
        WindowState::Open { .. } => Ok(()),
        state => Err(RunRefusal::MatchingWindow(state)),
    }
}

#[cfg(test)]
mod tests {
    use super::{RunRefusal, may_run};
    use crate::domain::{
        season::{Calendar, Phase, PhaseKind, WindowState},
        time::Instant,
    };

    #[test]
    fn the_matching_waits_for_the_last_payment_window_and_for_its_own() {
        let at = |day| Instant::vietnam(2026, 8, day, 0, 0).unwrap();
        let phase = |kind, province_group, opens_at, closes_at| Phase {
            kind,
            province_group,
            opens_at,
            closes_at,
            extended_from: None,
            is_verified: true,
        };
        let calendar = Calendar::new(vec![
            phase(PhaseKind::Preference, 0, at(1), at(2)),
            phase(PhaseKind::Payment, 1, at(3), at(4)),
            phase(PhaseKind::Payment, 2, at(3), at(6)),
            phase(PhaseKind::Matching, 0, at(5), at(9)),
        ]);
        let still = |at| Err(RunRefusal::NotClosedYet { kind: PhaseKind::Payment, closes_at: at });
        let cases = [
            (at(1), still(at(6))),
            (at(5), still(at(6))),
            (at(6), Ok(())),
            (at(8), Ok(())),
            (at(9), Err(RunRefusal::MatchingWindow(WindowState::Closed { closed_at: at(9) }))),
        ];
        for (now, expected) in cases {
            assert_eq!(may_run(&calendar, now), expected, "{now:?}");
        }
        let nothing_planned = may_run(&Calendar::default(), at(1));
        assert_eq!(nothing_planned, Err(RunRefusal::MatchingWindow(WindowState::NotPlanned)));
    }
}
