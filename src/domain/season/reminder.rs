//! When candidates are reminded of what they have not finished.

use super::{PhaseKind, Season};
use crate::domain::{stored_words::stored_words, time::Instant};

/// What a candidate has to finish before a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReminderStep {
    /// To submit the exam registration.
    Registration,
    /// To submit the exam registration again that the unit sent back: there is time for it until the review closes.
    Return,
    /// To confirm the form of the list that the unit signed off.
    Signature,
    /// To submit a list of preferences.
    Preferences,
    /// To pay the fee.
    Payment,
    /// To confirm enrolment.
    Enrolment,
}

stored_words!(ReminderStep {
    Registration => "registration",
    Return => "return",
    Signature => "signature",
    Preferences => "preferences",
    Payment => "payment",
    Enrolment => "enrolment",
});

/// A round of reminders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reminder {
    /// What is to be finished.
    pub step: ReminderStep,
    /// For which group of provinces; 0 = everyone.
    pub province_group: u8,
    /// By when.
    pub closes_at: Instant,
    /// How long before.
    pub minutes_before: u32,
}

/// The rounds that are due at `now`: of each open window the last that its time has come for. One for which nobody was
/// there in time is left out, so that two never come at once; and none is due before the window opens.
#[must_use]
pub fn due_reminders(season: &Season, now: Instant) -> Vec<Reminder> {
    windows(season)
        .into_iter()
        .filter(|(.., closes_at)| now < *closes_at)
        .filter_map(|(step, province_group, opens_at, closes_at)| {
            let begins_at = |minutes: u32| closes_at.plus_minutes(-i64::from(minutes));
            let is_due = |minutes: &u32| begins_at(*minutes) >= opens_at && begins_at(*minutes) <= now;
            let minutes_before = season.rules.reminder_minutes.iter().copied().filter(is_due).min()?;
            Some(Reminder { step, province_group, closes_at, minutes_before })
        })
        .collect()
}

/// Every step's windows: group, opening, closing.
fn windows(season: &Season) -> Vec<(ReminderStep, u8, Instant, Instant)> {
    let mut windows: Vec<_> = season
        .calendar
        .phases()
        .iter()
        .filter_map(|phase| {
            let step = match phase.kind {
                PhaseKind::ExamRegistration => ReminderStep::Registration,
                PhaseKind::Preference => ReminderStep::Preferences,
                PhaseKind::Payment => ReminderStep::Payment,
                PhaseKind::EnrolmentConfirmation => ReminderStep::Enrolment,
                _ => return None,
            };
            Some((step, phase.province_group, phase.opens_at, phase.closes_at))
        })
        .collect();
    let registration = season.calendar.phase(PhaseKind::ExamRegistration);
    let review = season.calendar.phase(PhaseKind::RegistrationReview);
    windows.extend(
        registration
            .zip(review)
            .map(|(before, review)| (ReminderStep::Return, 0, before.opens_at, review.closes_at.max(before.closes_at))),
    );
    let exam = season.calendar.phase(PhaseKind::Exam);
    windows.extend(
        registration.zip(exam).map(|(before, exam)| (ReminderStep::Signature, 0, before.closes_at, exam.opens_at)),
    );
    windows
}
