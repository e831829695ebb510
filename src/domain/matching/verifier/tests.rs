//! The verifier against results that are wrong in every way: told wrong, given wrong, and stable without being the
//! best for the candidates.

mod result_files;

use std::cmp::Reverse;

use proptest::prelude::*;

use super::{
    super::{
        engine::run,
        instance::{Instance, OrderKey, Outcome, TiePolicy, index},
        tests::{Row, by_rising_cutoffs, instance, small, truly_stated},
    },
    Violation, ViolationKind, audit, least_limits, verify,
};
use crate::domain::score::Score;

use TiePolicy::{AdmitAll, RejectAll};
use ViolationKind::*;

/// Two programmes, four candidates: 0 fills the first, 1 and 2 the second, 3 is refused.
fn two_programmes() -> Instance {
    let rows =
        [(0, 1, 0, 27_00, 0), (1, 1, 0, 26_00, 0), (1, 2, 1, 26_00, 0), (2, 1, 1, 24_00, 0), (3, 1, 1, 23_00, 0)];
    instance(&[(1, AdmitAll), (2, RejectAll)], &rows)
}

#[test]
fn each_kind_of_tampering_is_named() {
    let two = two_programmes();
    let honest = run(&two);
    assert_eq!(honest.assignments, [Some(0), Some(1), Some(1), None]);
    assert_eq!(verify(&two, &honest), Ok(()));
    let nobody = |kind, programme| Violation { kind, candidate: None, programme: Some(programme) };
    type Tamper = fn(&mut Outcome);
    let cases: [(Tamper, Violation); 12] = [
        (|o| o.assignments[3] = Some(0), Violation::of(NotAppliedFor, 3, 0)),
        (|o| o.assignments[3] = Some(9), Violation::of(NotAppliedFor, 3, 9)),
        (|o| o.assignments[3] = Some(1), Violation::of(OverQuota { admitted: 3, quota: 2 }, 3, 1)),
        (|o| (o.assignments[0], o.assignments[1]) = (None, Some(0)), Violation::of(PassedOver { admitted: 1 }, 0, 0)),
        (|o| o.assignments[2] = None, Violation::of(SeatWasted, 2, 1)),
        (
            |o| o.assignments.truncate(3),
            Violation { kind: CandidateNotStatedOnce, candidate: Some(3), programme: None },
        ),
        (
            |o| o.assignments.push(Some(0)),
            Violation { kind: CandidateNotStatedOnce, candidate: Some(4), programme: None },
        ),
        (|o| o.programmes.truncate(1), nobody(ProgrammeNotStatedOnce, 1)),
        (|o| o.programmes.push(o.programmes[0].clone()), nobody(ProgrammeNotStatedOnce, 2)),
        (|o| o.programmes[0].admitted = 2, nobody(WrongCount { stated: 2, counted: 1 }, 0)),
        (|o| o.programmes[1].cutoff = None, Violation::of(WrongCutoff, 2, 1)),
        (|o| o.programmes[1].cutoff = o.programmes[0].cutoff.clone(), Violation::of(WrongCutoff, 2, 1)),
    ];
    for (tamper, expected) in cases {
        let mut outcome = honest.clone();
        tamper(&mut outcome);
        assert_eq!(verify(&two, &outcome), Err(expected));
        assert_eq!(audit(&two, &outcome), Err(expected));
    }
}

#[test]
fn equals_of_whom_one_is_admitted_are_named() {
    let equals = instance(&[(1, AdmitAll)], &[(0, 1, 0, 20_00, 0), (1, 1, 0, 20_00, 0)]);
    let mut outcome = run(&equals);
    outcome.assignments[1] = None;
    assert_eq!(verify(&equals, &outcome), Err(Violation::of(TieSplit { admitted: 0 }, 1, 0)));
}

#[test]
fn a_cutoff_where_nobody_was_refused_or_admitted_is_named() {
    let rows = [(0, 1, 0, 20_00, 0), (1, 1, 1, 20_00, 0)];
    let open_and_closed = instance(&[(2, AdmitAll), (0, AdmitAll)], &rows);
    let honest = run(&open_and_closed);
    let key = OrderKey { score: Score::from_hundredths(20_00), ties: vec![Score::ZERO], rank: None };
    for (number, candidate) in [(0, Some(0)), (1, None)] {
        let mut outcome = honest.clone();
        outcome.programmes[index(number)].cutoff = Some(key.clone());
        let expected = Violation { kind: NeedlessCutoff, candidate, programme: Some(number) };
        assert_eq!(verify(&open_and_closed, &outcome), Err(expected));
    }
}

