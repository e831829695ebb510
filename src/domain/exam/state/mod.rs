//! The states of an exam registration (domain.md §3.9).
//!
//! A rejected form is edited and thereby a draft again, and is then submitted anew. Nothing is final for a candidate who
//! erred within the registration window: what was cancelled is begun again. After `numbered` nothing is rewritten; what is
//! wrong then is appended ([`amendment`](super::amendment)). [`TRANSITIONS`] is the table itself; whatever is not in it is an
//! [`TransitionRefusal::IllegalState`].

mod action;
mod rejection;
mod transitions;
mod windows;

#[cfg(test)]
mod tests;

pub use self::{
    action::{Action, ActionName, PlainAction, ReasonedAction},
    rejection::{Rejection, RejectionCategory, RejectionForm},
    transitions::{TRANSITIONS, Transition, Who},
    windows::{ExamWindows, PhaseCondition},
};
use crate::domain::{stored_words::stored_words, time::Instant};

/// The name of a state, as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RegistrationStatus {
    /// Being filled in.
    Draft,
    /// Waits for the registration unit.
    Submitted,
    /// Sent back with a reason.
    Rejected,
    /// Accepted; the candidate can only say what is wrong.
    Approved,
    /// Accepted, and the candidate says that something in it is wrong.
    CorrectionRequested,
    /// In the unit's signed-off list.
    Locked,
    /// Taken out of the list by the department, to be corrected.
    Unlocked,
    /// Confirmed by the candidate, on paper or in the portal.
    Signed,
    /// Has a candidate number.
    Numbered,
    /// The head of the unit found that the candidate may not sit the exam.
    Ineligible,
    /// Given up by the candidate or struck by the unit.
    Cancelled,
}

stored_words!(RegistrationStatus {
    Draft => "draft",
    Submitted => "submitted",
    Rejected => "rejected",
    Approved => "approved",
    CorrectionRequested => "correction_requested",
    Locked => "locked",
    Unlocked => "unlocked",
    Signed => "signed",
    Numbered => "numbered",
    Ineligible => "ineligible",
    Cancelled => "cancelled",
});

/// The states in which the candidate may change sections.
pub const EDITABLE_BY_CANDIDATE: &[RegistrationStatus] = &[RegistrationStatus::Draft, RegistrationStatus::Rejected];

/// The states of a form that counts: what it says is what the exam and the admission go by. The database has the same
/// set as `is_accepted_registration` (migration 0060).
pub const ACCEPTED: &[RegistrationStatus] = &[
    RegistrationStatus::Approved,
    RegistrationStatus::CorrectionRequested,
    RegistrationStatus::Locked,
    RegistrationStatus::Unlocked,
    RegistrationStatus::Signed,
    RegistrationStatus::Numbered,
];

/// The states in which a form waits for its unit, and the unit's sign-off for the form.
pub const AWAITS_UNIT: &[RegistrationStatus] =
    &[RegistrationStatus::Submitted, RegistrationStatus::CorrectionRequested];

/// The states that no action leaves.
pub const TERMINAL: &[RegistrationStatus] = &[RegistrationStatus::Numbered];

impl RegistrationStatus {
    /// Whether the form counts, see [`ACCEPTED`].
    #[must_use]
    pub fn is_accepted(self) -> bool {
        ACCEPTED.contains(&self)
    }

    /// Whether the registration unit sees the form's content: all but a draft, and what was given up before it was ever
    /// handed in has no content to see.
    #[must_use]
    pub const fn is_visible_to_school(self) -> bool {
        !matches!(self, Self::Draft)
    }
}

/// The state of a registration with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExamRegistrationState {
    /// Being filled in.
    Draft,
    /// Waits for the registration unit.
    Submitted,
    /// Sent back.
    Rejected(Rejection),
    /// Accepted.
    Approved,
    /// Accepted, and the candidate asks for a correction.
    CorrectionRequested,
    /// In the signed-off list.
    Locked,
    /// Taken out of the list to be corrected.
    Unlocked,
    /// Confirmed by the candidate.
    Signed,
    /// Has a candidate number.
    Numbered,
    /// May not sit the exam.
    Ineligible,
    /// Given up or struck.
    Cancelled,
}

