//! The states of an exam registration (domain.md §3.9), up to the decision of the registration unit.
//!
//! ```text
//! draft     --submit---> submitted  by candidate     in registration
//! submitted --withdraw-> draft      by candidate     in registration
//! rejected  --edit-----> draft      by candidate     in registration
//! submitted --approve--> approved   by school_staff  in review
//! submitted --reject---> rejected   by school_staff  in review
//! approved  --reopen---> submitted  by school_staff  in review
//! ```
//!
//! A rejected form is edited and thereby a draft again, and is then submitted anew. [`TRANSITIONS`] is the
//! table itself; whatever is not in it is an [`TransitionRefusal::IllegalState`].

use serde::{Deserialize, Serialize};

use crate::domain::{
    field_errors::{FieldErrorCode, FieldErrors, required_text},
    season::{Calendar, PhaseKind},
    stored_words::stored_words,
    time::Instant,
};

/// The greatest number of characters of the text of a rejection.
const MAX_REJECTION_TEXT: u16 = 500;

/// The name of a state, as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RegistrationStatus {
    /// Being filled in.
    Draft,
    /// Waits for the registration unit.
    Submitted,
    /// Sent back with a reason.
    Rejected,
    /// Accepted; the candidate can change nothing any more.
    Approved,
}

stored_words!(RegistrationStatus {
    Draft => "draft",
    Submitted => "submitted",
    Rejected => "rejected",
    Approved => "approved",
});

/// The states in which the candidate may change sections.
pub const EDITABLE_BY_CANDIDATE: &[RegistrationStatus] = &[RegistrationStatus::Draft, RegistrationStatus::Rejected];

/// The states in which the registration unit sees the form's content.
pub const VISIBLE_TO_SCHOOL: &[RegistrationStatus] =
    &[RegistrationStatus::Submitted, RegistrationStatus::Rejected, RegistrationStatus::Approved];

/// The states that no action leaves.
pub const TERMINAL: &[RegistrationStatus] = &[];

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
}

/// Why a form was sent back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    /// The kind of reason.
    pub category: RejectionCategory,
    /// What the candidate has to do, in the verifier's words. Never blank.
    pub text: String,
}

/// The kind of reason for which a form is sent back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RejectionCategory {
    /// Papers are wrong, e.g. not studied in grade 12.
    WrongPapers,
    /// The identity data contradict the papers or the registry.
    IdentityMismatch,
    /// Priority claimed without evidence.
    MissingEvidence,
    /// The priority area is wrong.
    WrongArea,
    /// The class or a school is wrong.
    WrongClassOrSchool,
    /// Something else.
    Other,
}

stored_words!(RejectionCategory {
    WrongPapers => "wrong_papers",
    IdentityMismatch => "identity_mismatch",
    MissingEvidence => "missing_evidence",
    WrongArea => "wrong_area",
    WrongClassOrSchool => "wrong_class_or_school",
    Other => "other",
});

/// A rejection as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RejectionForm {
    /// A category's word.
    pub category: String,
    /// What the candidate has to do.
    pub text: String,
}

impl RejectionForm {
    /// Reads the form.
    ///
    /// # Errors
    /// `Missing` or `NotOnOffer` at `category`; `Missing`, `TooLong` (500) or `BadCharacters` at `text`.
    pub fn parse(&self) -> Result<Rejection, FieldErrors> {
        let mut errors = FieldErrors::new();
        let category = match self.category.as_str() {
            "" => Err(FieldErrorCode::Missing),
            word => RejectionCategory::parse(word).ok_or(FieldErrorCode::NotOnOffer),
        };
        let category = errors.collect("category", category);
        // Browsers post line ends as CR LF.
        let text = self.text.replace("\r\n", "\n");
        let text = errors.collect("text", required_text(&text, MAX_REJECTION_TEXT));
        match (category, text) {
            (Some(category), Some(text)) => Ok(Rejection { category, text }),
            _ => Err(errors),
        }
    }
}

/// What somebody does to a registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Hands the form in.
    Submit,
    /// Takes it back before the unit has decided.
    Withdraw,
    /// Starts to change a form that was sent back.
    Edit,
    /// Accepts it.
    Approve,
    /// Sends it back.
    Reject(Rejection),
    /// Takes an approval back that was given together with others; for how long, the queue says.
    Reopen,
}