#[test]
fn a_violation_is_told_with_names() {
    let violation = Violation::of(BetterSeat { instead_of: Some(1) }, 0, 2);
    let told = violation.in_words(|candidate| ["An"][index(candidate)], |programme| ["A", "B", "C"][index(programme)]);
    assert_eq!(told, "candidate An could have a seat in programme C and has programme B: the limits are not the least");
    let numbers = "candidate 3 is passed over at programme 5: candidate 4 stands lower and is admitted";
    assert_eq!(Violation::of(PassedOver { admitted: 4 }, 3, 5).to_string(), numbers);
}

/// Two candidates who each stand higher where they do not want to be, so that the exchange of their seats is stable
/// too; with `twins`, one more of each who is equal to them in everything.
fn circle(policy: TiePolicy, twins: bool) -> Instance {
    let size = 1 + u32::from(twins);
    let rows: Vec<Row> = (0..2 * size)
        .flat_map(|who| {
            let (wanted, other) = (who % 2, 1 - who % 2);
            [(who, 1, wanted, 20_00, 5_00), (who, 2, other, 25_00, 5_00)]
        })
        .collect();
    instance(&[(size, policy); 2], &rows)
}

#[test]
fn a_stable_result_that_is_not_the_best_for_the_candidates_is_caught() {
    for (policy, twins) in [(AdmitAll, false), (AdmitAll, true), (RejectAll, false), (RejectAll, true)] {
        let circle = circle(policy, twins);
        assert_eq!(verify(&circle, &run(&circle)), Ok(()));
        let exchanged: Vec<Option<usize>> =
            (0..circle.candidate_count()).map(|who| circle.applications_of(who).nth(1)).collect();
        let outcome = truly_stated(&circle, &exchanged);
        assert_eq!(audit(&circle, &outcome), Ok(()), "{policy:?}");
        let expected = Violation::of(BetterSeat { instead_of: Some(1) }, 0, 0);
        assert_eq!(verify(&circle, &outcome), Err(expected), "{policy:?}");
    }
}

/// Every way to give each candidate a seat of the own list or none.
fn all_ways(instance: &Instance) -> Vec<Vec<Option<usize>>> {
    (0..instance.candidate_count()).fold(vec![Vec::new()], |ways, who| {
        let with = |way: &Vec<Option<usize>>, seat| way.iter().copied().chain([seat]).collect();
        let extended = |way: Vec<Option<usize>>| {
            let own: Vec<_> = instance.applications_of(who).map(Some).chain([None]).collect();
            own.into_iter().map(move |seat| with(&way, seat))
        };
        ways.into_iter().flat_map(extended).collect()
    })
}

/// The definition: of those who have a seat in the programme or want it more than what they have, it admits those whom
/// it would choose if they were all who applied, group after group from the top.
fn is_stable(instance: &Instance, way: &[Option<usize>]) -> bool {
    (0_u32..).zip(instance.seats()).all(|(programme, seats)| {
        let mut groups = std::collections::BTreeMap::<Reverse<OrderKey>, Vec<usize>>::new();
        for (who, seat) in way.iter().enumerate() {
            let mut up_to_seat =
                instance.applications_of(who).take_while(|number| seat.is_none_or(|seat| *number <= seat));
            if let Some(number) = up_to_seat.find(|number| instance.programmes()[*number] == programme) {
                groups.entry(Reverse(OrderKey::of(&instance.application(number)))).or_default().push(number);
            }
        }
        let (mut taken, mut is_closed) = (0, false);
        groups.values().all(|group| {
            is_closed |= match seats.tie_policy {
                AdmitAll => taken >= index(seats.quota),
                RejectAll => taken + group.len() > index(seats.quota),
            };
            taken += if is_closed { 0 } else { group.len() };
            group.iter().all(|number| way.contains(&Some(*number)) != is_closed)
        })
    })
}

