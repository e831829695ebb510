//! A season as data: its windows ([`Calendar`]) and its limits, fees and options ([`SeasonRules`]).

mod calendar;
mod extension;
mod reminder;
mod rules;

pub use calendar::{Calendar, Phase, PhaseKind, WindowState};
pub use extension::{Extension, ExtensionForm, MAX_REASON as EXTENSION_MAX_REASON};
pub use reminder::{Reminder, ReminderStep, due_reminders};
pub use rules::{RulesError, SeasonRules};

use super::{ids::SeasonYear, time::Instant};

/// One season with all that governs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Season {
    /// Its year.
    pub year: SeasonYear,
    /// Its name in Vietnamese.
    pub name_vi: String,
    /// Its name in English.
    pub name_en: String,
    /// Its windows.
    pub calendar: Calendar,
    /// Its limits, fees and options.
    pub rules: SeasonRules,
}

impl Season {
    /// Until when money that comes for a bill of this group of provinces pays it: the end of the window, and of the grace
    /// period for attempts that began within it. `None` where no window is planned.
    #[must_use]
    pub fn payments_count_until(&self, province_group: u8) -> Option<Instant> {
        let window = self.calendar.phase_for(PhaseKind::Payment, province_group)?;
        Some(window.closes_at.plus_minutes(i64::from(self.rules.payment_grace_minutes)))
    }
}
