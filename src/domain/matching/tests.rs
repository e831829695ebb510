//! The engine against instances worked by hand and against a slow second way; the verifier against both.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use proptest::prelude::*;
use uuid::Uuid;

use super::engine::{InstanceError, run};
use super::instance::{Application, OrderKey, Outcome, Programme, ProgrammeOutcome, TiePolicy};
use super::verifier::{Violation, verify};
use crate::domain::ids::{CandidateId, ProgrammeId};
use crate::domain::score::Score;

fn candidate(number: u32) -> CandidateId {
    CandidateId(Uuid::from_u128(u128::from(number)))
}

fn programme_id(number: u32) -> ProgrammeId {
    ProgrammeId(Uuid::from_u128(u128::from(number)))
}

fn programme(number: u32, quota: u32, tie_policy: TiePolicy) -> Programme {
    Programme { id: programme_id(number), quota, tie_policy }
}

/// (candidate, rank, programme, score)
fn application((who, rank, what, score): (u32, u8, u32, i32)) -> Application {
    let score = Score::from_hundredths(score);
    Application { candidate: candidate(who), rank, programme: programme_id(what), score, ties: Vec::new() }
}

fn applications(rows: &[(u32, u8, u32, i32)]) -> Vec<Application> {
    rows.iter().copied().map(application).collect()
}

fn seats(outcome: &Outcome) -> Vec<Option<u32>> {
    let number = |id: ProgrammeId| u32::try_from(id.0.as_u128()).unwrap();
    outcome.assignments.iter().map(|(_, seat)| seat.map(number)).collect()
}

/// Runs and verifies; gives the seats and the scores of the cut-offs.
fn solved(programmes: &[Programme], applications: &[Application]) -> (Vec<Option<u32>>, Vec<Option<i32>>) {
    let outcome = run(programmes, applications).unwrap();
    assert_eq!(verify(programmes, applications, &outcome), Ok(()));
    let cutoffs = outcome.programmes.iter();
    let cutoffs = cutoffs.map(|each| each.cutoff.as_ref().map(|key| key.score.hundredths())).collect();
    (seats(&outcome), cutoffs)
}

#[test]
fn a_refused_candidate_displaces_another_and_the_chain_ends() {
    // 1 wants A, loses it to 2, takes B from 3, who takes C.
    let programmes = [1, 2, 3].map(|number| programme(number, 1, TiePolicy::AdmitAll));
    let rows =
        applications(&[(1, 1, 1, 20_00), (1, 2, 2, 25_00), (2, 1, 1, 21_00), (3, 1, 2, 24_00), (3, 2, 3, 18_00)]);
    let expected = (vec![Some(2), Some(1), Some(3)], vec![Some(21_00), Some(25_00), None]);
    assert_eq!(solved(&programmes, &rows), expected);
}

#[test]
fn of_two_stable_results_the_candidates_have_the_better_one() {
    // 1 wants A before B, 2 wants B before A; A prefers 2, B prefers 1. Both keep their first wish.
    let programmes = [1, 2].map(|number| programme(number, 1, TiePolicy::RejectAll));
    let rows = applications(&[(1, 1, 1, 20_00), (1, 2, 2, 25_00), (2, 1, 2, 20_00), (2, 2, 1, 25_00)]);
    assert_eq!(solved(&programmes, &rows), (vec![Some(1), Some(2)], vec![None, None]));
}

#[test]
fn ties_go_by_further_criteria_then_rank_then_policy() {
    let rows = |ties: [i32; 2], ranks: [u8; 2]| -> Vec<Application> {
        [0, 1]
            .map(|index| Application {
                ties: vec![Score::from_hundredths(ties[index])],
                ..application((u32::try_from(index).unwrap() + 1, ranks[index], 1, 25_00))
            })
            .into()
    };
    let cases = [
        (TiePolicy::AdmitAll, [8_00, 9_00], [1, 2], vec![None, Some(1)]),
        (TiePolicy::AdmitAll, [8_00, 8_00], [1, 2], vec![Some(1), None]),
        (TiePolicy::AdmitAll, [8_00, 8_00], [2, 2], vec![Some(1), Some(1)]),
        (TiePolicy::RejectAll, [8_00, 8_00], [2, 2], vec![None, None]),
    ];
    for (policy, ties, ranks, expected) in cases {
        let (seats, _) = solved(&[programme(1, 1, policy)], &rows(ties, ranks));
        assert_eq!(seats, expected, "{policy:?} {ties:?} {ranks:?}");
    }
}

