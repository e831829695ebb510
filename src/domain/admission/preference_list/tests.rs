use proptest::prelude::*;
use uuid::Uuid;

use super::{PreferenceChange, PreferenceDraft, PreferenceRefusal, PreferenceRules, PreferenceWarning, check, diff};
use crate::domain::ids::ProgrammeId;
use crate::domain::money::Dong;

const RULES: PreferenceRules =
    PreferenceRules { max_preferences: 4, teacher_training_max_rank: 2, fee: Dong::new(15_000) };

fn id(number: u8) -> ProgrammeId {
    ProgrammeId(Uuid::from_u128(u128::from(number)))
}

fn draft(numbers: &[u8]) -> PreferenceDraft {
    PreferenceDraft { version: 7, programme_ids: numbers.iter().copied().map(id).collect() }
}

#[test]
fn edits_give_the_new_list_or_say_why_not() {
    use PreferenceRefusal::{AlreadyListed, ListFull, NotListed, PositionOutOfRange};
    let three = draft(&[1, 2, 3]);
    let cases = [
        ("add", three.add(id(4), &RULES), Ok(draft(&[1, 2, 3, 4]))),
        ("add to nothing", draft(&[]).add(id(4), &RULES), Ok(draft(&[4]))),
        ("add again", three.add(id(2), &RULES), Err(AlreadyListed)),
        ("add to a full list", draft(&[1, 2, 3, 4]).add(id(5), &RULES), Err(ListFull { max: 4 })),
        ("remove", three.remove(id(2)), Ok(draft(&[1, 3]))),
        ("remove a stranger", three.remove(id(9)), Err(NotListed)),
        ("move up", three.move_up(id(3)), Ok(draft(&[1, 3, 2]))),
        ("move the first up", three.move_up(id(1)), Err(PositionOutOfRange { len: 3 })),
        ("move down", three.move_down(id(1)), Ok(draft(&[2, 1, 3]))),
        ("move the last down", three.move_down(id(3)), Err(PositionOutOfRange { len: 3 })),
        ("move a stranger", three.move_down(id(9)), Err(NotListed)),
        ("move to the front", three.move_to(id(3), 1), Ok(draft(&[3, 1, 2]))),
        ("move to the end", three.move_to(id(1), 3), Ok(draft(&[2, 3, 1]))),
        ("move to where it is", three.move_to(id(2), 2), Ok(draft(&[1, 2, 3]))),
        ("move to 0", three.move_to(id(2), 0), Err(PositionOutOfRange { len: 3 })),
        ("move past the end", three.move_to(id(2), 4), Err(PositionOutOfRange { len: 3 })),
    ];
    for (edit, outcome, expected) in cases {
        let expected = expected.map(|list| PreferenceDraft { version: 8, ..list });
        assert_eq!(outcome, expected, "{edit}");
    }
}

#[test]
fn teacher_training_too_far_down_and_an_empty_list_are_warned_of() {
    let trains_teachers = |programme| programme == id(1) || programme == id(3);
    assert_eq!(check(&draft(&[]), trains_teachers, &RULES), [PreferenceWarning::NoPreferences]);
    assert_eq!(check(&draft(&[1, 3, 2]), trains_teachers, &RULES), []);
    let late = PreferenceWarning::TeacherTrainingNotConsidered { rank: 3, programme: id(3), max_rank: 2 };
    assert_eq!(check(&draft(&[1, 2, 3, 4]), trains_teachers, &RULES), [late]);
}

#[test]
fn nine_preferences_of_the_2025_fee_cost_135000() {
    assert_eq!(RULES.fee_of(9), Dong::new(135_000));
    assert_eq!(RULES.fee_of(0), Dong::new(0));
}

#[test]
fn a_difference_names_what_came_went_moved_and_stayed() {
    let changes = diff(&draft(&[1, 2, 3, 4]).programme_ids, &draft(&[1, 3, 5]).programme_ids);
    let expected = [
        PreferenceChange::Kept { rank: 1, programme: id(1) },
        PreferenceChange::Moved { from: 3, to: 2, programme: id(3) },
        PreferenceChange::Added { rank: 3, programme: id(5) },
        PreferenceChange::Removed { rank: 2, programme: id(2) },
        PreferenceChange::Removed { rank: 4, programme: id(4) },
    ];
    assert_eq!(changes, expected);
}

/// Applies an edit chosen by numbers; a refused edit leaves the list as it was.
fn edited(draft: &PreferenceDraft, (edit, programme, rank): (u8, u8, u8)) -> PreferenceDraft {
    let programme = id(programme);
    let outcome = match edit {
        0 => draft.add(programme, &RULES),
        1 => draft.remove(programme),
        2 => draft.move_up(programme),
        3 => draft.move_down(programme),
        _ => draft.move_to(programme, rank),
    };
    outcome.unwrap_or_else(|_| draft.clone())
}

/// The new list told from the old one and the changes alone.
fn replayed(changes: &[PreferenceChange]) -> Vec<ProgrammeId> {
    let mut ranked: Vec<(u8, ProgrammeId)> = changes
        .iter()
        .filter_map(|change| match *change {
            PreferenceChange::Added { rank, programme } | PreferenceChange::Kept { rank, programme } => {
                Some((rank, programme))
            }
            PreferenceChange::Moved { to, programme, .. } => Some((to, programme)),
            PreferenceChange::Removed { .. } => None,
        })
        .collect();
    ranked.sort_unstable();
    ranked.into_iter().map(|(_, programme)| programme).collect()
}

proptest! {
    #[test]
    fn no_edits_make_a_list_too_long_or_name_a_programme_twice(
        edits in prop::collection::vec((0..5_u8, 0..7_u8, 0..6_u8), 0..40),
    ) {
        let mut list = PreferenceDraft::default();
        for edit in edits {
            let next = edited(&list, edit);
            prop_assert!(next.programme_ids.len() <= 4);
            let distinct: std::collections::BTreeSet<_> = next.programme_ids.iter().collect();
            prop_assert_eq!(distinct.len(), next.programme_ids.len());
            let changes = diff(&list.programme_ids, &next.programme_ids);
            prop_assert_eq!(replayed(&changes), next.programme_ids.clone());
            let removed = changes.iter().filter(|change| matches!(change, PreferenceChange::Removed { .. })).count();
            let added = changes.iter().filter(|change| matches!(change, PreferenceChange::Added { .. })).count();
            prop_assert_eq!(list.programme_ids.len() + added, next.programme_ids.len() + removed);
            list = next;
        }
    }

    #[test]
    fn up_and_down_undo_each_other(length in 2..5_u8, index in 1..4_u8) {
        prop_assume!(index < length);
        let list = draft(&(1..=length).collect::<Vec<_>>());
        let back = list.move_up(id(index + 1)).unwrap().move_down(id(index + 1)).unwrap();
        prop_assert_eq!(back.programme_ids, list.programme_ids);
    }
}
