//! When what may be done to a registration.

use super::TransitionRefusal;
use crate::domain::{
    season::{PhaseKind, Season},
    stored_words::stored_words,
    time::Instant,
};

/// When a transition may be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PhaseCondition {
    /// While the registration window is open.
    Registration,
    /// From the opening of the registration window to the end of the review period after it.
    Review,
    /// From the opening of the registration window to the last day on which a list of the ineligible may be published.
    Eligibility,
    /// From the closing of the registration window until the exam begins.
    SignOff,
    /// From the opening of the registration window until the exam begins: what waits for the unit can be decided until
    /// then, because the unit's sign-off waits for it.
    BeforeExam,
}

stored_words!(PhaseCondition {
    Registration => "registration",
    Review => "review",
    Eligibility => "eligibility",
    SignOff => "sign_off",
    BeforeExam => "before_exam",
});

/// When registration and review are open. Half open: `opens_at <= now < closes_at`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExamWindows {
    /// Registration and review open.
    pub opens_at: Instant,
    /// Registration closes.
    pub closes_at: Instant,
    /// Review closes; not before registration does.
    pub review_closes_at: Instant,
    /// The last moment to find a candidate ineligible.
    pub eligibility_closes_at: Instant,
    /// The exam begins.
    pub exam_opens_at: Instant,
}

impl ExamWindows {
    /// The windows of a season; `None` where it plans no registration, no review or no exam.
    #[must_use]
    pub fn of(season: &Season) -> Option<Self> {
        let registration = season.calendar.phase(PhaseKind::ExamRegistration)?;
        let review = season.calendar.phase(PhaseKind::RegistrationReview)?;
        let exam_opens_at = season.calendar.phase(PhaseKind::Exam)?.opens_at;
        let days = i64::from(season.rules.ineligibility_days_before_exam);
        Some(Self {
            opens_at: registration.opens_at,
            closes_at: registration.closes_at,
            review_closes_at: review.closes_at.max(registration.closes_at),
            eligibility_closes_at: exam_opens_at.plus_minutes(-days * 24 * 60),
            exam_opens_at,
        })
    }

    /// The windows of a form that was sent back and waits for its next submission: it may be mended until the exam
    /// begins, or a return on the last day of the review, or after it, would cost a year. Whoever submits by the closing of
    /// the review is in time for the unit's list. Its papers stay frozen (domain.md §3.3).
    #[must_use]
    pub const fn of_returned_form(self) -> Self {
        Self { closes_at: self.exam_opens_at, ..self }
    }

    /// Whether papers are frozen at `now`: from the closing of the registration window (domain.md §3.3).
    #[must_use]
    pub fn are_papers_frozen(&self, now: Instant) -> bool {
        now >= self.closes_at
    }

    /// By when the unit decides about a form that waits at `now`: in the review, or what it leaves over before the exam.
    #[must_use]
    pub fn decided_by(&self, now: Instant) -> Instant {
        if now < self.review_closes_at { self.review_closes_at } else { self.exam_opens_at }
    }

    /// Whether `phase` is open at `now`.
    ///
    /// # Errors
    /// `NotYetOpen` or `PhaseClosed`.
    pub fn check(&self, phase: PhaseCondition, now: Instant) -> Result<(), TransitionRefusal> {
        let (opens_at, closed_at) = match phase {
            PhaseCondition::Registration => (self.opens_at, self.closes_at),
            PhaseCondition::Review => (self.opens_at, self.review_closes_at),
            PhaseCondition::Eligibility => (self.opens_at, self.eligibility_closes_at),
            PhaseCondition::SignOff => (self.closes_at, self.exam_opens_at),
            PhaseCondition::BeforeExam => (self.opens_at, self.exam_opens_at),
        };
        if now < opens_at {
            Err(TransitionRefusal::NotYetOpen { opens_at })
        } else if now >= closed_at {
            Err(TransitionRefusal::PhaseClosed { closed_at })
        } else {
            Ok(())
        }
    }
}