#[test]
fn a_group_that_does_not_fit_keeps_those_below_it_out() {
    // Two seats: 27.00 comes in, the two at 26.00 do not fit, 25.00 must not pass them.
    let rows = applications(&[(1, 1, 1, 27_00), (2, 1, 1, 26_00), (3, 1, 1, 26_00), (4, 1, 1, 25_00)]);
    let seats = solved(&[programme(1, 2, TiePolicy::RejectAll)], &rows);
    assert_eq!(seats, (vec![Some(1), None, None, None], vec![Some(27_00)]));
    let seats = solved(&[programme(1, 2, TiePolicy::AdmitAll)], &rows);
    assert_eq!(seats, (vec![Some(1), Some(1), Some(1), None], vec![Some(26_00)]));
}

#[test]
fn a_programme_without_seats_admits_nobody_and_has_no_cutoff() {
    for policy in [TiePolicy::AdmitAll, TiePolicy::RejectAll] {
        let rows = applications(&[(1, 1, 1, 30_00), (2, 3, 1, 30_00)]);
        assert_eq!(solved(&[programme(1, 0, policy)], &rows), (vec![None, None], vec![None]));
    }
    assert_eq!(run(&[], &[]), Ok(Outcome::default()));
}

#[test]
fn contradictory_rows_are_refused() {
    let one = [programme(1, 1, TiePolicy::AdmitAll)];
    let (candidate, programme) = (candidate(1), programme_id(1));
    let cases = [
        (run(&[one[0], one[0]], &[]), InstanceError::ProgrammeTwice { programme }),
        (
            run(&one, &applications(&[(1, 1, 2, 1)])),
            InstanceError::UnknownProgramme { candidate, programme: programme_id(2) },
        ),
        (run(&one, &applications(&[(1, 1, 1, 1), (1, 1, 1, 2)])), InstanceError::RankTwice { candidate, rank: 1 }),
        (
            run(&one, &applications(&[(1, 1, 1, 1), (1, 2, 1, 1)])),
            InstanceError::ApplicationTwice { candidate, programme },
        ),
    ];
    for (outcome, expected) in cases {
        assert_eq!(outcome, Err(expected));
    }
}

#[test]
fn each_kind_of_tampering_is_named() {
    let programmes = [programme(1, 1, TiePolicy::AdmitAll), programme(2, 2, TiePolicy::RejectAll)];
    let rows =
        applications(&[(1, 1, 1, 27_00), (2, 1, 1, 26_00), (2, 2, 2, 26_00), (3, 1, 2, 24_00), (4, 1, 2, 23_00)]);
    let honest = run(&programmes, &rows).unwrap();
    assert_eq!(seats(&honest), [Some(1), Some(2), Some(2), None]);
    let with = |tamper: fn(&mut Outcome)| {
        let mut outcome = honest.clone();
        tamper(&mut outcome);
        verify(&programmes, &rows, &outcome)
    };
    let (first, second) = (programme_id(1), programme_id(2));
    let cases = [
        (
            with(|o| o.assignments.push(o.assignments[0])),
            Violation::CandidateTwice { candidate: candidate(1), programme: Some(first) },
        ),
        (
            with(|o| o.assignments.truncate(3)),
            Violation::CandidateMissing { candidate: candidate(4), programme: second },
        ),
        (
            with(|o| o.assignments[3].1 = Some(programme_id(1))),
            Violation::NotAppliedFor { candidate: candidate(4), programme: first },
        ),
        (
            with(|o| o.assignments[3].1 = Some(programme_id(2))),
            Violation::OverQuota { candidate: candidate(4), programme: second },
        ),
        (
            with(|o| (o.assignments[0].1, o.assignments[1].1) = (None, Some(programme_id(1)))),
            Violation::PassedOver { candidate: candidate(1), programme: first },
        ),
        (with(|o| o.assignments[2].1 = None), Violation::SeatWasted { candidate: candidate(3), programme: second }),
        (with(|o| o.programmes.truncate(1)), Violation::ProgrammeNotStatedOnce { programme: second }),
        (with(|o| o.programmes[0].admitted = 2), Violation::WrongCount { programme: first }),
        (with(|o| o.programmes[1].cutoff = None), Violation::WrongCutoff { programme: second }),
    ];
    for (verdict, expected) in cases {
        assert_eq!(verdict, Err(expected));
    }
    let equals = applications(&[(1, 1, 1, 20_00), (2, 1, 1, 20_00)]);
    let mut outcome = run(&programmes[..1], &equals).unwrap();
    outcome.assignments[1].1 = None;
    let split = Violation::TieSplit { candidate: candidate(2), programme: first };
    assert_eq!(verify(&programmes[..1], &equals, &outcome), Err(split));
}

