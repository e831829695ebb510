//! The engine against instances worked by hand and against a slow second way. What the verifier finds is in its own
//! tests.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use proptest::prelude::*;

use super::engine::run;
use super::instance::{Application, Instance, InstanceError, OrderKey, Outcome, ProgrammeOutcome, Seats, TiePolicy};
use super::verifier::verify;
use crate::domain::score::Score;

use TiePolicy::{AdmitAll, RejectAll};

mod explain;
mod naive;

/// (candidate, rank, programme, score, one further criterion), in any order; programmes and candidates from 0.
pub(super) type Row = (u32, u16, u32, i32, i32);

fn seats(programmes: &[(u32, TiePolicy)]) -> Vec<Seats> {
    programmes.iter().map(|(quota, tie_policy)| Seats { quota: *quota, tie_policy: *tie_policy }).collect()
}

pub(super) fn instance(programmes: &[(u32, TiePolicy)], rows: &[Row]) -> Instance {
    let mut lists: BTreeMap<u32, Vec<Row>> = BTreeMap::new();
    for row in rows {
        lists.entry(row.0).or_default().push(*row);
    }
    let mut instance = Instance::new(seats(programmes), 1);
    for candidate in 0..lists.last_key_value().map_or(0, |(last, _)| last + 1) {
        let mut list = lists.remove(&candidate).unwrap_or_default();
        list.sort_unstable();
        let ties: Vec<Score> = list.iter().map(|row| Score::from_hundredths(row.4)).collect();
        let applications = list.iter().zip(&ties).map(|((_, rank, programme, score, _), tie)| Application {
            rank: *rank,
            programme: *programme,
            score: Score::from_hundredths(*score),
            ties: std::slice::from_ref(tie),
        });
        assert_eq!(instance.push_candidate(applications), Ok(candidate));
    }
    instance
}

/// Runs and verifies; gives the seats and the scores of the cut-offs.
fn solved(programmes: &[(u32, TiePolicy)], rows: &[Row]) -> (Vec<Option<u32>>, Vec<Option<i32>>) {
    let instance = instance(programmes, rows);
    let outcome = run(&instance);
    assert_eq!(verify(&instance, &outcome), Ok(()));
    let cutoffs = outcome.programmes.iter();
    (outcome.assignments, cutoffs.map(|each| each.cutoff.as_ref().map(|key| key.score.hundredths())).collect())
}

#[test]
fn a_refused_candidate_displaces_another_and_the_chain_ends() {
    // 0 wants A, loses it to 1, takes B from 2, who takes C.
    let rows =
        [(0, 1, 0, 20_00, 0), (0, 2, 1, 25_00, 0), (1, 1, 0, 21_00, 0), (2, 1, 1, 24_00, 0), (2, 2, 2, 18_00, 0)];
    let expected = (vec![Some(1), Some(0), Some(2)], vec![Some(21_00), Some(25_00), None]);
    assert_eq!(solved(&[(1, AdmitAll); 3], &rows), expected);
}

#[test]
fn of_two_stable_results_the_candidates_have_the_better_one() {
    // 0 wants A before B, 1 wants B before A; A prefers 1, B prefers 0. Both keep their first wish.
    let rows = [(0, 1, 0, 20_00, 0), (0, 2, 1, 25_00, 0), (1, 1, 1, 20_00, 0), (1, 2, 0, 25_00, 0)];
    assert_eq!(solved(&[(1, RejectAll); 2], &rows), (vec![Some(0), Some(1)], vec![None, None]));
}

#[test]
fn ties_go_by_further_criteria_then_rank_then_policy() {
    let cases = [
        (AdmitAll, [8_00, 9_00], [1, 2], vec![None, Some(0)]),
        (AdmitAll, [8_00, 8_00], [1, 2], vec![Some(0), None]),
        (AdmitAll, [8_00, 8_00], [2, 2], vec![Some(0), Some(0)]),
        (RejectAll, [8_00, 8_00], [2, 2], vec![None, None]),
    ];
    for (policy, ties, ranks, expected) in cases {
        let rows = [(0, ranks[0], 0, 25_00, ties[0]), (1, ranks[1], 0, 25_00, ties[1])];
        assert_eq!(solved(&[(1, policy)], &rows).0, expected, "{policy:?} {ties:?} {ranks:?}");
    }
}

