//! What has happened to a registration until it came to its state: every step by the table of transitions
//! (domain/exam/state), within the season's windows, by whoever may take it.

use uuid::Uuid;

use super::places::Stage;
use crate::{
    domain::{
        exam::state::{
            Action, ExamRegistrationState, ExamWindows, PlainAction, ReasonedAction, RegistrationStatus, Rejection,
            RejectionCategory, Who,
        },
        time::Instant,
    },
    storage::population::SeededChange,
    usecases::system::draw::Draw,
};

use PlainAction::{Approve, Cancel, Confirm, Edit, Lock, Number, Submit};
use RegistrationStatus::{
    Approved, Cancelled, CorrectionRequested, Draft, Ineligible, Locked, Numbered, Rejected, Signed, Submitted,
    Unlocked,
};

const MINUTES_OF_A_DAY: i64 = 24 * 60;
/// From sign-in to submission at least.
const FILLING_MINUTES: i64 = 25;
/// So many of a thousand forms were sent back once before they went on.
const RETURNED_PER_MILLE: usize = 60;

/// Where forms of a unit stand that verifies, by how many of a thousand.
const WHILE_VERIFYING: [(RegistrationStatus, u64); 7] = [
    (Draft, 120),
    (Submitted, 330),
    (Rejected, 60),
    (Approved, 450),
    (CorrectionRequested, 20),
    (Ineligible, 5),
    (Cancelled, 15),
];
/// The same once the list is signed off.
const SIGNED_OFF: [(RegistrationStatus, u64); 5] =
    [(Locked, 380), (Signed, 585), (Unlocked, 15), (Ineligible, 5), (Cancelled, 15)];
/// The same once numbers are given out.
const NUMBERED: [(RegistrationStatus, u64); 3] = [(Numbered, 980), (Ineligible, 5), (Cancelled, 15)];

/// Why forms are sent back.
const REJECTIONS: [(RejectionCategory, &str); 5] = [
    (RejectionCategory::WrongPapers, "Môn tự chọn không đúng với môn đã học ở lớp 12. Em chọn lại giúp thầy cô."),
    (RejectionCategory::IdentityMismatch, "Ngày sinh không khớp với căn cước. Em kiểm tra và nộp lại."),
    (RejectionCategory::MissingEvidence, "Thiếu minh chứng ưu tiên. Em bổ sung rồi nộp lại."),
    (RejectionCategory::WrongArea, "Khu vực ưu tiên chưa đúng. Em xem lại nơi học cấp ba."),
    (RejectionCategory::WrongClassOrSchool, "Tên lớp chưa đúng với danh sách của trường."),
];

/// When a unit does what.
pub struct Moments {
    /// Everybody has signed in for the first time.
    pub last_sign_in: Instant,
    /// The head signs the list off.
    pub lock: Instant,
    /// Numbers are given out.
    pub number: Instant,
}

impl Moments {
    /// Those of a unit, within the season's windows.
    pub fn of_unit(draw: &Draw, windows: &ExamWindows) -> Self {
        let lock = windows.review_closes_at.plus_minutes(60);
        Self {
            last_sign_in: windows.closes_at.plus_minutes(-MINUTES_OF_A_DAY / 2),
            lock: draw.moment(lock, lock.plus_minutes(3 * MINUTES_OF_A_DAY)),
            number: windows.exam_opens_at.plus_minutes(-7 * MINUTES_OF_A_DAY),
        }
    }
}

/// Who works on the forms of a unit.
#[derive(Debug, Clone, Copy)]
pub struct Actors {
    pub verifier: Uuid,
    pub head: Uuid,
    /// Leads the department.
    pub lead: Uuid,
}

/// What has happened.
pub struct History {
    pub state: RegistrationStatus,
    pub rejection: Option<(&'static str, String)>,
    /// When it was submitted, each time.
    pub submissions: Vec<Instant>,
    pub decided_at: Option<Instant>,
    pub changes: Vec<SeededChange>,
    /// Asked for, granted, why.
    pub unlock: Option<(Instant, Instant, String)>,
}

/// A form on its way.
struct Walk<'a> {
    draw: &'a Draw,
    candidate: Uuid,
    actors: Actors,
    windows: ExamWindows,
    state: ExamRegistrationState,
    history: History,
}

impl Walk<'_> {
    /// Takes a step. `None` where the table or the windows do not allow it.
    fn step(&mut self, action: impl Into<Action>, at: Instant) -> Option<()> {
        let state = std::mem::replace(&mut self.state, ExamRegistrationState::Draft);
        let is_mending = matches!(state.status(), Draft | Rejected) && !self.history.submissions.is_empty();
        let windows = if is_mending { self.windows.of_returned_form() } else { self.windows };
        let (state, event) = state.apply(action, at, &windows).ok()?;
        let (actor_kind, actor_id) = match event.by {
            Who::Candidate => ("candidate", self.candidate),
            Who::SchoolStaff => ("school_staff", self.actors.verifier),
            Who::SchoolHead => ("school_head", self.actors.head),
            Who::DepartmentStaff | Who::Council => ("department_lead", self.actors.lead),
        };
        match event.to {
            Submitted => self.history.submissions.push(at),
            Approved | Rejected => self.history.decided_at = Some(at),
            _ => {}
        }
        self.state = state;
        self.history.changes.push(SeededChange { id: self.draw.id(at), event, actor_kind, actor_id });
        Some(())
    }

    fn reject(&mut self, at: Instant) -> Option<()> {
        let (category, text) = self.draw.one_of(&REJECTIONS)?;
        self.step(Action::Reject(Rejection { category, text: text.to_owned() }), at)
    }

    fn with_reason(&mut self, action: ReasonedAction, reason: &str, at: Instant) -> Option<()> {
        self.step(Action::WithReason(action, reason.to_owned()), at)
    }
}