#[test]
fn a_hundred_thousand_candidates_are_matched_and_verified() {
    const PROGRAMMES: u32 = 500;
    let policy = |number| if number % 2 == 0 { TiePolicy::AdmitAll } else { TiePolicy::RejectAll };
    let programmes: Vec<_> = (0..PROGRAMMES).map(|number| programme(number, 120, policy(number))).collect();
    let rows: Vec<_> = (0..100_000_u32)
        .flat_map(|who| {
            (0..6_u32).map(move |index| {
                let what = (who.wrapping_mul(2_654_435_761) >> 8).wrapping_add(index * index * 7) % PROGRAMMES;
                let score = 15_00 + i32::try_from(who.wrapping_mul(40_503) % 300).unwrap() * 5;
                application((who, u8::try_from(index).unwrap() + 1, what, score))
            })
        })
        .collect();
    let outcome = run(&programmes, &rows).unwrap();
    assert_eq!(verify(&programmes, &rows, &outcome), Ok(()));
    let admitted: u32 = outcome.programmes.iter().map(|each| each.admitted).sum();
    assert!(admitted > 50_000, "{admitted} admitted");
}

/// The slow second way: cut-offs start at the bottom; while a programme is wanted by too many, its cut-off
/// passes the lowest of them, and everybody chooses anew.
fn by_rising_cutoffs(
    programmes: &[Programme],
    applications: &[Application],
) -> BTreeMap<CandidateId, Option<ProgrammeId>> {
    let mut bars: BTreeMap<ProgrammeId, OrderKey> = BTreeMap::new();
    loop {
        let mut choice: BTreeMap<CandidateId, Option<&Application>> = BTreeMap::new();
        for each in applications {
            let best = choice.entry(each.candidate).or_default();
            let is_open = bars.get(&each.programme).is_none_or(|bar| OrderKey::of(each) > *bar);
            if is_open && best.is_none_or(|best| each.rank < best.rank) {
                *best = Some(each);
            }
        }
        let mut has_risen = false;
        for programme in programmes {
            let wanted_by = choice.values().flatten().filter(|each| each.programme == programme.id);
            let keys: Vec<OrderKey> = wanted_by.map(|each| OrderKey::of(each)).collect();
            let Some(lowest) = keys.iter().min() else { continue };
            let quota = usize::try_from(programme.quota).unwrap();
            let is_too_many = match programme.tie_policy {
                TiePolicy::AdmitAll => keys.iter().filter(|key| *key > lowest).count() >= quota,
                TiePolicy::RejectAll => keys.len() > quota,
            };
            if is_too_many {
                bars.insert(programme.id, lowest.clone());
                has_risen = true;
            }
        }
        if !has_risen {
            return choice.into_iter().map(|(who, seat)| (who, seat.map(|each| each.programme))).collect();
        }
    }
}

