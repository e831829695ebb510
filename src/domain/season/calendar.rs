//! The windows of a season, and what is open at a moment (domain.md §2).

use crate::domain::time::Instant;

/// What a window is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PhaseKind {
    /// Candidates fill in the exam registration to try it; nothing can be submitted yet.
    RegistrationPractice,
    /// Candidates fill in and submit the exam registration.
    ExamRegistration,
    /// Registration units verify what was submitted.
    RegistrationReview,
    /// The day of the exam's procedures, on which mistakes in numbered registrations are put right.
    ExamProcedures,
    /// The exam days.
    Exam,
    /// Marks are public from the opening on.
    ResultsPublication,
    /// Candidates appeal against marks.
    MarkAppeal,
    /// Candidates edit and submit their preference lists.
    Preference,
    /// Candidates pay the preference fee; by province group.
    Payment,
    /// The ministry runs the matching.
    Matching,
    /// Admission results are public from the opening on.
    AdmissionResults,
    /// Admitted candidates confirm their enrolment.
    EnrolmentConfirmation,
}

impl PhaseKind {
    /// All kinds, in the order of a season.
    pub const ALL: [Self; 12] = [
        Self::RegistrationPractice,
        Self::ExamRegistration,
        Self::RegistrationReview,
        Self::ExamProcedures,
        Self::Exam,
        Self::ResultsPublication,
        Self::MarkAppeal,
        Self::Preference,
        Self::Payment,
        Self::Matching,
        Self::AdmissionResults,
        Self::EnrolmentConfirmation,
    ];

    /// The database's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RegistrationPractice => "registration_practice",
            Self::ExamRegistration => "exam_registration",
            Self::RegistrationReview => "registration_review",
            Self::ExamProcedures => "exam_procedures",
            Self::Exam => "exam",
            Self::ResultsPublication => "results_publication",
            Self::MarkAppeal => "mark_appeal",
            Self::Preference => "preference",
            Self::Payment => "payment",
            Self::Matching => "matching",
            Self::AdmissionResults => "admission_results",
            Self::EnrolmentConfirmation => "enrolment_confirmation",
        }
    }

    /// Whether it is a publication, which stays: nobody can miss its end.
    #[must_use]
    pub const fn is_publication(self) -> bool {
        matches!(self, Self::ResultsPublication | Self::AdmissionResults)
    }

    /// The kind that the database's word names.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// One window: open from `opens_at` until just before `closes_at`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phase {
    /// What it is for.
    pub kind: PhaseKind,
    /// The group of provinces it is for; 0 = everyone.
    pub province_group: u8,
    /// The first moment inside.
    pub opens_at: Instant,
    /// The first moment after it.
    pub closes_at: Instant,
    /// The closing that was announced first, where the window was extended.
    pub extended_from: Option<Instant>,
    /// Whether a published source confirms the dates.
    pub is_verified: bool,
}

/// How a window stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowState {
    /// The season has no such window.
    NotPlanned,
    /// It opens later.
    NotYetOpen {
        /// When.
        opens_at: Instant,
    },
    /// It is open.
    Open {
        /// Until just before this.
        closes_at: Instant,
    },
    /// It has closed.
    Closed {
        /// When.
        closed_at: Instant,
    },
}

impl WindowState {
    /// Whether it is open.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open { .. })
    }
}

impl Phase {
    /// How the window stands at `now`.
    #[must_use]
    pub fn state_at(&self, now: Instant) -> WindowState {
        if now < self.opens_at {
            WindowState::NotYetOpen { opens_at: self.opens_at }
        } else if now < self.closes_at {
            WindowState::Open { closes_at: self.closes_at }
        } else {
            WindowState::Closed { closed_at: self.closes_at }
        }
    }
}

/// The windows of a season, by opening.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar(Vec<Phase>);

impl Calendar {
    /// A calendar of these windows.
    #[must_use]
    pub fn new(mut phases: Vec<Phase>) -> Self {
        phases.sort_by_key(|phase| (phase.opens_at, phase.kind, phase.province_group));
        Self(phases)
    }