impl History {
    /// A form of a unit at this stage, begun at `signed_in_at`.
    pub fn make(
        draw: &Draw,
        candidate: Uuid,
        stage: Stage,
        signed_in_at: Instant,
        moments: &Moments,
        actors: Actors,
        windows: &ExamWindows,
    ) -> Option<Self> {
        let aim = draw.weighted(match stage {
            Stage::Verifying => &WHILE_VERIFYING[..],
            Stage::SignedOff => &SIGNED_OFF,
            Stage::Numbered => &NUMBERED,
        })?;
        let history = Self {
            state: Draft,
            rejection: None,
            submissions: Vec::new(),
            decided_at: None,
            changes: Vec::new(),
            unlock: None,
        };
        let state = ExamRegistrationState::Draft;
        let mut walk = Walk { draw, candidate, actors, windows: *windows, state, history };
        let begun = signed_in_at.plus_minutes(FILLING_MINUTES);
        walk.to(aim, begun, moments)?;
        walk.history.state = walk.state.status();
        walk.history.rejection =
            walk.state.rejection().map(|rejection| (rejection.category.as_str(), rejection.text.clone()));
        Some(walk.history)
    }
}

impl Walk<'_> {
    fn to(&mut self, aim: RegistrationStatus, begun: Instant, moments: &Moments) -> Option<()> {
        // What is mended after the window has closed cannot be given up any more.
        let was_returned = !matches!(aim, Rejected | Cancelled) && self.draw.happens(RETURNED_PER_MILLE);
        if aim == Draft && !was_returned {
            return Some(());
        }
        let mut at = self.draw.moment(begun, self.windows.closes_at.plus_seconds(-2));
        self.step(Submit, at)?;
        if was_returned {
            at = self.later(at);
            self.reject(at)?;
            at = self.later(at);
            self.step(Edit, at)?;
            if aim == Draft {
                return Some(());
            }
            at = self.later(at);
            self.step(Submit, at)?;
        }
        let decided = self.later(at);
        match aim {
            Submitted => return Some(()),
            Cancelled => return self.step(Cancel, at.plus_seconds(1)),
            Rejected => return self.reject(decided),
            Ineligible => {
                return self.with_reason(
                    ReasonedAction::DeclareIneligible,
                    "Chưa đủ điều kiện dự thi theo Quy chế.",
                    decided,
                );
            }
            _ => self.step(Approve, decided)?,
        }
        if aim == CorrectionRequested {
            let asked = self.later(decided);
            return self.with_reason(ReasonedAction::RequestCorrection, "Em đã đổi số điện thoại.", asked);
        }
        if aim == Approved {
            return Some(());
        }
        self.step(Lock, moments.lock)?;
        let requested = moments.lock.plus_minutes(MINUTES_OF_A_DAY);
        if aim == Unlocked {
            let granted = self.draw.moment(requested, requested.plus_minutes(MINUTES_OF_A_DAY));
            let reason = "Sai tên lớp trong danh sách đã chốt.";
            self.history.unlock = Some((requested, granted, reason.to_owned()));
            return self.with_reason(ReasonedAction::Unlock, reason, granted);
        }
        if aim != Locked {
            let signed = self.draw.moment(requested, requested.plus_minutes(5 * MINUTES_OF_A_DAY));
            self.step(Confirm, signed)?;
        }
        if aim == Numbered {
            self.step(Number, moments.number)?;
        }
        Some(())
    }

    /// A moment within two days, and always a little before the review closes.
    fn later(&self, at: Instant) -> Instant {
        let latest = at.plus_minutes(2 * MINUTES_OF_A_DAY).min(self.windows.review_closes_at.plus_minutes(-1));
        self.draw.moment(at.plus_seconds(1), latest)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn windows() -> ExamWindows {
        let at = |month, day, hour| Instant::vietnam(2026, month, day, hour, 0).unwrap();
        ExamWindows {
            opens_at: at(4, 21, 8),
            closes_at: at(4, 28, 17),
            review_closes_at: at(5, 9, 17),
            eligibility_closes_at: at(5, 26, 14),
            exam_opens_at: at(6, 10, 14),
        }
    }

    #[test]
    fn every_history_ends_where_its_unit_stands() {
        let windows = windows();
        let id = Uuid::nil();
        let actors = Actors { verifier: id, head: id, lead: id };
        for (stage, expected) in [
            (
                Stage::Verifying,
                &["approved", "cancelled", "correction_requested", "draft", "ineligible", "rejected", "submitted"][..],
            ),
            (Stage::SignedOff, &["cancelled", "ineligible", "locked", "signed", "unlocked"]),
            (Stage::Numbered, &["cancelled", "ineligible", "numbered"]),
        ] {
            let mut seen = BTreeSet::new();
            for part in 0..3_000 {
                let draw = Draw::of_part(11, part);
                let moments = Moments::of_unit(&draw, &windows);
                let signed_in = draw.moment(windows.opens_at, moments.last_sign_in);
                let history = History::make(&draw, id, stage, signed_in, &moments, actors, &windows);
                let history = history.expect("the table allows each step");
                let moments: Vec<Instant> = history.changes.iter().map(|change| change.event.at).collect();
                assert!(moments.is_sorted(), "{moments:?}");
                assert_eq!(history.changes.last().map_or(Draft, |change| change.event.to), history.state);
                assert_eq!(history.rejection.is_some(), history.state == Rejected);
                seen.insert(history.state.as_str());
            }
            assert_eq!(seen.into_iter().collect::<Vec<_>>(), expected);
        }
    }
}