#[test]
fn a_group_that_does_not_fit_keeps_those_below_it_out() {
    // Two seats: 27.00 comes in, the two at 26.00 do not fit, 25.00 must not pass them.
    let rows = [(0, 1, 0, 27_00, 0), (1, 1, 0, 26_00, 0), (2, 1, 0, 26_00, 0), (3, 1, 0, 25_00, 0)];
    assert_eq!(solved(&[(2, RejectAll)], &rows), (vec![Some(0), None, None, None], vec![Some(27_00)]));
    assert_eq!(solved(&[(2, AdmitAll)], &rows), (vec![Some(0), Some(0), Some(0), None], vec![Some(26_00)]));
}

#[test]
fn a_programme_without_seats_admits_nobody_and_has_no_cutoff() {
    for policy in [AdmitAll, RejectAll] {
        let rows = [(0, 1, 0, 30_00, 0), (1, 3, 0, 30_00, 0)];
        assert_eq!(solved(&[(0, policy)], &rows), (vec![None, None], vec![None]));
    }
    assert_eq!(run(&Instance::new(Vec::new(), 0)), Outcome::default());
}

#[test]
fn contradictory_lists_are_refused_and_leave_the_instance_as_it_was() {
    let application = |rank, programme| Application { rank, programme, score: Score::ZERO, ties: &[] };
    let cases = [
        (vec![application(1, 2)], InstanceError::UnknownProgramme { programme: 2 }),
        (vec![application(1, 0), application(1, 1)], InstanceError::RankNotRising { rank: 1 }),
        (vec![application(0, 0)], InstanceError::RankNotRising { rank: 0 }),
        (vec![application(1, 0), application(2, 0)], InstanceError::ProgrammeTwice { programme: 0 }),
        (
            vec![Application { ties: &[Score::ZERO], ..application(1, 0) }],
            InstanceError::WrongTies { given: 1, expected: 0 },
        ),
    ];
    let empty = Instance::new(seats(&[(1, AdmitAll), (1, AdmitAll)]), 0);
    for (list, expected) in cases {
        let mut instance = empty.clone();
        assert_eq!(instance.push_candidate(list), Err(expected));
        assert_eq!(instance, empty, "{expected:?}");
    }
}

/// The slow second way: start without limits, let everybody go to the best programme that the limits allow, raise the
/// limit of each programme that has too many above its lowest group, and begin anew until no limit rises.
pub(super) fn by_rising_cutoffs(instance: &Instance) -> Vec<Option<usize>> {
    let key = |number: usize| OrderKey::of(&instance.application(number));
    let mut bars: BTreeMap<u32, OrderKey> = BTreeMap::new();
    loop {
        let is_open = |number: &usize| {
            let bar = bars.get(&instance.application(*number).programme);
            bar.is_none_or(|bar| key(*number) > *bar)
        };
        let choice: Vec<Option<usize>> =
            (0..instance.candidate_count()).map(|who| instance.applications_of(who).find(is_open)).collect();
        let mut risen = bars.clone();
        for (programme, seats) in (0_u32..).zip(instance.seats()) {
            let wanting =
                choice.iter().flatten().filter(|number| instance.application(**number).programme == programme);
            let keys: Vec<OrderKey> = wanting.map(|number| key(*number)).collect();
            let Some(lowest) = keys.iter().min() else { continue };
            let quota = usize::try_from(seats.quota).unwrap();
            let is_too_many = match seats.tie_policy {
                AdmitAll => keys.iter().filter(|key| *key > lowest).count() >= quota,
                RejectAll => keys.len() > quota,
            };
            if is_too_many {
                risen.insert(programme, lowest.clone());
            }
        }
        if risen == bars {
            return choice;
        }
        bars = risen;
    }
}

