//! How a run becomes public: an operator of the ministry proposes it, a releaser approves.
//!
//! ```text
//! proposed --approve--> approved  by releaser
//! proposed --reject---> rejected  by releaser
//! proposed --withdraw-> withdrawn by proposer
//! ```
//!
//! A proposal names a run and the instant from which candidates see it; neither changes later. A newer run does not
//! end it. What is not drawn is refused: an ended proposal stays as it ended, and nobody decides on the own one.

use serde::{Deserialize, Serialize};

use crate::domain::{
    field_errors::{FieldErrorCode, FieldErrors, required_text},
    ids::{MatchingRunId, PublicationProposalId, StaffId},
    stored_words::stored_words,
    time::Instant,
};

/// The greatest number of characters of the reason of a rejection.
const MAX_REASON: u16 = 500;

/// Where a proposal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProposalStatus {
    /// Waits for a releaser.
    Proposed,
    /// The run was published by it.
    Approved,
    /// A releaser refused it.
    Rejected,
    /// Its proposer took it back.
    Withdrawn,
}

stored_words!(ProposalStatus {
    Proposed => "proposed",
    Approved => "approved",
    Rejected => "rejected",
    Withdrawn => "withdrawn",
});

/// What ends a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProposalAction {
    /// Publishes the run.
    Approve,
    /// Refuses it, for a reason that is never blank.
    Reject(String),
    /// Takes it back.
    Withdraw,
}

/// The name of a [`ProposalAction`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProposalActionName {
    /// See [`ProposalAction::Approve`].
    Approve,
    /// See [`ProposalAction::Reject`].
    Reject,
    /// See [`ProposalAction::Withdraw`].
    Withdraw,
}

stored_words!(ProposalActionName { Approve => "approve", Reject => "reject", Withdraw => "withdraw" });

impl ProposalAction {
    /// Which action this is.
    #[must_use]
    pub const fn name(&self) -> ProposalActionName {
        match self {
            Self::Approve => ProposalActionName::Approve,
            Self::Reject(_) => ProposalActionName::Reject,
            Self::Withdraw => ProposalActionName::Withdraw,
        }
    }
}

/// Who takes a transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Who {
    /// The one who proposed.
    Proposer,
    /// One who releases, and never the one who proposed.
    Releaser,
}

stored_words!(Who { Proposer => "proposer", Releaser => "releaser" });

/// Every transition there is: from, by what, to, by whom.
pub const TRANSITIONS: [(ProposalStatus, ProposalActionName, ProposalStatus, Who); 3] = {
    use ProposalActionName::{Approve, Reject, Withdraw};
    use ProposalStatus::{Approved, Proposed, Rejected, Withdrawn};
    [
        (Proposed, Approve, Approved, Who::Releaser),
        (Proposed, Reject, Rejected, Who::Releaser),
        (Proposed, Withdraw, Withdrawn, Who::Proposer),
    ]
};

/// How a proposal ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalEnd {
    /// `Approved`, `Rejected` or `Withdrawn`.
    pub status: ProposalStatus,
    /// By whom.
    pub by: StaffId,
    /// When.
    pub at: Instant,
    /// Why, of a rejection.
    pub reason: Option<String>,
}

/// A proposal to publish a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicationProposal {
    /// Its id.
    pub id: PublicationProposalId,
    /// The run.
    pub run: MatchingRunId,
    /// Hex SHA-256 of the result that was proposed.
    pub output_sha256: String,
    /// From when candidates are to see it; an instant that has passed means at once.
    pub visible_from: Instant,
    /// By whom.
    pub proposed_by: StaffId,
    /// When.
    pub proposed_at: Instant,
    /// How it ended; `None` while it waits.
    pub end: Option<ProposalEnd>,
}

/// Why nothing is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProposalRefusal {
    /// It has ended already.
    Ended {
        /// How.
        status: ProposalStatus,
    },
    /// Nobody decides on the own proposal.
    OwnProposal,
    /// Only the proposer takes it back.
    NotTheProposer,
}

impl PublicationProposal {
    /// Where it stands.
    #[must_use]
    pub fn status(&self) -> ProposalStatus {
        self.end.as_ref().map_or(ProposalStatus::Proposed, |end| end.status)
    }

    /// Ends it: the proposal before is used up.
    ///
    /// # Errors
    /// First `Ended`, then who may not.
    pub fn apply(self, action: ProposalAction, by: StaffId, now: Instant) -> Result<Self, ProposalRefusal> {
        let from = self.status();
        let transition = TRANSITIONS.iter().find(|(before, name, ..)| (*before, *name) == (from, action.name()));
        let (_, _, status, who) = transition.ok_or(ProposalRefusal::Ended { status: from })?;
        match who {
            Who::Proposer if by != self.proposed_by => return Err(ProposalRefusal::NotTheProposer),
            Who::Releaser if by == self.proposed_by => return Err(ProposalRefusal::OwnProposal),
            Who::Proposer | Who::Releaser => {}
        }
        let reason = match action {
            ProposalAction::Reject(reason) => Some(reason),
            ProposalAction::Approve | ProposalAction::Withdraw => None,
        };
        Ok(Self { end: Some(ProposalEnd { status: *status, by, at: now, reason }), ..self })
    }
}

