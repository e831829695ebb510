//! Another engine, with maps and heaps and no thought of speed: the oracle for instances too large to try all limits.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap},
};

use proptest::prelude::*;

use super::{Row, instance, truly_stated};
use crate::domain::matching::{
    engine::run,
    instance::{Instance, OrderKey, TiePolicy},
    verifier::verify,
};

use TiePolicy::{AdmitAll, RejectAll};

/// Whom a programme holds, the lowest on top, and the highest place that it has refused.
#[derive(Default)]
struct Desk {
    held: BinaryHeap<Reverse<(OrderKey, usize, usize)>>,
    refused: Option<OrderKey>,
}

/// The application that becomes each candidate's seat. Whoever comes from `first` on proposes first: the order is free.
fn naive(instance: &Instance, first: usize) -> Vec<Option<usize>> {
    let count = instance.candidate_count();
    let mut desks: BTreeMap<u32, Desk> = BTreeMap::new();
    let mut seats: Vec<Option<usize>> = vec![None; count];
    let mut next: Vec<usize> = (0..count).map(|candidate| instance.applications_of(candidate).start).collect();
    let mut waiting: BTreeSet<usize> = (0..count).collect();
    while let Some(candidate) = waiting.range(first..).next().or(waiting.first()).copied() {
        let number = next[candidate];
        if number >= instance.applications_of(candidate).end {
            waiting.remove(&candidate);
            continue;
        }
        next[candidate] += 1;
        let application = instance.application(number);
        let key = OrderKey::of(&application);
        let desk = desks.entry(application.programme).or_default();
        if desk.refused.as_ref().is_some_and(|refused| key <= *refused) {
            continue;
        }
        waiting.remove(&candidate);
        seats[candidate] = Some(number);
        desk.held.push(Reverse((key, candidate, number)));
        let programme = instance.seats()[usize::try_from(application.programme).unwrap()];
        let quota = usize::try_from(programme.quota).unwrap();
        while let Some(Reverse((lowest, ..))) = desk.held.peek() {
            let lowest = lowest.clone();
            let above = desk.held.iter().filter(|Reverse((key, ..))| *key > lowest).count();
            let is_too_many = match programme.tie_policy {
                AdmitAll => above >= quota,
                RejectAll => desk.held.len() > quota,
            };
            if !is_too_many {
                break;
            }
            while let Some(Reverse((key, candidate, _))) = desk.held.peek() {
                if *key != lowest {
                    break;
                }
                seats[*candidate] = None;
                waiting.insert(*candidate);
                desk.held.pop();
            }
            desk.refused = Some(lowest);
        }
    }
    seats
}

/// Up to 8 programmes of 0 to 12 seats and up to 100 candidates with lists of 1 to 8; from 1 score (all equal) to 30.
fn middling() -> impl Strategy<Value = (Vec<(u32, TiePolicy)>, Vec<Row>)> {
    let policy = prop::sample::select(vec![AdmitAll, RejectAll]);
    let programmes = prop::collection::vec((0..13_u32, policy), 1..9);
    (programmes, 1..31_i32, 1..3_i32).prop_flat_map(|(programmes, scores, ties)| {
        let count = u32::try_from(programmes.len()).unwrap();
        let wishes = Just((0..count).collect::<Vec<_>>()).prop_shuffle();
        let list = (wishes, 1..9_usize, prop::collection::vec((0..scores, 0..ties), 8));
        prop::collection::vec(list, 1..100).prop_map(move |lists| {
            let rows = (0_u32..).zip(lists).flat_map(|(who, (wishes, length, scores))| {
                let ranked = (1_u16..).zip(wishes).zip(scores).take(length);
                ranked.map(move |((rank, what), (score, tie))| (who, rank, what, 20_00 + score, tie))
            });
            (programmes.clone(), rows.collect())
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_engine_finds_what_the_naive_engine_finds_in_any_order((programmes, rows) in middling(), first in 0..100_usize) {
        let instance = instance(&programmes, &rows);
        let outcome = run(&instance);
        prop_assert_eq!(&outcome, &truly_stated(&instance, &naive(&instance, 0)));
        prop_assert_eq!(&outcome, &truly_stated(&instance, &naive(&instance, first)));
        prop_assert_eq!(verify(&instance, &outcome), Ok(()));
    }
}