/// The name of an [`Action`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActionName {
    /// See [`Action::Submit`].
    Submit,
    /// See [`Action::Withdraw`].
    Withdraw,
    /// See [`Action::Edit`].
    Edit,
    /// See [`Action::Approve`].
    Approve,
    /// See [`Action::Reject`].
    Reject,
    /// See [`Action::Reopen`].
    Reopen,
}

stored_words!(ActionName {
    Submit => "submit",
    Withdraw => "withdraw",
    Edit => "edit",
    Approve => "approve",
    Reject => "reject",
    Reopen => "reopen",
});

impl Action {
    /// Which action this is.
    #[must_use]
    pub const fn name(&self) -> ActionName {
        match self {
            Self::Submit => ActionName::Submit,
            Self::Withdraw => ActionName::Withdraw,
            Self::Edit => ActionName::Edit,
            Self::Approve => ActionName::Approve,
            Self::Reject(_) => ActionName::Reject,
            Self::Reopen => ActionName::Reopen,
        }
    }
}

/// Who takes a transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Who {
    /// The candidate whose form it is.
    Candidate,
    /// Staff of the registration unit.
    SchoolStaff,
}

stored_words!(Who { Candidate => "candidate", SchoolStaff => "school_staff" });

/// When a transition may be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PhaseCondition {
    /// While the registration window is open.
    Registration,
    /// From the opening of the registration window to the end of the review period after it.
    Review,
}

/// When registration and review are open. Half open: `opens_at <= now < closes_at`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExamWindows {
    /// Registration and review open.
    pub opens_at: Instant,
    /// Registration closes.
    pub closes_at: Instant,
    /// Review closes; not before registration does.
    pub review_closes_at: Instant,
}

/// One row of the transition table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transition {
    /// The state before.
    pub from: RegistrationStatus,
    /// What is done.
    pub action: ActionName,
    /// The state after.
    pub to: RegistrationStatus,
    /// Who may do it.
    pub by: Who,
    /// When.
    pub phase: PhaseCondition,
}

const fn row(
    from: RegistrationStatus,
    action: ActionName,
    to: RegistrationStatus,
    by: Who,
    phase: PhaseCondition,
) -> Transition {
    Transition { from, action, to, by, phase }
}

/// Every transition there is.
pub const TRANSITIONS: &[Transition] = {
    use ActionName::{Approve, Edit, Reject, Reopen, Submit, Withdraw};
    use PhaseCondition::{Registration, Review};
    use RegistrationStatus::{Approved, Draft, Rejected, Submitted};
    use Who::{Candidate, SchoolStaff};
    &[
        row(Draft, Submit, Submitted, Candidate, Registration),
        row(Submitted, Withdraw, Draft, Candidate, Registration),
        row(Rejected, Edit, Draft, Candidate, Registration),
        row(Submitted, Approve, Approved, SchoolStaff, Review),
        row(Submitted, Reject, Rejected, SchoolStaff, Review),
        row(Approved, Reopen, Submitted, SchoolStaff, Review),
    ]
};

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
    /// A rejection without a text.
    MissingReason,
}

impl ExamWindows {
    /// The windows of a season; `None` where it plans no registration or no review.
    #[must_use]
    pub fn of(calendar: &Calendar) -> Option<Self> {
        let registration = calendar.phase(PhaseKind::ExamRegistration)?;
        let review = calendar.phase(PhaseKind::RegistrationReview)?;
        Some(Self {
            opens_at: registration.opens_at,
            closes_at: registration.closes_at,
            review_closes_at: review.closes_at.max(registration.closes_at),
        })
    }

    /// The windows of a form that was sent back and waits for its next submission: it may be mended until the
    /// review closes, or a return on the last day would cost a year. Its papers stay frozen (domain.md §3.3).
    #[must_use]
    pub const fn of_returned_form(self) -> Self {
        Self { closes_at: self.review_closes_at, ..self }
    }

    /// Whether `phase` is open at `now`.
    ///
    /// # Errors
    /// `NotYetOpen` or `PhaseClosed`.
    pub fn check(&self, phase: PhaseCondition, now: Instant) -> Result<(), TransitionRefusal> {
        let closed_at = match phase {
            PhaseCondition::Registration => self.closes_at,
            PhaseCondition::Review => self.review_closes_at,
        };
        if now < self.opens_at {
            Err(TransitionRefusal::NotYetOpen { opens_at: self.opens_at })
        } else if now >= closed_at {
            Err(TransitionRefusal::PhaseClosed { closed_at })
        } else {
            Ok(())
        }
    }
}

