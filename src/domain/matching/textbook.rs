//! The engine on published instances whose answers are known, and what theory says of every instance.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::engine::run;
use super::instance::{Application, Instance, Seats, TiePolicy};
use super::verifier::verify;
use crate::domain::score::Score;

/// Lists by number from 1, as in print: what each candidate wants, and whom each programme prefers, the best first.
fn instance(quotas: &[u32], wishes: &[&[u32]], orders: &[&[u32]]) -> Instance {
    let seats = quotas.iter().map(|quota| Seats { quota: *quota, tie_policy: TiePolicy::RejectAll });
    let mut instance = Instance::new(seats.collect(), 0);
    for (candidate, wishes) in (1_u32..).zip(wishes) {
        let applications = (1_u16..).zip(*wishes).filter_map(|(rank, wish)| {
            let order = orders[usize::try_from(wish - 1).unwrap()];
            // Whom a programme does not list it does not take.
            let place = order.iter().position(|each| *each == candidate)?;
            let score = Score::from_hundredths(30_00 - i32::try_from(place).unwrap());
            Some(Application { rank, programme: wish - 1, score, ties: &[] })
        });
        instance.push_candidate(applications.collect::<Vec<_>>()).unwrap();
    }
    instance
}

/// The seats by number from 1, 0 for none.
fn seats(instance: &Instance) -> Vec<u32> {
    let outcome = run(instance);
    assert_eq!(verify(instance, &outcome), Ok(()));
    outcome.assignments.iter().map(|seat| seat.map_or(0, |seat| seat + 1)).collect()
}

/// All stable results of an instance with one seat a programme, by trying every assignment.
fn all_stable(instance: &Instance) -> Vec<Vec<u32>> {
    fn extend(instance: &Instance, seats: &mut Vec<u32>, found: &mut Vec<Vec<u32>>) {
        let candidate = seats.len();
        if candidate == instance.candidate_count() {
            if is_stable(instance, seats) {
                found.push(
                    seats.iter().map(|seat| instance.programmes()[usize::try_from(*seat).unwrap()] + 1).collect(),
                );
            }
            return;
        }
        for number in instance.applications_of(candidate) {
            let programme = instance.programmes()[number];
            if seats.iter().all(|seat| instance.programmes()[usize::try_from(*seat).unwrap()] != programme) {
                seats.push(u32::try_from(number).unwrap());
                extend(instance, seats, found);
                seats.pop();
            }
        }
    }
    fn is_stable(instance: &Instance, seats: &[u32]) -> bool {
        let score_of_seat: BTreeMap<u32, Score> = seats
            .iter()
            .map(|seat| {
                let application = instance.application(usize::try_from(*seat).unwrap());
                (application.programme, application.score)
            })
            .collect();
        (0..seats.len()).all(|candidate| {
            let better = instance.applications_of(candidate).start..usize::try_from(seats[candidate]).unwrap();
            better.into_iter().all(|number| {
                let wish = instance.application(number);
                score_of_seat.get(&wish.programme).is_some_and(|holder| *holder > wish.score)
            })
        })
    }
    let mut found = Vec::new();
    extend(instance, &mut Vec::new(), &mut found);
    found
}

/// D. Gale, L. S. Shapley, "College Admissions and the Stability of Marriage", American Mathematical Monthly 69 (1962),
/// example 1: whoever proposes gets the first wish.
#[test]
fn gale_and_shapley_first_example() {
    let three = instance(&[1; 3], &[&[1, 2, 3], &[2, 3, 1], &[3, 1, 2]], &[&[2, 3, 1], &[3, 1, 2], &[1, 2, 3]]);
    assert_eq!(seats(&three), [1, 2, 3]);
    assert_eq!(all_stable(&three).len(), 3);
}

/// The same paper, example 2: there is a single stable result.
#[test]
fn gale_and_shapley_second_example() {
    let four = instance(
        &[1; 4],
        &[&[1, 2, 3, 4], &[1, 4, 3, 2], &[2, 1, 3, 4], &[4, 2, 3, 1]],
        &[&[4, 3, 1, 2], &[2, 4, 1, 3], &[4, 1, 2, 3], &[3, 2, 1, 4]],
    );
    assert_eq!(all_stable(&four), [[3, 4, 1, 2]]);
    assert_eq!(seats(&four), [3, 4, 1, 2]);
}

/// The instance of size 8 of D. Gusfield, R. W. Irving, "The Stable Marriage Problem" (MIT Press 1989): of its many
/// stable results everybody has the best.
#[test]
fn gusfield_and_irving_size_8() {
    let eight = instance(
        &[1; 8],
        &[
            &[5, 7, 1, 2, 6, 8, 4, 3],
            &[2, 3, 7, 5, 4, 1, 8, 6],
            &[8, 5, 1, 4, 6, 2, 3, 7],
            &[3, 2, 7, 4, 1, 6, 8, 5],
            &[7, 2, 5, 1, 3, 6, 8, 4],
            &[1, 6, 7, 5, 8, 4, 2, 3],
            &[2, 5, 7, 6, 3, 4, 8, 1],
            &[3, 8, 4, 5, 7, 2, 6, 1],
        ],
        &[
            &[5, 3, 7, 6, 1, 2, 8, 4],
            &[8, 6, 3, 5, 7, 2, 1, 4],
            &[1, 5, 6, 2, 4, 8, 7, 3],
            &[8, 7, 3, 2, 4, 1, 5, 6],
            &[6, 4, 7, 3, 8, 1, 2, 5],
            &[2, 8, 5, 4, 6, 3, 7, 1],
            &[7, 5, 2, 1, 8, 6, 4, 3],
            &[7, 4, 1, 5, 2, 3, 6, 8],
        ],
    );
    let all = all_stable(&eight);
    assert!(all.len() > 1);
    let best = seats(&eight);
    assert_eq!(best, [5, 3, 8, 6, 7, 1, 2, 4]);
    let rank = |candidate: usize, programme: u32| {
        let own = &eight.programmes()[eight.applications_of(candidate)];
        own.iter().position(|each| *each + 1 == programme)
    };
    for other in all {
        for candidate in 0..8 {
            assert!(rank(candidate, best[candidate]) <= rank(candidate, other[candidate]), "{other:?}");
        }
    }
}

