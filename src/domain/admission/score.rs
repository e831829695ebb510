//! The admission score of a preference (domain.md §6.1, §6.4), in integers of hundredths.
//!
//! Each named part is rounded half up to hundredths once: the weighted sum and the reduced priority.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::combination::{Marks, SubjectCombination};
use super::preference_list::PreferenceRules;
use crate::domain::exam::subject::Subject;
use crate::domain::score::Score;

/// What the reduction of the priority looks at; no published source settles it, so a season decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriorityBase {
    /// The sum of the exam marks alone.
    Exam30,
    /// The sum of the exam marks and the bonus.
    Exam30PlusBonus,
}

impl PriorityBase {
    /// The word of the season's setting.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exam30 => "exam30",
            Self::Exam30PlusBonus => "exam30_plus_bonus",
        }
    }

    /// The option of a season's setting.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Exam30, Self::Exam30PlusBonus].into_iter().find(|base| base.as_str() == text)
    }
}

/// How a season computes scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreRules {
    /// From this sum on the priority shrinks (22.50). Below `scale`.
    pub priority_reduced_from: Score,
    /// The top of the scale, where the priority is zero and which no score passes (30.00).
    pub scale: Score,
    /// The most that the bonus may be (3.00).
    pub bonus_cap: Score,
    /// The least sum of the three marks, unweighted, for any programme (15.00; zero = no floor).
    pub common_floor: Score,
    /// What the reduction looks at.
    pub priority_base: PriorityBase,
}

impl ScoreRules {
    /// The bonus that counts.
    #[must_use]
    pub fn capped_bonus(&self, bonus: Score) -> Score {
        bonus.min(self.bonus_cap)
    }

    /// The priority points left of `priority_max` for a candidate whose sum is `base`: all of them below
    /// the threshold, none at the top of the scale, in proportion between.
    #[must_use]
    pub fn reduced_priority(&self, base: Score, priority_max: Score) -> Score {
        if base < self.priority_reduced_from {
            return priority_max;
        }
        let room = i64::from((self.scale.hundredths() - base.hundredths()).max(0));
        let span = i64::from(self.scale.hundredths() - self.priority_reduced_from.hundredths()).max(1);
        let reduced = divide_half_up(room * i64::from(priority_max.hundredths()), span);
        // Not above `priority_max`: room <= span here.
        Score::from_hundredths(i32::try_from(reduced).unwrap_or(i32::MAX))
    }
}

/// `numerator / denominator` rounded half up; neither is negative, the denominator not zero.
const fn divide_half_up(numerator: i64, denominator: i64) -> i64 {
    (2 * numerator + denominator) / (2 * denominator)
}

/// A score and its parts, in the most favourable combination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdmissionScore {
    /// The combination it is computed in.
    pub combination_code: String,
    /// The three marks on the 30 scale, weighted if the programme weights a subject.
    pub exam30: Score,
    /// The bonus after its cap.
    pub bonus: Score,
    /// The priority points after the reduction.
    pub priority: Score,
    /// The sum of the three, at most the scale.
    pub total: Score,
}

/// The same, with the combination by its place among those of the programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlacedScore {
    /// The place of the combination that it is computed in.
    pub combination: usize,
    /// As of [`AdmissionScore`], like the rest.
    pub exam30: Score,
    /// The bonus.
    pub bonus: Score,
    /// The priority points.
    pub priority: Score,
    /// The sum.
    pub total: Score,
}

impl PlacedScore {
    fn named(self, combinations: &[SubjectCombination]) -> AdmissionScore {
        let Self { combination, exam30, bonus, priority, total } = self;
        let combination_code = combinations[combination].code.clone();
        AdmissionScore { combination_code, exam30, bonus, priority, total }
    }
}

/// What a candidate brings to every preference.
#[derive(Debug, Clone, Copy)]
pub struct Applicant<'a> {
    /// Whether the exam registration stands approved.
    pub is_approved: bool,
    /// Whether the bill is paid.
    pub is_paid: bool,
    /// The marks of the exam.
    pub marks: &'a Marks,
    /// The bonus before its cap.
    pub bonus: Score,
    /// Priority points of area and group, before the reduction (0.00 to 2.75).
    pub priority_max: Score,
}

/// What a programme asks.
#[derive(Debug, Clone, Copy)]
pub struct ProgrammeRequirements<'a> {
    /// The combinations it takes.
    pub combinations: &'a [SubjectCombination],
    /// The subject that counts twice; without effect in a combination that lacks it.
    pub weighted_subject: Option<Subject>,
    /// The least sum of the three marks, unweighted and without priority (zero = none).
    pub entry_threshold: Score,
    /// Whether it trains teachers, whose preferences count up to a rank only.
    pub is_teacher_training: bool,
}

/// Why a preference stays out of the matching, as the candidate is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotConsidered {
    /// The candidate's registration is not approved.
    NotApproved,
    /// The fee is not paid.
    Unpaid,
    /// Teacher training beyond the greatest rank at which it is considered.
    TeacherTrainingRank,
    /// No mark of the candidate is known.
    NoMarks,
    /// The marks lack a subject of every combination that the programme takes.
    NoCombination,
    /// The three marks are below the floor of the season in every combination.
    BelowCommonFloor,
    /// The three marks are below the programme's entry threshold in every combination.
    BelowEntryThreshold,
}