/// Tiny instances with hardly any different scores: up to 3 programmes of 0 to 2 seats, up to 4 candidates.
fn tiny() -> impl Strategy<Value = Instance> {
    let policy = prop::sample::select(vec![AdmitAll, RejectAll]);
    let programmes = prop::collection::vec((0..3_u32, policy), 1..4);
    let list = (Just(vec![0_u32, 1, 2]).prop_shuffle(), 0..4_usize, prop::collection::vec((0..3_i32, 0..2_i32), 3));
    (programmes, prop::collection::vec(list, 1..5)).prop_map(|(programmes, lists)| {
        let rows: Vec<Row> = (0_u32..)
            .zip(lists)
            .flat_map(|(who, (wishes, length, scores))| {
                let row = move |((rank, what), (score, tie))| (who, rank, what, 20_00 + score, tie);
                (1_u16..).zip(wishes).zip(scores).take(length).map(row)
            })
            .filter(|row| index(row.2) < programmes.len())
            .collect();
        instance(&programmes, &rows)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn of_all_ways_to_give_seats_the_audit_passes_the_stable_and_the_verifier_the_best(instance in tiny()) {
        let best = by_rising_cutoffs(&instance);
        let mut passed = 0;
        for way in all_ways(&instance) {
            let outcome = truly_stated(&instance, &way);
            prop_assert_eq!(audit(&instance, &outcome).is_ok(), is_stable(&instance, &way), "{:?}", way);
            match (verify(&instance, &outcome), audit(&instance, &outcome)) {
                (Ok(()), _) => {
                    prop_assert_eq!(&way, &best);
                    passed += 1;
                }
                (Err(violation), Err(complaint)) => prop_assert_eq!(violation, complaint),
                (Err(violation), Ok(())) => {
                    let who = (0..way.len()).find(|who| way[*who] != best[*who]).unwrap();
                    let programme = |seat: Option<usize>| seat.map(|seat| instance.programmes()[seat]);
                    prop_assert!(best[who].is_some_and(|better| way[who].is_none_or(|worse| better < worse)));
                    let kind = BetterSeat { instead_of: programme(way[who]) };
                    let candidate = u32::try_from(who).ok();
                    prop_assert_eq!(violation, Violation { kind, candidate, programme: programme(best[who]) });
                }
            }
        }
        prop_assert_eq!(passed, 1);
    }

    #[test]
    fn rounds_end_where_the_slow_second_way_ends((programmes, rows) in small()) {
        let instance = instance(&programmes, &rows);
        let seats = least_limits::best_seats(&instance).into_iter().map(|seat| seat.map(index));
        prop_assert_eq!(seats.collect::<Vec<_>>(), by_rising_cutoffs(&instance));
    }

    #[test]
    fn giving_any_one_candidate_another_seat_is_caught((programmes, rows) in small()) {
        let instance = instance(&programmes, &rows);
        let seats = by_rising_cutoffs(&instance);
        for who in 0..instance.candidate_count() {
            for seat in instance.applications_of(who).map(Some).chain([None]) {
                if seats[who] == seat {
                    continue;
                }
                let mut tampered = seats.clone();
                tampered[who] = seat;
                let verdict = audit(&instance, &truly_stated(&instance, &tampered));
                prop_assert!(verdict.is_err(), "{who} {seat:?}");
            }
        }
    }

    #[test]
    fn telling_any_one_number_or_cutoff_wrong_is_caught((programmes, rows) in small()) {
        let instance = instance(&programmes, &rows);
        let honest = run(&instance);
        for number in 0..honest.programmes.len() {
            let mut wrong = vec![honest.programmes[number].clone(); 2];
            wrong[0].admitted += 1;
            match &mut wrong[1].cutoff {
                Some(cutoff) => {
                    let mut fewer = honest.programmes[number].clone();
                    fewer.admitted -= 1;
                    fewer.cutoff = None;
                    let file = OrderKey { rank: None, ..cutoff.clone() };
                    for key in [
                        OrderKey { score: cutoff.score + Score::from_hundredths(1), ..cutoff.clone() },
                        OrderKey { ties: vec![cutoff.ties[0] + Score::from_hundredths(1)], ..cutoff.clone() },
                        OrderKey { ties: Vec::new(), ..cutoff.clone() },
                        OrderKey { rank: cutoff.rank.map(|rank| Reverse(rank.0 + 1)), ..cutoff.clone() },
                    ] {
                        let mut outcome = honest.clone();
                        outcome.programmes[number].cutoff = Some(key);
                        let verdict = verify(&instance, &outcome).map_err(|violation| violation.kind);
                        prop_assert_eq!(verdict, Err(WrongCutoff));
                    }
                    let mut outcome = honest.clone();
                    outcome.programmes[number].cutoff = Some(file);
                    prop_assert_eq!(verify(&instance, &outcome), Ok(()));
                    wrong.push(fewer);
                    wrong[1].cutoff = None;
                }
                None => wrong[1].cutoff = Some(OrderKey { score: Score::ZERO, ties: vec![Score::ZERO], rank: None }),
            }
            for statement in wrong {
                let mut outcome = honest.clone();
                outcome.programmes[number] = statement;
                let violation = verify(&instance, &outcome).unwrap_err();
                prop_assert_eq!(violation.programme, u32::try_from(number).ok());
            }
        }
    }
}