/// The outcome with these seats, its numbers and cut-offs told truly.
fn truly_stated(
    programmes: &[Programme],
    rows: &[Application],
    seats: &BTreeMap<CandidateId, Option<ProgrammeId>>,
) -> Outcome {
    let rank_of = |who: CandidateId| {
        let seat = seats[&who];
        rows.iter().find(|row| row.candidate == who && Some(row.programme) == seat).map_or(u8::MAX, |row| row.rank)
    };
    let state = |programme: &Programme| {
        let own = || rows.iter().filter(|row| row.programme == programme.id);
        let admitted: Vec<_> = own().filter(|row| seats[&row.candidate] == Some(programme.id)).collect();
        let is_wanted = own().any(|row| row.rank < rank_of(row.candidate));
        ProgrammeOutcome {
            programme: programme.id,
            applicants: u32::try_from(own().count()).unwrap(),
            admitted: u32::try_from(admitted.len()).unwrap(),
            cutoff: if is_wanted { admitted.iter().map(|row| OrderKey::of(row)).min() } else { None },
        }
    };
    Outcome {
        assignments: seats.iter().map(|(who, seat)| (*who, *seat)).collect(),
        programmes: programmes.iter().map(state).collect(),
    }
}

/// Small instances full of ties: up to 5 programmes of 0 to 3 seats, up to 9 candidates, 3 scores.
fn instance() -> impl Strategy<Value = (Vec<Programme>, Vec<Application>)> {
    let policy = prop::sample::select(vec![TiePolicy::AdmitAll, TiePolicy::RejectAll]);
    let programmes = prop::collection::vec((0..4_u32, policy), 1..6).prop_map(|rows| {
        (0_u32..).zip(rows).map(|(number, (quota, policy))| programme(number, quota, policy)).collect::<Vec<_>>()
    });
    let wishes = Just((0..5_u32).collect::<Vec<_>>()).prop_shuffle();
    let list = (wishes, 1..6_usize, prop::collection::vec((0..3_i32, 0..2_i32), 5));
    (programmes, prop::collection::vec(list, 0..10)).prop_map(|(programmes, lists)| {
        let mut rows = Vec::new();
        for (who, (wishes, length, scores)) in (0_u32..).zip(lists) {
            for (index, what) in wishes.into_iter().take(length).enumerate() {
                if usize::try_from(what).unwrap() < programmes.len() {
                    let (score, tie) = scores[index];
                    let row = application((who, u8::try_from(index).unwrap() + 1, what, 20_00 + score));
                    rows.push(Application { ties: vec![Score::from_hundredths(tie)], ..row });
                }
            }
        }
        (programmes, rows)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_engine_finds_what_rising_cutoffs_find_and_the_verifier_agrees((programmes, rows) in instance()) {
        let outcome = run(&programmes, &rows).unwrap();
        let expected = truly_stated(&programmes, &rows, &by_rising_cutoffs(&programmes, &rows));
        prop_assert_eq!(&outcome, &expected);
        prop_assert_eq!(verify(&programmes, &rows, &outcome), Ok(()));
    }

    #[test]
    fn the_order_of_the_rows_changes_nothing(
        ((programmes, rows), (shuffled_programmes, shuffled)) in instance().prop_flat_map(|(programmes, rows)| {
            let shuffled = (Just(programmes.clone()).prop_shuffle(), Just(rows.clone()).prop_shuffle());
            (Just((programmes, rows)), shuffled)
        }),
    ) {
        prop_assert_eq!(run(&programmes, &rows), run(&shuffled_programmes, &shuffled));
    }

    #[test]
    fn giving_any_one_candidate_another_seat_is_caught((programmes, rows) in instance()) {
        let seats = by_rising_cutoffs(&programmes, &rows);
        for row in &rows {
            for seat in [Some(row.programme), None] {
                if seats[&row.candidate] == seat {
                    continue;
                }
                let mut tampered = seats.clone();
                tampered.insert(row.candidate, seat);
                let outcome = truly_stated(&programmes, &rows, &tampered);
                prop_assert!(verify(&programmes, &rows, &outcome).is_err(), "{row:?} {seat:?}");
            }
        }
    }
}

#[test]
fn a_better_rank_is_above_and_words_lead_back_to_their_policy() {
    let key = |rank| OrderKey { score: Score::ZERO, ties: Vec::new(), rank: Reverse(rank) };
    assert!(key(1) > key(2));
    for policy in [TiePolicy::AdmitAll, TiePolicy::RejectAll] {
        assert_eq!(TiePolicy::parse(policy.as_str()), Some(policy));
    }
}
