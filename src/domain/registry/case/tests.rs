//! The table, line by line; and that every kind reaches an end.

use std::collections::{BTreeSet, HashSet};

use proptest::prelude::*;

use super::{
    CaseDays, CaseKind, CaseOwner, CaseState, IllegalTransition, Party, TRANSITIONS, Trigger, after_check, apply,
    findings,
};
use crate::domain::{
    registry::comparison::{ComparisonStatus, DifferingField},
    time::Instant,
};

const PARTIES: [Party; 3] = [Party::Candidate, Party::School, Party::Portal];

#[test]
fn the_drawing_at_the_head_of_the_file_is_the_table() {
    let drawn: Vec<String> = TRANSITIONS
        .iter()
        .map(|(from, by, to)| format!("//! {:<18} --{}--> {}", from.as_str(), by.as_str(), to.as_str()))
        .collect();
    let head = include_str!("../case.rs").split("//! ```").nth(1).unwrap();
    let documented: Vec<&str> = head.lines().skip(1).collect();
    assert_eq!(documented, drawn);
}

#[test]
fn no_state_has_two_answers_to_one_trigger_and_ends_are_left_by_none() {
    let distinct: HashSet<_> = TRANSITIONS.iter().map(|(from, by, _)| (*from, *by)).collect();
    assert_eq!(distinct.len(), TRANSITIONS.len());
    assert!(TRANSITIONS.iter().all(|(from, _, _)| !from.is_end()));
    let open: Vec<_> = CaseState::ALL.iter().copied().filter(|state| !state.is_end()).collect();
    assert_eq!(open, CaseState::OPEN);
}

#[test]
fn every_trigger_is_somebodys_and_decisions_are_the_schools_alone() {
    for trigger in Trigger::ALL {
        let who: Vec<Party> = PARTIES.into_iter().filter(|party| party.may(*trigger)).collect();
        let expected: &[Party] = match trigger {
            Trigger::RecordIsWrong => &[Party::Candidate],
            Trigger::RegistryIsWrong => &[Party::Candidate, Party::School],
            Trigger::Corrected | Trigger::Accepted | Trigger::TwoPeople | Trigger::SamePerson => &[Party::School],
            Trigger::Agreed | Trigger::StillDiffers | Trigger::Replaced => &[Party::Portal],
        };
        assert_eq!(who, expected, "{trigger:?}");
    }
}

/// The states that a case of this kind can come to, whoever acts.
fn reachable(kind: CaseKind) -> BTreeSet<CaseState> {
    let mut reached = BTreeSet::from([kind.begins(false), kind.begins(true)]);
    loop {
        let next: BTreeSet<CaseState> = reached
            .iter()
            .flat_map(|state| Trigger::ALL.iter().map(move |trigger| (*state, *trigger)))
            .flat_map(|(state, trigger)| PARTIES.into_iter().filter_map(move |by| apply(kind, state, trigger, by).ok()))
            .collect();
        let before = reached.len();
        reached.extend(next);
        if reached.len() == before {
            return reached;
        }
    }
}

#[test]
fn each_of_the_eight_kinds_reaches_its_ends_and_no_other() {
    use CaseState as S;
    let fields = [S::Matched, S::Corrected, S::Accepted, S::Replaced];
    let numbers = [S::Matched, S::Accepted, S::Replaced];
    let two = [S::TwoPeople, S::SamePerson];
    let table: [(CaseKind, &[S]); 8] = [
        (CaseKind::Name, &fields),
        (CaseKind::Diacritics, &fields),
        (CaseKind::BirthDate, &fields),
        (CaseKind::Sex, &fields),
        (CaseKind::Number, &numbers),
        (CaseKind::Duplicate, &two),
        (CaseKind::NoRecord, &numbers),
        (CaseKind::Twin, &two),
    ];
    assert_eq!(table.map(|(kind, _)| kind).as_slice(), CaseKind::ALL);
    for (kind, expected) in table {
        let reached = reachable(kind);
        let ends: Vec<S> = reached.iter().copied().filter(|state| state.is_end()).collect();
        assert_eq!(ends, expected, "{kind:?}");
        // Whatever the candidate and the registry do, the school alone can bring it to an end.
        for state in reached.iter().filter(|state| !state.is_end()) {
            let by_school = Trigger::ALL.iter().filter_map(|trigger| apply(kind, *state, *trigger, Party::School).ok());
            assert!(by_school.into_iter().any(S::is_end), "{kind:?} {state:?}");
        }
    }
}

