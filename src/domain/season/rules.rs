//! The limits, fees and options of a season: rows of `season_setting`, typed.

use std::collections::BTreeMap;

use crate::domain::{
    admission::{
        preference_list::PreferenceRules,
        score::{PriorityBase, ScoreRules},
    },
    exam::{attachments::FileLimits, rules::ExamRules},
    money::Dong,
    registry::case::CaseDays,
    score::Score,
};

/// What a season allows, charges and requires. Every value is data (domain.md §0, §13).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeasonRules {
    /// The most preferences a list may hold (TT 06/2026: 15).
    pub max_preferences: u8,
    /// The last rank at which teacher training is considered (TT 06/2026: 5).
    pub teacher_training_max_rank: u8,
    /// The fee of one preference.
    pub preference_fee: Dong,
    /// The total from which priority points shrink (TT 06/2026 Điều 7.4: 22.50).
    pub priority_reduced_from: Score,
    /// Whether the total that shrinks priority includes bonus points (open: domain.md §6.1).
    pub priority_base_includes_bonus: bool,
    /// The most bonus points (10 % of the scale: 3.00).
    pub bonus_cap: Score,
    /// The least sum of three exam marks with which anything is considered (TT 06/2026: 15.00).
    pub common_floor: Score,
    /// The least exam score for teacher training (ministry's floor).
    pub teacher_training_threshold: Score,
    /// How long an attempt to pay stays open, in minutes.
    pub payment_order_minutes: u16,
    /// For how many minutes after the window closed the money of an attempt that began within it still counts.
    pub payment_grace_minutes: u16,
    /// How many candidates one member of support may look up within an hour.
    pub support_look_ups_per_hour: u16,
    /// A candidate may be found ineligible until so many days before the exam (TT 24/2024: the list is public 15 days
    /// before).
    pub ineligibility_days_before_exam: u8,
    /// How many candidates sit in a room of the exam.
    pub exam_room_size: u16,
    /// Within how many days each owner of a case about an identity should act.
    pub case_days: CaseDays,
    /// Within how many days a school should decide about a form.
    pub review_days: u8,
    /// Within how many days of the closing of their window appeals against marks should be decided.
    pub mark_appeal_days: u8,
    /// How many minutes before a window closes candidates are reminded of what they have not finished.
    pub reminder_minutes: Vec<u32>,
    /// What it decides about the papers of the exam.
    pub exam: ExamRules,
    /// Which files a registration needs, and how large they may be.
    pub files: FileLimits,
}

/// A setting that is absent or unreadable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// No row of this name.
    #[error("season setting {0} is missing")]
    Missing(&'static str),
    /// The row's value is not of the right kind.
    #[error("season setting {0} has an unreadable value")]
    Unreadable(&'static str),
}

impl SeasonRules {
    /// Reads the settings of a season, name to value.
    ///
    /// # Errors
    /// The first setting that is missing or unreadable.
    pub fn from_settings(settings: &BTreeMap<String, String>) -> Result<Self, RulesError> {
        let text = |name: &'static str| settings.get(name).map(String::as_str).ok_or(RulesError::Missing(name));
        let score = |name| Score::parse(text(name)?).ok_or(RulesError::Unreadable(name));
        let small = |name| text(name)?.parse::<u8>().map_err(|_| RulesError::Unreadable(name));
        let fee = text("preference_fee_dong")?.parse().map_err(|_| RulesError::Unreadable("preference_fee_dong"))?;
        let base = match text("priority_base")? {
            "exam30" => false,
            "exam30_plus_bonus" => true,
            _ => return Err(RulesError::Unreadable("priority_base")),
        };
        let number = |name| text(name)?.parse::<u16>().map_err(|_| RulesError::Unreadable(name));
        let bytes = |name| text(name)?.parse::<u32>().map_err(|_| RulesError::Unreadable(name));
        let switch = |name| match text(name)? {
            "yes" => Ok(true),
            "no" => Ok(false),
            _ => Err(RulesError::Unreadable(name)),
        };
        Ok(Self {
            max_preferences: small("max_preferences")?,
            teacher_training_max_rank: small("teacher_training_max_rank")?,
            preference_fee: Dong::new(fee),
            priority_reduced_from: score("priority_reduced_from")?,
            priority_base_includes_bonus: base,
            bonus_cap: score("bonus_cap")?,
            common_floor: score("common_floor")?,
            teacher_training_threshold: score("teacher_training_threshold")?,
            payment_order_minutes: number("payment_order_minutes")?,
            payment_grace_minutes: number("payment_grace_minutes")?,
            support_look_ups_per_hour: number("support_look_ups_per_hour")?,
            ineligibility_days_before_exam: small("ineligibility_days_before_exam")?,
            exam_room_size: number("exam_room_size")?,
            case_days: CaseDays {
                candidate: small("case_candidate_days")?,
                school: small("case_school_days")?,
                police: small("case_police_days")?,
            },
            review_days: small("review_days")?,
            mark_appeal_days: small("mark_appeal_days")?,
            reminder_minutes: text("reminder_minutes")?
                .split(' ')
                .map(str::parse)
                .collect::<Result<_, _>>()
                .map_err(|_| RulesError::Unreadable("reminder_minutes"))?,
            exam: ExamRules {
                exempted_electives: small("exam_exempted_electives")?,
                admission_least_papers: small("exam_admission_least_papers")?,
                is_technology_exclusive: small("exam_technology_exclusive")? == 1,
                studied_most: small("exam_studied_most")?,
                reserved_least_mark: score("exam_reserved_least_mark")?,
            },
            files: FileLimits {
                asks_portrait: switch("asks_portrait")?,
                asks_evidence: switch("asks_evidence")?,
                portrait_max_bytes: bytes("portrait_max_bytes")?,
                evidence_max_bytes: bytes("evidence_max_bytes")?,
                evidence_max_files: small("evidence_max_files")?,
            },
        })
    }

    /// What it asks of a preference list.
    #[must_use]
    pub const fn preference_rules(&self) -> PreferenceRules {
        PreferenceRules {
            max_preferences: self.max_preferences,
            teacher_training_max_rank: self.teacher_training_max_rank,
            fee: self.preference_fee,
        }
    }

    /// How it computes admission scores.
    #[must_use]
    pub const fn score_rules(&self) -> ScoreRules {
        ScoreRules {
            priority_reduced_from: self.priority_reduced_from,
            scale: Score::MAX_OF_30,
            bonus_cap: self.bonus_cap,
            common_floor: self.common_floor,
            priority_base: if self.priority_base_includes_bonus {
                PriorityBase::Exam30PlusBonus
            } else {
                PriorityBase::Exam30
            },
        }
    }
}
