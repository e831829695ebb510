//! Expected values: the table of domain.md §6.1, or worked by hand.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{
    Applicant, NotConsidered, PriorityBase, ProgrammeRequirements, ScoreRules, best_score, evaluate_preference,
};
use crate::domain::admission::combination::{Marks, SubjectCombination};
use crate::domain::admission::preference_list::PreferenceRules;
use crate::domain::exam::subject::{ForeignLanguage, Subject};
use crate::domain::money::Dong;
use crate::domain::score::Score;

const RULES: ScoreRules = ScoreRules {
    priority_reduced_from: Score::from_hundredths(22_50),
    scale: Score::from_hundredths(30_00),
    bonus_cap: Score::from_hundredths(3_00),
    common_floor: Score::from_hundredths(15_00),
    priority_base: PriorityBase::Exam30,
};

const PREFERENCES: PreferenceRules =
    PreferenceRules { max_preferences: 15, teacher_training_max_rank: 5, fee: Dong::new(15_000) };

const fn points(hundredths: i32) -> Score {
    Score::from_hundredths(hundredths)
}

fn a00() -> SubjectCombination {
    SubjectCombination::parse("A00", ["toan", "vat_li", "hoa_hoc"]).unwrap()
}

fn a02() -> SubjectCombination {
    SubjectCombination::parse("A02", ["toan", "vat_li", "sinh_hoc"]).unwrap()
}

fn marks(of: &[(Subject, i32)]) -> Marks {
    let by_subject: BTreeMap<_, _> = of.iter().map(|(subject, mark)| (*subject, points(*mark))).collect();
    Marks::new(by_subject, Some(ForeignLanguage::English))
}

fn sciences(mathematics: i32, physics: i32, chemistry: i32) -> Marks {
    marks(&[(Subject::Mathematics, mathematics), (Subject::Physics, physics), (Subject::Chemistry, chemistry)])
}

#[test]
fn the_priority_shrinks_as_the_published_table_says() {
    let cases = [
        (22_50, 75, 2_75),
        (23_50, 65, 2_38),
        (24_50, 55, 2_02),
        (25_50, 45, 1_65),
        (27_00, 30, 1_10),
        (28_50, 15, 55),
        (29_50, 5, 18),
        (30_00, 0, 0),
    ];
    for (total, kv1, kv1_and_ut1) in cases {
        assert_eq!(RULES.reduced_priority(points(total), points(75)), points(kv1), "KV1 at {total}");
        assert_eq!(RULES.reduced_priority(points(total), points(2_75)), points(kv1_and_ut1), "KV1+UT1 at {total}");
    }
    assert_eq!(RULES.reduced_priority(points(22_49), points(2_75)), points(2_75));
}

#[test]
fn the_parts_of_a_score_add_up() {
    // (marks, weighted, bonus, priority) → (exam30, bonus, priority, total)
    let maths = Some(Subject::Mathematics);
    let cases = [
        ((8_00, 7_00, 7_00), None, 0, 75, (22_00, 0, 75, 22_75)),
        ((8_00, 8_00, 7_50), None, 0, 2_75, (23_50, 0, 2_38, 25_88)),
        // 2 × 8.35 + 7 + 6.25 = 29.95 → × 3/4 = 22.4625 → 22.46, below 22.50: the whole priority
        ((8_35, 7_00, 6_25), maths, 0, 50, (22_46, 0, 50, 22_96)),
        // 2 × 9 + 8 + 6 = 32 → 24; a half: 2 × 9.01 + 8 + 6 = 32.02 → 24.015 → 24.02
        ((9_00, 8_00, 6_00), maths, 0, 0, (24_00, 0, 0, 24_00)),
        ((9_01, 8_00, 6_00), maths, 0, 0, (24_02, 0, 0, 24_02)),
        // the bonus is cut at 3.00, the total at 30.00
        ((7_00, 7_00, 7_00), None, 4_00, 0, (21_00, 3_00, 0, 24_00)),
        ((9_50, 9_50, 9_50), None, 3_00, 75, (28_50, 3_00, 15, 30_00)),
        ((10_00, 10_00, 10_00), None, 0, 2_75, (30_00, 0, 0, 30_00)),
        // a weighted subject that the combination lacks weighs nothing
        ((7_00, 6_00, 5_00), Some(Subject::Literature), 0, 0, (18_00, 0, 0, 18_00)),
    ];
    for ((one, two, three), weighted, bonus, priority, expected) in cases {
        let score = best_score(&sciences(one, two, three), &[a00()], weighted, points(bonus), points(priority), &RULES)
            .unwrap();
        let parts = [score.exam30, score.bonus, score.priority, score.total];
        let expected: [Score; 4] = <[i32; 4]>::from(expected).map(points);
        assert_eq!(parts, expected, "{one} {two} {three}");
    }
}

#[test]
fn the_season_decides_whether_the_bonus_reduces_the_priority() {
    let marks = sciences(8_00, 7_00, 7_00);
    let with_bonus = ScoreRules { priority_base: PriorityBase::Exam30PlusBonus, ..RULES };
    let total = |rules| best_score(&marks, &[a00()], None, points(1_50), points(75), rules).map(|score| score.total);
    assert_eq!(total(&RULES), Some(points(24_25)));
    // 23.50 → 0.65
    assert_eq!(total(&with_bonus), Some(points(24_15)));
}