/// The example by which the US National Resident Matching Program explains its match: Arthur, Sunny, Darrius, Latha,
/// Joseph; Mercy, City, General, two positions each.
#[test]
fn national_resident_matching_program() {
    let wishes: [&[u32]; 5] = [&[2], &[2, 1], &[2, 1, 3], &[1, 2, 3], &[2, 3, 1]];
    let match_of_residents = instance(&[2; 3], &wishes, &[&[3, 4, 2, 5], &[3, 1, 2, 4, 5], &[3, 5, 4]]);
    assert_eq!(seats(&match_of_residents), [2, 1, 2, 1, 3]);
}

/// Random lists without ties: 1 to 7 programmes of 0 to 3 seats, up to 12 candidates with different scores everywhere.
fn strict() -> impl Strategy<Value = Instance> {
    (prop::collection::vec(0..4_u32, 1..8), 1..13_usize).prop_flat_map(|(quotas, candidates)| {
        let count = u32::try_from(quotas.len()).unwrap();
        let order = Just((0..count).collect::<Vec<_>>()).prop_shuffle();
        let lists = prop::collection::vec((order, 0..=quotas.len()), candidates);
        let places = Just((0..i32::try_from(candidates).unwrap()).collect::<Vec<_>>()).prop_shuffle();
        (lists, prop::collection::vec(places, quotas.len())).prop_map(move |(lists, places)| {
            let seats = quotas.iter().map(|quota| Seats { quota: *quota, tie_policy: TiePolicy::AdmitAll });
            let mut instance = Instance::new(seats.collect(), 0);
            for (candidate, (order, length)) in lists.iter().enumerate() {
                let list = (1_u16..).zip(order).take(*length).map(|(rank, programme)| {
                    let place = places[usize::try_from(*programme).unwrap()][candidate];
                    Application { rank, programme: *programme, score: Score::from_hundredths(20_00 + place), ties: &[] }
                });
                instance.push_candidate(list).unwrap();
            }
            instance
        })
    })
}

/// Deferred acceptance with the programmes proposing: the other end of the stable results. Each offers its free seats to
/// the best who have not refused it; a candidate keeps the best offer.
fn programmes_propose(instance: &Instance) -> Vec<Option<usize>> {
    let mut offers: Vec<Vec<(Score, usize, usize)>> = vec![Vec::new(); instance.seats().len()];
    for candidate in 0..instance.candidate_count() {
        for number in instance.applications_of(candidate) {
            let application = instance.application(number);
            offers[usize::try_from(application.programme).unwrap()].push((application.score, candidate, number));
        }
    }
    offers.iter_mut().for_each(|line| line.sort_unstable());
    let mut kept: Vec<Option<usize>> = vec![None; instance.candidate_count()];
    loop {
        let mut has_offered = false;
        for (programme, line) in offers.iter_mut().enumerate() {
            let taken =
                kept.iter().flatten().filter(|seat| instance.programmes()[**seat] == u32::try_from(programme).unwrap());
            if taken.count() >= usize::try_from(instance.seats()[programme].quota).unwrap() {
                continue;
            }
            if let Some((_, candidate, number)) = line.pop() {
                has_offered = true;
                if kept[candidate].is_none_or(|seat| number < seat) {
                    kept[candidate] = Some(number);
                }
            }
        }
        if !has_offered {
            return kept;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// The theorem of the rural hospitals (Roth 1986): without ties the same candidates have a seat in every stable
    /// result, and a programme with seats left has the same ones. Both ends of the stable results are compared.
    #[test]
    fn programmes_with_seats_left_admit_the_same_in_every_stable_result(instance in strict()) {
        let ours = run(&instance).assignments;
        let theirs: Vec<Option<u32>> =
            programmes_propose(&instance).iter().map(|seat| seat.map(|seat| instance.programmes()[seat])).collect();
        let is_seated = |seats: &[Option<u32>]| seats.iter().map(Option::is_some).collect::<Vec<_>>();
        prop_assert_eq!(is_seated(&ours), is_seated(&theirs));
        let admitted = |seats: &[Option<u32>], programme: u32| -> BTreeSet<usize> {
            (0..seats.len()).filter(|candidate| seats[*candidate] == Some(programme)).collect()
        };
        for (programme, seats) in (0_u32..).zip(instance.seats()) {
            let here = admitted(&ours, programme);
            if here.len() < usize::try_from(seats.quota).unwrap() {
                prop_assert_eq!(here, admitted(&theirs, programme));
            }
        }
        // Nobody is better off where the programmes propose.
        for candidate in 0..instance.candidate_count() {
            let own = &instance.programmes()[instance.applications_of(candidate)];
            let rank = |seat: Option<u32>| seat.and_then(|seat| own.iter().position(|each| *each == seat)).unwrap_or(own.len());
            prop_assert!(rank(ours[candidate]) <= rank(theirs[candidate]));
        }
    }
}