impl NotConsidered {
    /// Every reason, in the order in which they are looked for.
    pub const ALL: [Self; 7] = [
        Self::NotApproved,
        Self::Unpaid,
        Self::TeacherTrainingRank,
        Self::NoMarks,
        Self::NoCombination,
        Self::BelowCommonFloor,
        Self::BelowEntryThreshold,
    ];

    /// The word of the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotApproved => "not_approved",
            Self::Unpaid => "unpaid",
            Self::TeacherTrainingRank => "teacher_training_rank",
            Self::NoMarks => "no_marks",
            Self::NoCombination => "no_combination",
            Self::BelowCommonFloor => "below_common_floor",
            Self::BelowEntryThreshold => "below_entry_threshold",
        }
    }

    /// The reason of a word of the database.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

/// The score in the combination at `place`, whose three marks are known.
fn score_in(
    (place, combination): (usize, &SubjectCombination),
    marks: [Score; 3],
    weighted: Option<Subject>,
    bonus: Score,
    priority_max: Score,
    rules: &ScoreRules,
) -> PlacedScore {
    let sum: Score = marks.into_iter().sum();
    let main = combination.subjects.iter().zip(marks).find(|(each, _)| Some(each.subject) == weighted);
    let exam30 = match main {
        Some((_, main)) => {
            let on_the_40_scale = i64::from((sum + main).hundredths());
            let on_the_30_scale = divide_half_up(on_the_40_scale * 3, 4);
            Score::from_hundredths(i32::try_from(on_the_30_scale).unwrap_or(i32::MAX))
        }
        None => sum,
    };
    let bonus = rules.capped_bonus(bonus);
    let base = match rules.priority_base {
        PriorityBase::Exam30 => exam30,
        PriorityBase::Exam30PlusBonus => exam30 + bonus,
    };
    let priority = rules.reduced_priority(base, priority_max);
    let total = (exam30 + bonus + priority).min(rules.scale);
    PlacedScore { combination: place, exam30, bonus, priority, total }
}

/// The highest of the scores; at the same total the higher exam sum, then the first code.
fn most_favourable(
    combinations: &[SubjectCombination],
    scores: impl Iterator<Item = PlacedScore>,
) -> Option<PlacedScore> {
    let code = |score: &PlacedScore| Reverse(&combinations[score.combination].code);
    scores.max_by(|one, other| {
        let order = |score: &PlacedScore| (score.total, score.exam30);
        order(one).cmp(&order(other)).then_with(|| code(one).cmp(&code(other)))
    })
}

/// The best score over the combinations that the marks fill, without regard to floors; `None` when they
/// fill none.
#[must_use]
pub fn best_score(
    marks: &Marks,
    combinations: &[SubjectCombination],
    weighted: Option<Subject>,
    bonus: Score,
    priority_max: Score,
    rules: &ScoreRules,
) -> Option<AdmissionScore> {
    let scores = combinations.iter().enumerate().filter_map(|each| {
        let marks = each.1.marks_from(marks)?;
        Some(score_in(each, marks, weighted, bonus, priority_max, rules))
    });
    most_favourable(combinations, scores).map(|best| best.named(combinations))
}

/// The score with which the preference at `rank` (from 1) enters the matching. A floor is held against
/// each combination alone: a combination below it does not count, another may.
///
/// # Errors
/// The first reason, in the order of [`NotConsidered::ALL`], for which it does not enter.
pub fn evaluate_preference(
    rank: u8,
    applicant: &Applicant<'_>,
    programme: &ProgrammeRequirements<'_>,
    preference_rules: &PreferenceRules,
    rules: &ScoreRules,
) -> Result<AdmissionScore, NotConsidered> {
    let best = place_preference(rank, applicant, programme, preference_rules, rules);
    best.map(|best| best.named(programme.combinations))
}

/// The same with the combination by its place, for the millions of a season.
///
/// # Errors
/// As [`evaluate_preference`].
pub fn place_preference(
    rank: u8,
    applicant: &Applicant<'_>,
    programme: &ProgrammeRequirements<'_>,
    preference_rules: &PreferenceRules,
    rules: &ScoreRules,
) -> Result<PlacedScore, NotConsidered> {
    if !applicant.is_approved {
        return Err(NotConsidered::NotApproved);
    }
    if !applicant.is_paid {
        return Err(NotConsidered::Unpaid);
    }
    if programme.is_teacher_training && rank > preference_rules.teacher_training_max_rank {
        return Err(NotConsidered::TeacherTrainingRank);
    }
    if applicant.marks.is_empty() {
        return Err(NotConsidered::NoMarks);
    }
    let mut refusal = NotConsidered::NoCombination;
    let considered = programme.combinations.iter().enumerate().filter_map(|each| {
        let marks = each.1.marks_from(applicant.marks)?;
        let sum: Score = marks.into_iter().sum();
        if sum < rules.common_floor {
            refusal = refusal.max(NotConsidered::BelowCommonFloor);
            return None;
        }
        if sum < programme.entry_threshold {
            refusal = refusal.max(NotConsidered::BelowEntryThreshold);
            return None;
        }
        let weighted = programme.weighted_subject;
        Some(score_in(each, marks, weighted, applicant.bonus, applicant.priority_max, rules))
    });
    let best = most_favourable(programme.combinations, considered);
    best.ok_or(refusal)
}

#[cfg(test)]
mod tests;
