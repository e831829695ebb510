//! What is typed: which papers a candidate wants marked again, and what the council makes of one.

use serde::{Deserialize, Serialize};

use super::{AppealAction, Proposal};
use crate::domain::{
    exam::{results::MAX_MARK, subject::Subject},
    field_errors::{FieldErrorCode, FieldErrors, required_text},
    ids::StaffId,
    score::Score,
};

/// The longest reason of the council, in characters.
pub const MAX_REASON: u16 = 500;

/// The papers that a candidate chose, as posted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AppealForm {
    /// The words of the subjects.
    pub subject: Vec<String>,
}

impl AppealForm {
    /// The papers, of those that are `open` to an appeal: sat, with a mark, and without an appeal that stands. Each once.
    ///
    /// # Errors
    /// `Missing` at `subject` when none is chosen; `NotOnOffer` for one that is not open.
    pub fn parse(&self, open: &[Subject]) -> Result<Vec<Subject>, FieldErrors> {
        let mut chosen = Vec::with_capacity(self.subject.len());
        for word in &self.subject {
            match Subject::parse(word).filter(|subject| open.contains(subject)) {
                Some(subject) if chosen.contains(&subject) => {}
                Some(subject) => chosen.push(subject),
                None => return Err(FieldErrors::one("subject", FieldErrorCode::NotOnOffer)),
            }
        }
        if chosen.is_empty() { Err(FieldErrors::one("subject", FieldErrorCode::Missing)) } else { Ok(chosen) }
    }
}

/// What somebody of the council says of an appeal, as posted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DecisionForm {
    /// The word of the action: `keep`, `propose`, `send_back` or `confirm`.
    pub decision: String,
    /// The new mark of a proposal.
    pub mark: String,
    /// Why; not asked for where a proposal is confirmed, for it is the proposal's.
    pub reason: String,
}

impl DecisionForm {
    /// The action, by the member of staff who acts, on an appeal against `published`.
    ///
    /// # Errors
    /// `Missing` or `NotOnOffer` at `decision`; at `mark` of a proposal `Missing`, `NotANumber`, `AboveLimit` or `SameMark`,
    /// of a mark that stands `MarkNotWanted`; at `reason` those of
    /// [`required_text`].
    pub fn parse(&self, published: Score, by: StaffId) -> Result<AppealAction, FieldErrors> {
        let mut errors = FieldErrors::new();
        let action = match self.decision.as_str() {
            // Final once it is said: a mark that was typed means that something else was meant.
            "keep" => {
                let is_plain = if self.mark.trim().is_empty() { Ok(()) } else { Err(FieldErrorCode::MarkNotWanted) };
                let is_plain = errors.collect("mark", is_plain);
                let reason = self.reason(&mut errors);
                is_plain.zip(reason).map(|((), reason)| AppealAction::Keep { reason, by })
            }
            "send_back" => self.reason(&mut errors).map(|reason| AppealAction::SendBack { reason, by }),
            "confirm" => Some(AppealAction::Confirm { by }),
            "propose" => {
                let mark = errors.collect("mark", read_mark(&self.mark, published));
                let reason = self.reason(&mut errors);
                mark.zip(reason).map(|(mark, reason)| AppealAction::Propose(Proposal { mark, reason, by }))
            }
            "" => errors.collect("decision", Err(FieldErrorCode::Missing)),
            _ => errors.collect("decision", Err(FieldErrorCode::NotOnOffer)),
        };
        action.ok_or(errors)
    }

    fn reason(&self, errors: &mut FieldErrors) -> Option<String> {
        errors.collect("reason", required_text(&self.reason.replace("\r\n", "\n"), MAX_REASON))
    }
}

fn read_mark(text: &str, published: Score) -> Result<Score, FieldErrorCode> {
    let mark = match text.trim() {
        "" => return Err(FieldErrorCode::Missing),
        text => Score::parse(text).ok_or(FieldErrorCode::NotANumber)?,
    };
    if mark > MAX_MARK {
        Err(FieldErrorCode::AboveLimit { limit: 10 })
    } else if mark == published {
        Err(FieldErrorCode::SameMark)
    } else {
        Ok(mark)
    }
}
