//! The explanations against re-runs with the changed score, and against instances worked by hand.

use proptest::prelude::*;

use super::*;
use crate::domain::matching::{
    engine::settle,
    explain::{Explanations, Share, explain, needed},
    layout::Layout,
};

fn explained(instance: &Instance) -> Explanations {
    let layout = Layout::of(instance);
    explain(instance, &layout, &settle(instance.seats(), &layout))
}

/// The programme of a candidate's seat when the score of one application is another.
fn seat_with(instance: &Instance, candidate: usize, number: usize, score: Score) -> Option<u32> {
    let mut changed = Instance::new(instance.seats().to_vec(), instance.tie_count());
    for who in 0..instance.candidate_count() {
        let list = instance.applications_of(who).map(|each| {
            let application = instance.application(each);
            if each == number { Application { score, ..application } } else { application }
        });
        changed.push_candidate(list).unwrap();
    }
    run(&changed).assignments[candidate]
}

/// The smallest score that a re-run admits, of all from 0 to 100, found by trying each that can differ: the scores
/// that occur lie from 20.00 to 20.09.
fn smallest_by_rerunning(instance: &Instance, candidate: usize, number: usize) -> Option<Score> {
    let programme = instance.application(number).programme;
    let different = [0].into_iter().chain(19_98..=20_12).chain([10_000]).map(Score::from_hundredths);
    different.into_iter().find(|score| seat_with(instance, candidate, number, *score) == Some(programme))
}

/// Checks every application of an instance.
fn check(instance: &Instance) -> Result<(), TestCaseError> {
    let explanations = explained(instance);
    let assignments = run(instance).assignments;
    for (candidate, seat) in assignments.iter().enumerate() {
        let mut is_refused = true;
        for number in instance.applications_of(candidate) {
            let application = instance.application(number);
            let key = OrderKey::of(&application);
            let others = (0..instance.application_count()).map(|each| instance.application(each));
            let above = others.filter(|each| each.programme == application.programme && OrderKey::of(each) > key);
            prop_assert_eq!(explanations.places[number], u32::try_from(above.count()).unwrap() + 1);
            is_refused &= *seat != Some(application.programme);
            let expected = if is_refused { smallest_by_rerunning(instance, candidate, number) } else { None };
            prop_assert_eq!(explanations.needed[number], expected, "candidate {} application {}", candidate, number);
        }
    }
    Ok(())
}

