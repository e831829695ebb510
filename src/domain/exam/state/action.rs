//! What people do to a registration.

use super::Rejection;
use crate::domain::stored_words::stored_words;

/// What somebody does to a registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Sends it back.
    Reject(Rejection),
    /// Something that needs words: what is wrong, or why. Never blank.
    WithReason(ReasonedAction, String),
    /// Anything else.
    Plain(PlainAction),
}

/// The name of an [`Action`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActionName {
    /// See [`Action::Reject`].
    Reject,
    /// See [`Action::WithReason`].
    WithReason(ReasonedAction),
    /// See [`Action::Plain`].
    Plain(PlainAction),
}

/// An action that is taken without a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlainAction {
    /// Hands the form in.
    Submit,
    /// Takes it back before the unit has decided.
    Withdraw,
    /// Starts to change a form that was sent back.
    Edit,
    /// Gives it up.
    Cancel,
    /// Takes up again what was given up.
    BeginAgain,
    /// Accepts it.
    Approve,
    /// Takes an approval back that was given together with others; for how long, the queue says.
    Reopen,
    /// Ends a request for a correction, granted or not.
    ResolveCorrection,
    /// Puts it into the signed-off list.
    Lock,
    /// Puts it back into the list.
    Relock,
    /// Records the candidate's signature on paper.
    Sign,
    /// Confirms in the portal what the signature confirms on paper.
    Confirm,
    /// Gives it a candidate number.
    Number,
}

stored_words!(PlainAction {
    Submit => "submit",
    Withdraw => "withdraw",
    Edit => "edit",
    Cancel => "cancel",
    BeginAgain => "begin_again",
    Approve => "approve",
    Reopen => "reopen",
    ResolveCorrection => "resolve_correction",
    Lock => "lock",
    Relock => "relock",
    Sign => "sign",
    Confirm => "confirm",
    Number => "number",
});

/// An action that is taken with a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReasonedAction {
    /// Says what is wrong in an accepted form.
    RequestCorrection,
    /// Finds that the candidate may not sit the exam.
    DeclareIneligible,
    /// Finds that the candidate may sit the exam after all.
    Reinstate,
    /// Takes it out of the signed-off list.
    Unlock,
    /// Ends it for the unit.
    Strike,
}

stored_words!(ReasonedAction {
    RequestCorrection => "request_correction",
    DeclareIneligible => "declare_ineligible",
    Reinstate => "reinstate",
    Unlock => "unlock",
    Strike => "strike",
});

impl From<PlainAction> for Action {
    fn from(action: PlainAction) -> Self {
        Self::Plain(action)
    }
}

impl Action {
    /// Which action this is.
    #[must_use]
    pub const fn name(&self) -> ActionName {
        match self {
            Self::Reject(_) => ActionName::Reject,
            Self::WithReason(action, _) => ActionName::WithReason(*action),
            Self::Plain(action) => ActionName::Plain(*action),
        }
    }
}

impl ActionName {
    /// The word of the action.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reject => "reject",
            Self::WithReason(action) => action.as_str(),
            Self::Plain(action) => action.as_str(),
        }
    }
}
