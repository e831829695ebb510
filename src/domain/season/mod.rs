//! A season as data: its windows ([`Calendar`]) and its limits, fees and options ([`SeasonRules`]).

mod calendar;
mod rules;

pub use calendar::{Calendar, Phase, PhaseKind, WindowState};
pub use rules::{RulesError, SeasonRules};

use super::ids::SeasonYear;

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
