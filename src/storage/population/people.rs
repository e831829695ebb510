//! A made-up person with all that is the person's, and what a unit has done with its own.

use time::Date;
use uuid::Uuid;

use crate::domain::{
    exam::{state::TransitionEvent, subject::Subject},
    score::Score,
    time::Instant,
};

/// What a unit has to its name once its candidates are made up.
#[derive(Debug, Clone)]
pub struct SeededUnitWork {
    /// The unit.
    pub unit: Uuid,
    /// Everybody on its roll.
    pub candidates: Vec<SeededCandidate>,
    /// The list that its head signed off: when, who and how many forms, with a fresh id.
    pub sign_off: Option<(Uuid, Instant, Uuid, usize)>,
    /// Where its candidates sit the exam.
    pub venue: Option<SeededVenue>,
}

/// A venue where numbers were given out.
#[derive(Debug, Clone)]
pub struct SeededVenue {
    /// A fresh id.
    pub id: Uuid,
    /// Its department.
    pub department: String,
    /// Its two digits.
    pub venue_code: String,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub address: String,
    /// A fresh id for the run that gave the numbers out.
    pub numbering: Uuid,
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: Uuid,
}

/// One of the many. The id names the row of the roll, the person, the candidate and the form.
#[derive(Debug, Clone)]
pub struct SeededCandidate {
    /// A fresh id.
    pub id: Uuid,
    /// Twelve digits.
    pub identity_number: String,
    /// Full name.
    pub full_name: String,
    /// Day of birth.
    pub birth_date: Date,
    /// What the school's roll says instead, where it errs.
    pub birth_date_on_roll: Date,
    /// `female` or `male`.
    pub sex: &'static str,
    /// Ethnic group.
    pub ethnic_group: String,
    /// The class of grade 12; empty of free candidates.
    pub class_name: String,
    /// The school of grades 10 and 11, of pupils.
    pub school: Option<String>,
    /// The ground of the registration.
    pub kind: &'static str,
    /// The first sign-in; whoever never signed in is on the roll alone.
    pub signed_in_at: Option<Instant>,
    /// What the population registry said.
    pub comparison: Option<SeededComparison>,
    /// The registration, once begun.
    pub form: Option<SeededForm>,
    /// The place at the exam.
    pub seat: Option<SeededSeat>,
    /// What came of it.
    pub marks: Vec<(Subject, Score)>,
}

/// A comparison with the population registry.
#[derive(Debug, Clone)]
pub struct SeededComparison {
    /// The word of the outcome.
    pub status: &'static str,
    /// The field that differs and what the registry holds in it.
    pub difference: Option<(&'static str, String)>,
    /// A fresh id for the evidence.
    pub id: Uuid,
    /// The number of the request.
    pub request_id: Uuid,
    /// When.
    pub at: Instant,
    /// The hash of the answer.
    pub answer_sha256: [u8; 32],
}

/// A registration with its history.
#[derive(Debug, Clone)]
pub struct SeededForm {
    /// The word of its state.
    pub state: &'static str,
    /// Its number, once submitted.
    pub form_number: Option<String>,
    /// When it was submitted last for the first time, i.e. out of a draft.
    pub submitted_at: Option<Instant>,
    /// The latest decision.
    pub decided_at: Option<Instant>,
    /// Category and words of a standing rejection.
    pub rejection: Option<(&'static str, String)>,
    /// The latest change of anything.
    pub updated_at: Instant,
    /// What was typed.
    pub sections: Vec<SeededSection>,
    /// What was submitted, as JSON; the same each time.
    pub content: String,
    /// When, and the number of the paper.
    pub submissions: Vec<(Instant, String)>,
    /// Every change of state with a fresh id and the account of whoever did it.
    pub changes: Vec<SeededChange>,
    /// What is asked to be corrected, as JSON, with a fresh id and the moment.
    pub correction: Option<(Uuid, String, Instant)>,
    /// Why and by whom it was unlocked.
    pub unlock: Option<SeededUnlock>,
}

/// A section as typed.
#[derive(Debug, Clone)]
pub struct SeededSection {
    /// Its word.
    pub section: &'static str,
    /// What was typed, as JSON.
    pub form: String,
    /// When.
    pub saved_at: Instant,
}

/// A change of state.
#[derive(Debug, Clone)]
pub struct SeededChange {
    /// A fresh id.
    pub id: Uuid,
    /// What happened.
    pub event: TransitionEvent,
    /// The kind of actor.
    pub actor_kind: &'static str,
    /// The account, or the candidate.
    pub actor_id: Uuid,
}

/// An unlocking by two people.
#[derive(Debug, Clone)]
pub struct SeededUnlock {
    /// A fresh id.
    pub id: Uuid,
    /// Why.
    pub reason: String,
    /// When it was asked for.
    pub requested_at: Instant,
    /// By whom.
    pub requested_by: Uuid,
    /// When it was granted.
    pub decided_at: Instant,
    /// By whom.
    pub decided_by: Uuid,
}

/// A place at the exam, in the unit's venue.
#[derive(Debug, Clone)]
pub struct SeededSeat {
    /// The candidate number.
    pub number: String,
    /// The room.
    pub room: u16,
    /// The place in it.
    pub seat: u16,
    /// The number of the notice.
    pub document_code: String,
}