    /// All windows, by opening.
    #[must_use]
    pub fn phases(&self) -> &[Phase] {
        &self.0
    }

    /// The window of `kind` for everyone.
    #[must_use]
    pub fn phase(&self, kind: PhaseKind) -> Option<&Phase> {
        self.phase_for(kind, 0)
    }

    /// The window of `kind` for a province group; the window for everyone where the group has none.
    #[must_use]
    pub fn phase_for(&self, kind: PhaseKind, province_group: u8) -> Option<&Phase> {
        let of_group = |group| self.0.iter().find(|phase| phase.kind == kind && phase.province_group == group);
        of_group(province_group).or_else(|| of_group(0))
    }

    /// How the window of `kind` for everyone stands at `now`.
    #[must_use]
    pub fn state(&self, kind: PhaseKind, now: Instant) -> WindowState {
        self.state_for(kind, 0, now)
    }

    /// How the window of `kind` for a province group stands at `now`.
    #[must_use]
    pub fn state_for(&self, kind: PhaseKind, province_group: u8, now: Instant) -> WindowState {
        self.phase_for(kind, province_group).map_or(WindowState::NotPlanned, |phase| phase.state_at(now))
    }

    /// The windows that are open at `now`, the one that closes first first.
    #[must_use]
    pub fn open_at(&self, now: Instant) -> Vec<&Phase> {
        let mut open: Vec<_> = self.0.iter().filter(|phase| phase.state_at(now).is_open()).collect();
        open.sort_by_key(|phase| (phase.closes_at, phase.kind));
        open
    }

    /// The window that opens next after `now`.
    #[must_use]
    pub fn next_after(&self, now: Instant) -> Option<&Phase> {
        self.0.iter().find(|phase| phase.opens_at > now)
    }
}

#[cfg(test)]
mod tests {
    use super::{Calendar, Phase, PhaseKind, WindowState};
    use crate::domain::time::Instant;

    fn day(day: u8, hour: u8) -> Instant {
        Instant::vietnam(2026, 7, day, hour, 0).unwrap()
    }

    fn phase(kind: PhaseKind, province_group: u8, opens_at: Instant, closes_at: Instant) -> Phase {
        Phase { kind, province_group, opens_at, closes_at, extended_from: None, is_verified: true }
    }

    fn calendar() -> Calendar {
        Calendar::new(vec![
            phase(PhaseKind::Payment, 2, day(16, 0), day(21, 17)),
            phase(PhaseKind::Payment, 1, day(15, 0), day(21, 17)),
            phase(PhaseKind::Preference, 0, day(2, 0), day(14, 17)),
        ])
    }

    #[test]
    fn a_window_is_half_open() {
        let state = |now| calendar().state(PhaseKind::Preference, now);
        assert_eq!(state(day(1, 23)), WindowState::NotYetOpen { opens_at: day(2, 0) });
        assert_eq!(state(day(2, 0)), WindowState::Open { closes_at: day(14, 17) });
        let last_moment = Instant::from_unix_us(day(14, 17).unix_us() - 1);
        assert_eq!(state(last_moment), WindowState::Open { closes_at: day(14, 17) });
        assert_eq!(state(day(14, 17)), WindowState::Closed { closed_at: day(14, 17) });
    }

    #[test]
    fn each_province_group_has_its_own_window() {
        let now = day(15, 12);
        assert!(calendar().state_for(PhaseKind::Payment, 1, now).is_open());
        assert!(!calendar().state_for(PhaseKind::Payment, 2, now).is_open());
        assert_eq!(calendar().state_for(PhaseKind::Payment, 7, now), WindowState::NotPlanned);
    }

    #[test]
    fn what_opens_next_is_the_earliest_later_opening() {
        assert_eq!(calendar().next_after(day(3, 0)).map(|phase| phase.province_group), Some(1));
        assert_eq!(calendar().next_after(day(20, 0)), None);
    }

    #[test]
    fn every_kind_is_read_back_from_its_word() {
        for kind in PhaseKind::ALL {
            assert_eq!(PhaseKind::parse(kind.as_str()), Some(kind));
        }
    }
}