impl ExamRegistrationState {
    /// Puts together what storage keeps apart. `None` when a rejection is missing or out of place.
    #[must_use]
    pub fn from_parts(status: RegistrationStatus, rejection: Option<Rejection>) -> Option<Self> {
        match (status, rejection) {
            (RegistrationStatus::Draft, None) => Some(Self::Draft),
            (RegistrationStatus::Submitted, None) => Some(Self::Submitted),
            (RegistrationStatus::Rejected, Some(rejection)) => Some(Self::Rejected(rejection)),
            (RegistrationStatus::Approved, None) => Some(Self::Approved),
            _ => None,
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
        action: Action,
        now: Instant,
        windows: &ExamWindows,
    ) -> Result<(Self, TransitionEvent), TransitionRefusal> {
        let from = self.status();
        let transition = TRANSITIONS
            .iter()
            .find(|transition| transition.from == from && transition.action == action.name())
            .ok_or(TransitionRefusal::IllegalState { status: from })?;
        windows.check(transition.phase, now)?;
        let rejection = match action {
            Action::Reject(rejection) if rejection.text.trim().is_empty() => {
                return Err(TransitionRefusal::MissingReason);
            }
            Action::Reject(rejection) => Some(rejection),
            Action::Submit | Action::Withdraw | Action::Edit | Action::Approve | Action::Reopen => None,
        };
        let to = transition.to;
        let next = Self::from_parts(to, rejection.clone()).ok_or(TransitionRefusal::IllegalState { status: from })?;
        Ok((next, TransitionEvent { from, to, at: now, by: transition.by, rejection }))
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::*;

    use super::{RegistrationStatus as Status, *};

    fn windows() -> ExamWindows {
        ExamWindows {
            opens_at: Instant::vietnam(2026, 4, 21, 8, 0).unwrap(),
            closes_at: Instant::vietnam(2026, 4, 28, 17, 0).unwrap(),
            review_closes_at: Instant::vietnam(2026, 5, 5, 17, 0).unwrap(),
        }
    }

    fn rejection(text: &str) -> Rejection {
        Rejection { category: RejectionCategory::WrongPapers, text: text.to_owned() }
    }

    fn states() -> [ExamRegistrationState; 4] {
        use ExamRegistrationState::{Approved, Draft, Rejected, Submitted};
        [Draft, Submitted, Rejected(rejection("Chọn lại môn")), Approved]
    }

    fn actions() -> [Action; 6] {
        let reject = Action::Reject(rejection("Chọn lại môn"));
        [Action::Submit, Action::Withdraw, Action::Edit, Action::Approve, reject, Action::Reopen]
    }

    #[test]
    fn the_table_is_the_diagram_of_the_documentation() {
        let mut drawn = String::new();
        for Transition { from, action, to, by, phase } in TRANSITIONS {
            let phase = match phase {
                PhaseCondition::Registration => "registration",
                PhaseCondition::Review => "review",
            };
            writeln!(
                drawn,
                "//! {:<9} --{:-<9}> {:<9}  by {:<12}  in {phase}",
                from.as_str(),
                action.as_str(),
                to.as_str(),
                by.as_str()
            )
            .unwrap();
        }
        let source = include_str!("state.rs");
        let documented = source.split("//! ```text\n").nth(1).and_then(|rest| rest.split("//! ```\n").next());
        assert_eq!(documented, Some(drawn.as_str()));
    }

    #[test]
    fn only_the_transitions_of_the_regulation_exist() {
        let now = windows().opens_at;
        // Rows: draft, submitted, rejected, approved. Columns: submit, withdraw, edit, approve, reject, reopen.
        let expected = [
            [Some(Status::Submitted), None, None, None, None, None],
            [None, Some(Status::Draft), None, Some(Status::Approved), Some(Status::Rejected), None],
            [None, None, Some(Status::Draft), None, None, None],
            [None, None, None, None, None, Some(Status::Submitted)],
        ];
        for (state, expected) in states().into_iter().zip(expected) {
            for (action, expected) in actions().into_iter().zip(expected) {
                let status = state.status();
                let reached = state.clone().apply(action.clone(), now, &windows()).map(|(state, _)| state.status());
                let expected = expected.ok_or(TransitionRefusal::IllegalState { status });
                assert_eq!(reached, expected, "{status:?} {action:?}");
            }
        }
    }

    #[test]
    fn registration_ends_before_review_and_both_at_the_very_instant() {
        let windows = windows();
        let before = windows.opens_at.plus_minutes(-1);
        let last_minute = windows.closes_at.plus_minutes(-1);
        let submit = |now| ExamRegistrationState::Draft.apply(Action::Submit, now, &windows).map(|_| ());
        let approve = |now| ExamRegistrationState::Submitted.apply(Action::Approve, now, &windows).map(|_| ());
        let not_yet = Err(TransitionRefusal::NotYetOpen { opens_at: windows.opens_at });
        assert_eq!((submit(before), approve(before)), (not_yet, not_yet));
        assert_eq!((submit(last_minute), approve(last_minute)), (Ok(()), Ok(())));
        let closed = |closed_at| Err(TransitionRefusal::PhaseClosed { closed_at });
        assert_eq!((submit(windows.closes_at), approve(windows.closes_at)), (closed(windows.closes_at), Ok(())));
        assert_eq!(approve(windows.review_closes_at), closed(windows.review_closes_at));
    }

    #[test]
    fn a_rejection_needs_a_text_and_stays_with_the_form_until_it_is_edited() {
        let now = windows().opens_at;
        let submitted = ExamRegistrationState::Submitted;
        let blank = submitted.clone().apply(Action::Reject(rejection(" \n")), now, &windows());
        assert_eq!(blank, Err(TransitionRefusal::MissingReason));
        let (rejected, event) = submitted.apply(Action::Reject(rejection("Sai môn")), now, &windows()).unwrap();
        assert_eq!(rejected.rejection(), Some(&rejection("Sai môn")));
        assert_eq!((event.by, event.at, event.rejection), (Who::SchoolStaff, now, Some(rejection("Sai môn"))));
        let (draft, event) = rejected.apply(Action::Edit, now, &windows()).unwrap();
        assert_eq!((draft, event.by, event.rejection), (ExamRegistrationState::Draft, Who::Candidate, None));
    }

    #[test]
    fn the_named_sets_follow_from_the_table() {
        for status in Status::ALL {
            let leaves = |by: &[Who]| TRANSITIONS.iter().any(|row| row.from == *status && by.contains(&row.by));
            assert_eq!(TERMINAL.contains(status), !leaves(&[Who::Candidate, Who::SchoolStaff]), "{status:?}");
            assert_eq!(VISIBLE_TO_SCHOOL.contains(status), *status != Status::Draft, "{status:?}");
            let is_on_the_way_to_submission = leaves(&[Who::Candidate]) && !leaves(&[Who::SchoolStaff]);
            assert_eq!(EDITABLE_BY_CANDIDATE.contains(status), is_on_the_way_to_submission, "{status:?}");
        }
    }

    #[test]
    fn a_rejection_is_read_from_its_form() {
        let form = |category: &str, text: &str| RejectionForm { category: category.into(), text: text.into() };
        let expected = Rejection { category: RejectionCategory::WrongArea, text: "Dòng 1\nDòng 2".into() };
        assert_eq!(form("wrong_area", " Dòng 1\r\nDòng 2 ").parse(), Ok(expected));
        let errors = form("", "").parse().unwrap_err();
        assert_eq!(errors.of("category"), Some(&FieldErrorCode::Missing));
        assert_eq!(errors.of("text"), Some(&FieldErrorCode::Missing));
        let unknown = form("bad_mood", "Sai").parse();
        assert_eq!(unknown, Err(FieldErrors::one("category", FieldErrorCode::NotOnOffer)));
    }

    proptest! {
        #[test]
        fn nothing_but_reopening_leaves_approved_and_no_reason_is_lost(
            steps in prop::collection::vec((0..6_usize, 0..30_000_i64), 0..40)
        ) {
            let windows = windows();
            let mut state = ExamRegistrationState::Draft;
            for (action, minutes) in steps {
                let now = windows.opens_at.plus_minutes(minutes - 2_000);
                let was_approved = state == ExamRegistrationState::Approved;
                if let Ok((next, event)) = state.clone().apply(actions()[action].clone(), now, &windows) {
                    prop_assert!(!was_approved || actions()[action] == Action::Reopen);
                    prop_assert_eq!((event.from, event.to), (state.status(), next.status()));
                    prop_assert!(now >= windows.opens_at && now < windows.review_closes_at);
                    state = next;
                }
                prop_assert_eq!(state.rejection().is_some(), state.status() == Status::Rejected);
            }
        }
    }
}