#[test]
fn a_case_begins_with_whoever_can_tell_which_side_is_wrong() {
    for kind in CaseKind::ALL {
        let by_candidate = kind.field().is_some();
        let expected = if by_candidate { CaseOwner::Candidate } else { CaseOwner::School };
        assert_eq!(kind.begins(false).owner(), Some(expected), "{kind:?}");
        assert_eq!(kind.begins(true).owner(), Some(CaseOwner::School), "{kind:?}");
    }
}

#[test]
fn what_a_check_finds_opens_these_kinds() {
    use ComparisonStatus as C;
    let partial = |fields: &[DifferingField]| C::Partial(fields.to_vec());
    let cases = [
        (C::Unchecked, false, None),
        (C::Unavailable, true, None),
        (C::Matched, false, Some(vec![])),
        (C::Matched, true, Some(vec![CaseKind::Number])),
        (C::NotFound, true, Some(vec![CaseKind::NoRecord])),
        (C::Invalid, false, Some(vec![CaseKind::Number])),
        (partial(&[DifferingField::FullName]), false, Some(vec![CaseKind::Name])),
        (partial(&[DifferingField::FullName]), true, Some(vec![CaseKind::Name, CaseKind::Number])),
        (
            partial(&[DifferingField::FullNameDiacritics, DifferingField::BirthDate, DifferingField::Sex]),
            true,
            Some(vec![CaseKind::Diacritics, CaseKind::BirthDate, CaseKind::Sex]),
        ),
    ];
    for (status, contradicts, expected) in cases {
        assert_eq!(findings(&status, contradicts), expected, "{status:?} {contradicts}");
    }
}

#[test]
fn a_later_check_ends_replaces_or_leaves_a_case() {
    use CaseKind as K;
    use CaseState as S;
    let cases: [(K, S, &[K], Option<Trigger>); 12] = [
        (K::Name, S::AwaitingPolice, &[], Some(Trigger::Agreed)),
        (K::Name, S::AwaitingPolice, &[K::Name], None),
        (K::Name, S::Rechecking, &[K::Name], Some(Trigger::StillDiffers)),
        (K::Name, S::AwaitingCandidate, &[K::Diacritics], Some(Trigger::Replaced)),
        (K::Name, S::AwaitingCandidate, &[K::BirthDate], Some(Trigger::Agreed)),
        (K::Sex, S::AwaitingSchool, &[K::NoRecord], Some(Trigger::Replaced)),
        (K::Number, S::AwaitingSchool, &[K::NoRecord], Some(Trigger::Replaced)),
        (K::NoRecord, S::AwaitingSchool, &[K::Name], Some(Trigger::Agreed)),
        (K::NoRecord, S::AwaitingSchool, &[K::NoRecord], None),
        (K::Twin, S::AwaitingSchool, &[], None),
        (K::Duplicate, S::AwaitingSchool, &[], None),
        (K::Name, S::Accepted, &[], None),
    ];
    for (kind, state, found, expected) in cases {
        assert_eq!(after_check(kind, state, found), expected, "{kind:?} {state:?} {found:?}");
        if let Some(trigger) = expected {
            assert!(apply(kind, state, trigger, Party::Portal).is_ok(), "{kind:?} {state:?} {trigger:?}");
        }
    }
}

#[test]
fn a_case_is_due_at_the_end_of_the_last_day_of_its_owner() {
    let days = CaseDays { candidate: 3, school: 2, police: 10 };
    let at = |text: &str| Instant::parse(text).unwrap();
    let cases = [
        (CaseState::AwaitingCandidate, "2026-04-22T09:00", "2026-04-26T00:00"),
        (CaseState::AwaitingSchool, "2026-04-22T09:00", "2026-04-25T00:00"),
        (CaseState::Rechecking, "2026-04-22T23:59", "2026-04-25T00:00"),
        (CaseState::AwaitingPolice, "2026-04-22T00:00", "2026-05-03T00:00"),
    ];
    for (state, since, expected) in cases {
        assert_eq!(days.due_at(state, at(since)), at(expected), "{state:?} {since}");
    }
}

proptest! {
    #[test]
    fn no_sequence_of_acts_leaves_an_end_or_the_table(
        kind in 0..8_usize, roll: bool, steps in prop::collection::vec((0..9_usize, 0..3_usize), 0..40)
    ) {
        let kind = CaseKind::ALL[kind];
        let mut state = kind.begins(roll);
        for (trigger, party) in steps {
            let (trigger, party) = (Trigger::ALL[trigger], PARTIES[party]);
            let was_end = state.is_end();
            match apply(kind, state, trigger, party) {
                Ok(next) => {
                    prop_assert!(!was_end && kind.takes(trigger) && party.may(trigger));
                    prop_assert!(TRANSITIONS.contains(&(state, trigger, next)));
                    state = next;
                }
                Err(error) => prop_assert_eq!(error, IllegalTransition { kind, from: state, trigger }),
            }
        }
    }
}
