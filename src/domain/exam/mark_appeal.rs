//! Appeals against marks (phúc khảo, domain.md §2.1): a candidate asks within the season's window that a paper be marked
//! again; once the window has closed the exam council decides. That the mark stands, one person says; that it changes,
//! one proposes and another confirms. The mark as it was published is never rewritten: a changed one stands beside it.
//!
//! ```text
//! submitted --withdraw---> withdrawn by candidate      in receiving
//! submitted --keep-------> kept      by council        in marking
//! submitted --propose----> proposed  by council        in marking
//! proposed  --send_back--> submitted by council        in marking
//! proposed  --confirm----> changed   by second_person  in marking
//! ```
//!
//! [`TRANSITIONS`] is the table itself; whatever is not in it is [`AppealRefusal::IllegalState`]. Late decisions are
//! decisions all the same: the day by which they are due hurries the council and takes nothing from the candidate.

mod forms;
#[cfg(test)]
mod tests;

pub use self::forms::{AppealForm, DecisionForm, MAX_REASON};
use crate::domain::{
    ids::StaffId,
    score::Score,
    season::{PhaseKind, Season, WindowState},
    stored_words::stored_words,
    time::Instant,
};

/// Where an appeal stands, as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AppealStatus {
    /// Waits for the council.
    Submitted,
    /// Taken back by the candidate.
    Withdrawn,
    /// Another mark is proposed and waits for a second person.
    Proposed,
    /// Decided: the mark stands.
    Kept,
    /// Decided: there is another mark.
    Changed,
}

stored_words!(AppealStatus {
    Submitted => "submitted",
    Withdrawn => "withdrawn",
    Proposed => "proposed",
    Kept => "kept",
    Changed => "changed",
});

impl AppealStatus {
    /// Whether the council has still to decide. To the candidate all of these are one: what is proposed is not decided.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Submitted | Self::Proposed)
    }

    /// Whether it keeps the paper from being appealed again: all but what was taken back.
    #[must_use]
    pub const fn stands(self) -> bool {
        !matches!(self, Self::Withdrawn)
    }
}

/// Another mark as one person of the council proposes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The mark.
    pub mark: Score,
    /// Why, in the words that the candidate will read.
    pub reason: String,
    /// By whom.
    pub by: StaffId,
}

/// What the council decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The mark from then on.
    pub mark: Score,
    /// Why.
    pub reason: String,
    /// By whom, of a changed mark the second person.
    pub by: StaffId,
    /// When.
    pub at: Instant,
}

/// Where an appeal stands, with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AppealState {
    /// See [`AppealStatus::Submitted`].
    Submitted,
    /// See [`AppealStatus::Withdrawn`].
    Withdrawn,
    /// See [`AppealStatus::Proposed`].
    Proposed(Proposal),
    /// See [`AppealStatus::Kept`].
    Kept(Decision),
    /// See [`AppealStatus::Changed`].
    Changed(Decision),
}

/// What is done to an appeal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AppealAction {
    /// The candidate takes it back.
    Withdraw,
    /// The mark stands.
    Keep {
        /// Why.
        reason: String,
        /// Who says so.
        by: StaffId,
    },
    /// Proposes another mark.
    Propose(Proposal),
    /// Takes a proposal back, or refuses it.
    SendBack {
        /// Why.
        reason: String,
        /// Who.
        by: StaffId,
    },
    /// Makes the proposed mark the mark.
    Confirm {
        /// Who; never the one who proposed.
        by: StaffId,
    },
}

/// The name of an [`AppealAction`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AppealActionName {
    /// See [`AppealAction::Withdraw`].
    Withdraw,
    /// See [`AppealAction::Keep`].
    Keep,
    /// See [`AppealAction::Propose`].
    Propose,
    /// See [`AppealAction::SendBack`].
    SendBack,
    /// See [`AppealAction::Confirm`].
    Confirm,
}

stored_words!(AppealActionName {
    Withdraw => "withdraw",
    Keep => "keep",
    Propose => "propose",
    SendBack => "send_back",
    Confirm => "confirm",
});

impl AppealAction {
    /// Which action this is.
    #[must_use]
    pub const fn name(&self) -> AppealActionName {
        match self {
            Self::Withdraw => AppealActionName::Withdraw,
            Self::Keep { .. } => AppealActionName::Keep,
            Self::Propose(_) => AppealActionName::Propose,
            Self::SendBack { .. } => AppealActionName::SendBack,
            Self::Confirm { .. } => AppealActionName::Confirm,
        }
    }

    /// Its words, if it has any.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Keep { reason, .. } | Self::SendBack { reason, .. } => Some(reason),
            Self::Propose(proposal) => Some(&proposal.reason),
            Self::Withdraw | Self::Confirm { .. } => None,
        }
    }
}

/// Who takes a transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AppealParty {
    /// The candidate whose mark it is.
    Candidate,
    /// Anybody of the exam council.
    Council,
    /// Somebody who leads the council, and never the one who proposed.
    SecondPerson,
}

stored_words!(AppealParty { Candidate => "candidate", Council => "council", SecondPerson => "second_person" });

/// When a transition is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AppealPhase {
    /// While appeals are received.
    Receiving,
    /// From when no more come in.
    Marking,
}

stored_words!(AppealPhase { Receiving => "receiving", Marking => "marking" });

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AppealTransition {
    /// The state before.
    pub from: AppealStatus,
    /// What is done.
    pub action: AppealActionName,
    /// The state after.
    pub to: AppealStatus,
    /// Who may do it.
    pub by: AppealParty,
    /// When.
    pub phase: AppealPhase,
}