/// As [`small`], but nearly everybody wants the same few seats, so that chains are long and come back.
fn crowded() -> impl Strategy<Value = (Vec<(u32, TiePolicy)>, Vec<Row>)> {
    let policy = prop::sample::select(vec![AdmitAll, RejectAll]);
    let programmes = prop::collection::vec((1..3_u32, policy), 4);
    let wishes = Just((0..4_u32).collect::<Vec<_>>()).prop_shuffle();
    let list = (wishes, 2..5_usize, prop::collection::vec((0..10_i32, 0..2_i32), 4));
    (programmes, prop::collection::vec(list, 8..14)).prop_map(|(programmes, lists)| {
        let mut rows = Vec::new();
        for (who, (wishes, length, scores)) in (0_u32..).zip(lists) {
            for ((rank, what), (score, tie)) in (1_u16..).zip(wishes).zip(scores).take(length) {
                rows.push((who, rank, what, 20_00 + score, tie));
            }
        }
        (programmes, rows)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_needed_score_is_the_smallest_that_a_rerun_admits((programmes, rows) in small()) {
        check(&instance(&programmes, &rows))?;
    }

    #[test]
    fn shares_find_together_what_the_whole_finds((programmes, rows) in crowded(), of in 1_usize..5) {
        let instance = instance(&programmes, &rows);
        let layout = Layout::of(&instance);
        let settled = settle(instance.seats(), &layout);
        let mut together = vec![None; instance.application_count()];
        for number in 0..of {
            for (all, own) in together.iter_mut().zip(needed(&instance, &layout, &settled, Share { number, of })) {
                prop_assert!(all.is_none() || own.is_none(), "found twice");
                *all = all.or(own);
            }
        }
        prop_assert_eq!(together, needed(&instance, &layout, &settled, Share::WHOLE));
    }

    #[test]
    fn so_it_is_where_chains_come_back((programmes, rows) in crowded()) {
        check(&instance(&programmes, &rows))?;
    }
}

#[test]
fn beating_the_cutoff_is_not_enough_where_the_chain_comes_back() {
    // A and B have one seat each. 1 has A with 25.00 and would go on to B; 2 has B with 22.00 and would go on to A,
    // with 27.00. So whoever takes A from 1 meets 2 there.
    let rows = [
        (0, 1, 0, 24_00, 0),
        (1, 1, 0, 25_00, 0),
        (1, 2, 1, 23_00, 0),
        (2, 1, 1, 22_00, 0),
        (2, 2, 0, 27_00, 0),
        (3, 1, 0, 20_00, 0),
    ];
    let two = instance(&[(1, AdmitAll), (1, RejectAll)], &rows);
    assert_eq!(run(&two).programmes[0].cutoff.as_ref().unwrap().score, Score::from_hundredths(25_00));
    // 25.00 is the score of 1, with the same criteria and rank: both come in, and nobody is displaced. With 25.01 the
    // candidate displaces 1 and is displaced by 2; with 27.00 the better rank decides.
    let explanations = explained(&two);
    let score = |hundredths| Some(Score::from_hundredths(hundredths));
    assert_eq!(explanations.needed, [score(25_00), None, None, None, None, score(25_00)]);
    let seat = |hundredths| seat_with(&two, 0, 0, Score::from_hundredths(hundredths));
    assert_eq!([24_99, 25_00, 25_01, 26_99, 27_00].map(seat), [None, Some(0), None, None, Some(0)]);
    // Where equals are all refused, only 27.00 will do.
    let strict = instance(&[(1, RejectAll), (1, RejectAll)], &rows);
    assert_eq!(explained(&strict).needed, [score(27_00), None, None, None, None, score(27_00)]);
    // The places: 2, 1, 0, 3 in A; 1, 2 in B.
    assert_eq!(explanations.places, [3, 2, 1, 2, 1, 4]);
}

#[test]
fn a_tie_decides() {
    // One seat, held with 25.00 and the criterion 8.00 at rank 1. The same score is enough with a better criterion or,
    // where all equals come in, with the same; not with the same criterion at a worse rank.
    for (policy, rank, criterion, expected) in [
        (AdmitAll, 1, 8_50, 25_00),
        (AdmitAll, 1, 8_00, 25_00),
        (AdmitAll, 2, 8_00, 25_01),
        (RejectAll, 1, 8_00, 25_01),
        (RejectAll, 1, 7_50, 25_01),
    ] {
        let rows = [(0, 1, 0, 25_00, 8_00), (1, rank, 0, 24_00, criterion)];
        let needed = explained(&instance(&[(1, policy)], &rows)).needed;
        assert_eq!(needed, [None, Some(Score::from_hundredths(expected))], "{policy:?} {rank} {criterion}");
    }
}

#[test]
fn nothing_helps_without_seats_and_nothing_is_needed_from_the_seat_on() {
    let rows = [(0, 1, 0, 30_00, 0), (0, 2, 1, 20_00, 0), (0, 3, 2, 20_00, 0)];
    let none = explained(&instance(&[(0, AdmitAll), (1, AdmitAll), (1, AdmitAll)], &rows)).needed;
    assert_eq!(none, [None, None, None]);
    // Everybody with the same score and criteria: two do not fit into one seat, and 0.01 more is enough for each.
    let equals = [(0, 1, 0, 20_00, 0), (1, 1, 0, 20_00, 0)];
    let needed = explained(&instance(&[(1, RejectAll)], &equals)).needed;
    assert_eq!(needed, [Some(Score::from_hundredths(20_01)); 2]);
}