/// The outcome with these seats, its numbers and cut-offs told truly.
pub(super) fn truly_stated(instance: &Instance, seats: &[Option<usize>]) -> Outcome {
    let state = |programme: u32| {
        let admitted: Vec<usize> =
            seats.iter().flatten().copied().filter(|seat| instance.application(*seat).programme == programme).collect();
        let mut refused = (0..instance.candidate_count()).flat_map(|who| {
            let end = seats[who].unwrap_or(usize::MAX);
            instance.applications_of(who).filter(move |number| *number < end)
        });
        let has_refused = refused.any(|number| instance.application(number).programme == programme);
        ProgrammeOutcome {
            admitted: u32::try_from(admitted.len()).unwrap(),
            cutoff: if has_refused {
                admitted.iter().map(|seat| OrderKey::of(&instance.application(*seat))).min()
            } else {
                None
            },
        }
    };
    Outcome {
        assignments: seats.iter().map(|seat| seat.map(|seat| instance.application(seat).programme)).collect(),
        programmes: (0..u32::try_from(instance.seats().len()).unwrap()).map(state).collect(),
    }
}

/// Small instances full of ties: up to 5 programmes of 0 to 3 seats, up to 9 candidates, 3 scores.
pub(super) fn small() -> impl Strategy<Value = (Vec<(u32, TiePolicy)>, Vec<Row>)> {
    let policy = prop::sample::select(vec![AdmitAll, RejectAll]);
    let programmes = prop::collection::vec((0..4_u32, policy), 1..6);
    let wishes = Just((0..5_u32).collect::<Vec<_>>()).prop_shuffle();
    let list = (wishes, 1..6_usize, prop::collection::vec((0..3_i32, 0..2_i32), 5));
    (programmes, prop::collection::vec(list, 0..10)).prop_map(|(programmes, lists)| {
        let mut rows = Vec::new();
        for (who, (wishes, length, scores)) in (0_u32..).zip(lists) {
            for ((rank, what), (score, tie)) in (1_u16..).zip(wishes).zip(scores).take(length) {
                if usize::try_from(what).unwrap() < programmes.len() {
                    rows.push((who, rank, what, 20_00 + score, tie));
                }
            }
        }
        (programmes, rows)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_engine_finds_what_rising_cutoffs_find_and_the_verifier_agrees((programmes, rows) in small()) {
        let instance = instance(&programmes, &rows);
        let outcome = run(&instance);
        prop_assert_eq!(&outcome, &truly_stated(&instance, &by_rising_cutoffs(&instance)));
        prop_assert_eq!(verify(&instance, &outcome), Ok(()));
    }

    #[test]
    fn the_numbers_of_the_candidates_change_nothing((programmes, rows) in small(), seed in any::<u32>()) {
        let count = rows.iter().map(|row| row.0 + 1).max().unwrap_or(1);
        let renamed = |who: u32| (who + seed % count) % count;
        let shuffled: Vec<Row> = rows.iter().map(|row| (renamed(row.0), row.1, row.2, row.3, row.4)).collect();
        let plain = run(&instance(&programmes, &rows));
        let other = run(&instance(&programmes, &shuffled));
        prop_assert_eq!(&plain.programmes, &other.programmes);
        for row in &rows {
            let seat = |outcome: &Outcome, who: u32| outcome.assignments[usize::try_from(who).unwrap()];
            prop_assert_eq!(seat(&plain, row.0), seat(&other, renamed(row.0)));
        }
    }
}

#[test]
fn a_better_rank_is_above_and_words_lead_back_to_their_policy() {
    let key = |rank| OrderKey { score: Score::ZERO, ties: Vec::new(), rank: Some(Reverse(rank)) };
    assert!(key(1) > key(2));
    for policy in [AdmitAll, RejectAll] {
        assert_eq!(TiePolicy::parse(policy.as_str()), Some(policy));
    }
}