/// Every transition there is.
pub const TRANSITIONS: [AppealTransition; 5] = {
    use AppealActionName::{Confirm, Keep, Propose, SendBack, Withdraw};
    use AppealParty::{Candidate, Council, SecondPerson};
    use AppealPhase::{Marking, Receiving};
    use AppealStatus::{Changed, Kept, Proposed, Submitted, Withdrawn};
    const fn row(
        from: AppealStatus,
        action: AppealActionName,
        to: AppealStatus,
        by: AppealParty,
        phase: AppealPhase,
    ) -> AppealTransition {
        AppealTransition { from, action, to, by, phase }
    }
    [
        row(Submitted, Withdraw, Withdrawn, Candidate, Receiving),
        row(Submitted, Keep, Kept, Council, Marking),
        row(Submitted, Propose, Proposed, Council, Marking),
        row(Proposed, SendBack, Submitted, Council, Marking),
        row(Proposed, Confirm, Changed, SecondPerson, Marking),
    ]
};

/// When appeals are received, and by when they should be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AppealWindows {
    /// The first moment at which they are received.
    pub opens_at: Instant,
    /// The first moment after.
    pub closes_at: Instant,
    /// By when each should be decided.
    pub due_at: Instant,
}

impl AppealWindows {
    /// Those of a season; `None` where it plans no appeals.
    #[must_use]
    pub fn of(season: &Season) -> Option<Self> {
        let window = season.calendar.phase(PhaseKind::MarkAppeal)?;
        let minutes = i64::from(season.rules.mark_appeal_days) * 24 * 60;
        Some(Self {
            opens_at: window.opens_at,
            closes_at: window.closes_at,
            due_at: window.closes_at.plus_minutes(minutes),
        })
    }

    /// How receiving stands at `now`.
    #[must_use]
    pub fn receiving(&self, now: Instant) -> WindowState {
        if now < self.opens_at {
            WindowState::NotYetOpen { opens_at: self.opens_at }
        } else if now < self.closes_at {
            WindowState::Open { closes_at: self.closes_at }
        } else {
            WindowState::Closed { closed_at: self.closes_at }
        }
    }

    /// Whether `now` is within `phase`.
    ///
    /// # Errors
    /// `NotYetOpen`, `Closed`.
    pub fn check(&self, phase: AppealPhase, now: Instant) -> Result<(), AppealRefusal> {
        match (phase, self.receiving(now)) {
            (AppealPhase::Receiving, WindowState::Open { .. }) | (AppealPhase::Marking, WindowState::Closed { .. }) => {
                Ok(())
            }
            (AppealPhase::Receiving, WindowState::NotYetOpen { opens_at }) => {
                Err(AppealRefusal::NotYetOpen { opens_at })
            }
            (AppealPhase::Receiving, _) => Err(AppealRefusal::Closed { closed_at: self.closes_at }),
            (AppealPhase::Marking, _) => Err(AppealRefusal::NotYetOpen { opens_at: self.closes_at }),
        }
    }
}

/// Why nothing is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppealRefusal {
    /// Too early.
    NotYetOpen {
        /// When it is time.
        opens_at: Instant,
    },
    /// Too late.
    Closed {
        /// Since when.
        closed_at: Instant,
    },
    /// The action does not exist in this state.
    IllegalState {
        /// The state.
        status: AppealStatus,
    },
    /// Whoever proposed a mark does not confirm it.
    OwnProposal,
    /// The proposed mark is the one that there is.
    SameMark,
}

impl AppealState {
    /// The name of the state.
    #[must_use]
    pub const fn status(&self) -> AppealStatus {
        match self {
            Self::Submitted => AppealStatus::Submitted,
            Self::Withdrawn => AppealStatus::Withdrawn,
            Self::Proposed(_) => AppealStatus::Proposed,
            Self::Kept(_) => AppealStatus::Kept,
            Self::Changed(_) => AppealStatus::Changed,
        }
    }

    /// Takes a transition of an appeal against `published`: the old state is used up. That whoever acts is of the party
    /// of the table is the caller's to have checked.
    ///
    /// # Errors
    /// First `IllegalState`, then the time, then what the action itself may not say.
    pub fn apply(
        self,
        published: Score,
        action: AppealAction,
        now: Instant,
        windows: &AppealWindows,
    ) -> Result<Self, AppealRefusal> {
        let status = self.status();
        let row = TRANSITIONS.iter().find(|row| row.from == status && row.action == action.name());
        let row = row.ok_or(AppealRefusal::IllegalState { status })?;
        windows.check(row.phase, now)?;
        match (self, action) {
            (Self::Submitted, AppealAction::Withdraw) => Ok(Self::Withdrawn),
            (Self::Submitted, AppealAction::Keep { reason, by }) => {
                Ok(Self::Kept(Decision { mark: published, reason, by, at: now }))
            }
            (Self::Submitted, AppealAction::Propose(proposal)) if proposal.mark == published => {
                Err(AppealRefusal::SameMark)
            }
            (Self::Submitted, AppealAction::Propose(proposal)) => Ok(Self::Proposed(proposal)),
            (Self::Proposed(_), AppealAction::SendBack { .. }) => Ok(Self::Submitted),
            (Self::Proposed(proposal), AppealAction::Confirm { by }) if proposal.by == by => {
                Err(AppealRefusal::OwnProposal)
            }
            (Self::Proposed(Proposal { mark, reason, .. }), AppealAction::Confirm { by }) => {
                Ok(Self::Changed(Decision { mark, reason, by, at: now }))
            }
            _ => Err(AppealRefusal::IllegalState { status }),
        }
    }
}