/// What happened, for the history of the registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransitionEvent {
    /// The state before.
    pub from: RegistrationStatus,
    /// The state after.
    pub to: RegistrationStatus,
    /// When.
    pub at: Instant,
    /// Who.
    pub by: Who,
    /// Why, of a rejection.
    pub rejection: Option<Rejection>,
    /// The words of an action that needs some.
    pub reason: Option<String>,
}

/// Why a transition is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransitionRefusal {
    /// Too late.
    PhaseClosed {
        /// When it was too late.
        closed_at: Instant,
    },
    /// Too early.
    NotYetOpen {
        /// When it opens.
        opens_at: Instant,
    },
    /// The action does not exist in this state.
    IllegalState {
        /// The state.
        status: RegistrationStatus,
    },
    /// A rejection, or another action that needs words, without any.
    MissingReason,
}

impl ExamRegistrationState {
    /// Puts together what storage keeps apart. `None` when a rejection is missing or out of place.
    #[must_use]
    pub fn from_parts(status: RegistrationStatus, rejection: Option<Rejection>) -> Option<Self> {
        match (status, rejection) {
            (RegistrationStatus::Rejected, Some(rejection)) => Some(Self::Rejected(rejection)),
            (RegistrationStatus::Rejected, None) | (_, Some(_)) => None,
            (RegistrationStatus::Draft, None) => Some(Self::Draft),
            (RegistrationStatus::Submitted, None) => Some(Self::Submitted),
            (RegistrationStatus::Approved, None) => Some(Self::Approved),
            (RegistrationStatus::CorrectionRequested, None) => Some(Self::CorrectionRequested),
            (RegistrationStatus::Locked, None) => Some(Self::Locked),
            (RegistrationStatus::Unlocked, None) => Some(Self::Unlocked),
            (RegistrationStatus::Signed, None) => Some(Self::Signed),
            (RegistrationStatus::Numbered, None) => Some(Self::Numbered),
            (RegistrationStatus::Ineligible, None) => Some(Self::Ineligible),
            (RegistrationStatus::Cancelled, None) => Some(Self::Cancelled),
        }
    }

    /// The name of the state.
    #[must_use]
    pub const fn status(&self) -> RegistrationStatus {
        match self {
            Self::Draft => RegistrationStatus::Draft,
            Self::Submitted => RegistrationStatus::Submitted,
            Self::Rejected(_) => RegistrationStatus::Rejected,
            Self::Approved => RegistrationStatus::Approved,
            Self::CorrectionRequested => RegistrationStatus::CorrectionRequested,
            Self::Locked => RegistrationStatus::Locked,
            Self::Unlocked => RegistrationStatus::Unlocked,
            Self::Signed => RegistrationStatus::Signed,
            Self::Numbered => RegistrationStatus::Numbered,
            Self::Ineligible => RegistrationStatus::Ineligible,
            Self::Cancelled => RegistrationStatus::Cancelled,
        }
    }

    /// The standing rejection.
    #[must_use]
    pub const fn rejection(&self) -> Option<&Rejection> {
        match self {
            Self::Rejected(rejection) => Some(rejection),
            _ => None,
        }
    }

    /// Takes a transition: the old state is used up. Who asks is the caller's to have checked; the event
    /// names who may.
    ///
    /// # Errors
    /// First `IllegalState`, then the phase, then `MissingReason`.
    pub fn apply(
        self,
        action: impl Into<Action>,
        now: Instant,
        windows: &ExamWindows,
    ) -> Result<(Self, TransitionEvent), TransitionRefusal> {
        let action = action.into();
        let from = self.status();
        let transition = TRANSITIONS
            .iter()
            .find(|transition| transition.from == from && transition.action == action.name())
            .ok_or(TransitionRefusal::IllegalState { status: from })?;
        windows.check(transition.phase, now)?;
        let is_blank = |text: &str| text.trim().is_empty();
        let (rejection, reason) = match action {
            Action::Reject(rejection) if is_blank(&rejection.text) => return Err(TransitionRefusal::MissingReason),
            Action::WithReason(_, reason) if is_blank(&reason) => return Err(TransitionRefusal::MissingReason),
            Action::Reject(rejection) => (Some(rejection), None),
            Action::WithReason(_, reason) => (None, Some(reason)),
            Action::Plain(_) => (None, None),
        };
        let to = transition.to;
        let next = Self::from_parts(to, rejection.clone()).ok_or(TransitionRefusal::IllegalState { status: from })?;
        Ok((next, TransitionEvent { from, to, at: now, by: transition.by, rejection, reason }))
    }
}