/// From when candidates are to see a run, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalForm {
    /// A moment in Vietnam.
    pub visible_from: String,
}

impl ProposalForm {
    /// Reads the form.
    ///
    /// # Errors
    /// `Missing` or `NotAnInstant` at `visible_from`.
    pub fn parse(&self) -> Result<Instant, FieldErrors> {
        let error = |code| FieldErrors::one("visible_from", code);
        if self.visible_from.trim().is_empty() {
            return Err(error(FieldErrorCode::Missing));
        }
        Instant::parse(&self.visible_from).ok_or_else(|| error(FieldErrorCode::NotAnInstant))
    }
}

/// Why a proposal is refused, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalRejectionForm {
    /// What the proposer reads.
    pub reason: String,
}

impl ProposalRejectionForm {
    /// Reads the form.
    ///
    /// # Errors
    /// `Missing`, `TooLong` (500) or `BadCharacters` at `reason`.
    pub fn parse(&self) -> Result<String, FieldErrors> {
        // Browsers post line ends as CR LF.
        let text = self.reason.replace("\r\n", "\n");
        required_text(&text, MAX_REASON).map_err(|code| FieldErrors::one("reason", code))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const fn staff(number: u128) -> StaffId {
        StaffId(Uuid::from_u128(number))
    }

    fn at(hour: u8) -> Instant {
        Instant::vietnam(2026, 8, 12, hour, 0).unwrap()
    }

    fn proposal() -> PublicationProposal {
        PublicationProposal {
            id: PublicationProposalId(Uuid::from_u128(7)),
            run: MatchingRunId(Uuid::from_u128(8)),
            output_sha256: "ab".repeat(32),
            visible_from: at(17),
            proposed_by: staff(1),
            proposed_at: at(9),
            end: None,
        }
    }

    fn actions() -> [ProposalAction; 3] {
        [ProposalAction::Approve, ProposalAction::Reject("Sai chỉ tiêu".to_owned()), ProposalAction::Withdraw]
    }

    #[test]
    fn the_drawing_at_the_head_of_the_file_is_the_table() {
        let drawn: Vec<String> = TRANSITIONS
            .iter()
            .map(|(from, action, to, who)| {
                let arrow = format!("--{}", action.as_str());
                format!("//! {} {arrow:-<11}> {:<9} by {}", from.as_str(), to.as_str(), who.as_str())
            })
            .collect();
        let head = include_str!("publication.rs").split("//! ```").nth(1).unwrap();
        let documented: Vec<&str> = head.lines().skip(1).collect();
        assert_eq!(documented, drawn);
    }

    #[test]
    fn releaser_decides_and_the_proposer_alone_takes_back() {
        let reason = Some("Sai chỉ tiêu".to_owned());
        let ended = |status, by, reason| Ok(Some(ProposalEnd { status, by, at: at(10), reason }));
        let cases = [
            (staff(1), Err(ProposalRefusal::OwnProposal)),
            (staff(2), ended(ProposalStatus::Approved, staff(2), None)),
            (staff(1), Err(ProposalRefusal::OwnProposal)),
            (staff(2), ended(ProposalStatus::Rejected, staff(2), reason)),
            (staff(2), Err(ProposalRefusal::NotTheProposer)),
            (staff(1), ended(ProposalStatus::Withdrawn, staff(1), None)),
        ];
        let twice = actions().into_iter().flat_map(|action| [action.clone(), action]);
        for (action, (by, expected)) in twice.zip(cases) {
            let outcome = proposal().apply(action.clone(), by, at(10)).map(|next| next.end);
            assert_eq!(outcome, expected, "{action:?} by {by}");
        }
    }

    #[test]
    fn what_has_ended_takes_nothing_more() {
        for (first, by) in actions().into_iter().zip([staff(2), staff(2), staff(1)]) {
            let ended = proposal().apply(first, by, at(10)).unwrap();
            let status = ended.status();
            for second in actions() {
                for by in [staff(1), staff(2), staff(3)] {
                    let refused = ended.clone().apply(second.clone(), by, at(11));
                    assert_eq!(refused, Err(ProposalRefusal::Ended { status }), "{status:?} {second:?}");
                }
            }
        }
    }

    #[test]
    fn forms_say_what_is_wrong() {
        let form = |text: &str| ProposalForm { visible_from: text.to_owned() }.parse();
        assert_eq!(form("2026-08-12T17:00"), Ok(at(17)));
        assert_eq!(form(" "), Err(FieldErrors::one("visible_from", FieldErrorCode::Missing)));
        assert_eq!(form("17:00 12/08/2026"), Err(FieldErrors::one("visible_from", FieldErrorCode::NotAnInstant)));
        let reason = |text: &str| ProposalRejectionForm { reason: text.to_owned() }.parse();
        assert_eq!(reason(" Sai\r\nchỉ tiêu "), Ok("Sai\nchỉ tiêu".to_owned()));
        assert_eq!(reason("\r\n"), Err(FieldErrors::one("reason", FieldErrorCode::Missing)));
        let too_long = FieldErrors::one("reason", FieldErrorCode::TooLong { max: 500 });
        assert_eq!(reason(&"a".repeat(501)), Err(too_long));
    }
}