#[test]
fn the_most_favourable_combination_counts_and_the_first_code_breaks_a_tie() {
    let of = |chemistry, biology| {
        marks(&[
            (Subject::Mathematics, 8_00),
            (Subject::Physics, 7_00),
            (Subject::Chemistry, chemistry),
            (Subject::Biology, biology),
        ])
    };
    for (chemistry, biology, expected) in [(6_00, 7_00, "A02"), (7_00, 6_00, "A00"), (6_50, 6_50, "A00")] {
        for combinations in [[a00(), a02()], [a02(), a00()]] {
            let marks = of(chemistry, biology);
            let best = best_score(&marks, &combinations, None, Score::ZERO, Score::ZERO, &RULES);
            assert_eq!(best.map(|score| score.combination_code).as_deref(), Some(expected));
        }
    }
}

#[test]
fn the_first_reason_against_a_preference_is_given() {
    let combinations = [a00(), a02()];
    let good = sciences(8_00, 8_00, 8_00);
    let (none, low, history) = (Marks::default(), sciences(5_00, 5_00, 4_99), marks(&[(Subject::History, 9_00)]));
    // One combination below the common floor, the other above it but below the threshold.
    let mixed = marks(&[
        (Subject::Mathematics, 6_00),
        (Subject::Physics, 6_00),
        (Subject::Chemistry, 2_00),
        (Subject::Biology, 7_00),
    ]);
    let applicant =
        |marks| Applicant { is_approved: true, is_paid: true, marks, bonus: points(3_00), priority_max: points(2_75) };
    let programme = ProgrammeRequirements {
        combinations: &combinations,
        weighted_subject: None,
        entry_threshold: points(20_00),
        is_teacher_training: true,
    };
    let cases = [
        (1, Applicant { is_approved: false, is_paid: false, ..applicant(&good) }, Some(NotConsidered::NotApproved)),
        (1, Applicant { is_paid: false, ..applicant(&none) }, Some(NotConsidered::Unpaid)),
        (6, applicant(&none), Some(NotConsidered::TeacherTrainingRank)),
        (5, applicant(&none), Some(NotConsidered::NoMarks)),
        (5, applicant(&history), Some(NotConsidered::NoCombination)),
        (5, applicant(&low), Some(NotConsidered::BelowCommonFloor)),
        (5, applicant(&mixed), Some(NotConsidered::BelowEntryThreshold)),
        (5, applicant(&good), None),
    ];
    for (rank, applicant, expected) in cases {
        let refusal = evaluate_preference(rank, &applicant, &programme, &PREFERENCES, &RULES).err();
        assert_eq!(refusal, expected, "rank {rank}");
    }
}

#[test]
fn marks_exactly_at_a_floor_suffice() {
    let cases = [
        (0, 14_99, Some(NotConsidered::BelowCommonFloor)),
        (0, 15_00, None),
        (20_00, 19_99, Some(NotConsidered::BelowEntryThreshold)),
        (20_00, 20_00, None),
    ];
    for (entry_threshold, sum, expected) in cases {
        let marks = sciences(5_00, 5_00, sum - 10_00);
        let applicant = Applicant {
            is_approved: true,
            is_paid: true,
            marks: &marks,
            bonus: Score::ZERO,
            priority_max: Score::ZERO,
        };
        let programme = ProgrammeRequirements {
            combinations: &[a00()],
            weighted_subject: None,
            entry_threshold: points(entry_threshold),
            is_teacher_training: false,
        };
        let refusal = evaluate_preference(1, &applicant, &programme, &PREFERENCES, &RULES).err();
        assert_eq!(refusal, expected, "{sum} against {entry_threshold}");
    }
}

#[test]
fn words_lead_back_to_their_value() {
    for reason in NotConsidered::ALL {
        assert_eq!(NotConsidered::parse(reason.as_str()), Some(reason));
    }
    for base in [PriorityBase::Exam30, PriorityBase::Exam30PlusBonus] {
        assert_eq!(PriorityBase::parse(base.as_str()), Some(base));
    }
}

#[test]
fn the_priority_is_continuous_at_the_threshold_and_falls_by_at_most_a_hundredth_a_step() {
    for priority_max in [0, 25, 50, 75, 1_00, 2_75] {
        let mut previous = points(priority_max);
        for base in 22_49..=33_00 {
            let now = RULES.reduced_priority(points(base), points(priority_max));
            let step = previous.hundredths() - now.hundredths();
            assert!((0..=1).contains(&step), "{priority_max} at {base}: {previous} then {now}");
            previous = now;
        }
        assert_eq!(previous, Score::ZERO);
    }
}

proptest! {
    #[test]
    fn a_better_mark_never_lowers_the_score_and_no_score_passes_the_scale(
        lower in prop::array::uniform3(0..=10_00_i32),
        raise in prop::array::uniform3(0..=3_00_i32),
        weighted in prop::option::of(Just(Subject::Mathematics)),
        (bonus, priority) in (0..=4_00_i32, 0..=2_75_i32),
        priority_base in prop::sample::select(vec![PriorityBase::Exam30, PriorityBase::Exam30PlusBonus]),
    ) {
        let rules = ScoreRules { priority_base, ..RULES };
        let total = |[one, two, three]: [i32; 3]| {
            best_score(&sciences(one, two, three), &[a00()], weighted, points(bonus), points(priority), &rules)
                .map(|score| score.total)
                .unwrap()
        };
        let higher = [0, 1, 2].map(|index| (lower[index] + raise[index]).min(10_00));
        prop_assert!(total(lower) <= total(higher));
        prop_assert!(total(higher) <= Score::MAX_OF_30);
    }
}
