use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::domain::{
    exam::subject::Subject,
    field_errors::{FieldErrorCode, FieldErrors},
};

const PUBLISHED: Score = Score::from_hundredths(6_75);

fn day(day: u8) -> Instant {
    Instant::vietnam(2026, 7, day, 17, 0).unwrap()
}

const fn staff(id: u128) -> StaffId {
    StaffId(Uuid::from_u128(id))
}

/// Received from the 1st to the 6th, due by the 21st.
fn windows() -> AppealWindows {
    AppealWindows { opens_at: day(1), closes_at: day(6), due_at: day(21) }
}

fn proposal(mark: i32) -> Proposal {
    Proposal { mark: Score::from_hundredths(mark), reason: "Cộng sót câu 3".to_owned(), by: staff(1) }
}

fn state(status: AppealStatus) -> AppealState {
    let decision = |mark| Decision { mark, reason: "Đúng đáp án".to_owned(), by: staff(2), at: day(10) };
    match status {
        AppealStatus::Submitted => AppealState::Submitted,
        AppealStatus::Withdrawn => AppealState::Withdrawn,
        AppealStatus::Proposed => AppealState::Proposed(proposal(7_50)),
        AppealStatus::Kept => AppealState::Kept(decision(PUBLISHED)),
        AppealStatus::Changed => AppealState::Changed(decision(Score::from_hundredths(7_50))),
    }
}

fn action(name: AppealActionName) -> AppealAction {
    let reason = "Đúng đáp án".to_owned();
    match name {
        AppealActionName::Withdraw => AppealAction::Withdraw,
        AppealActionName::Keep => AppealAction::Keep { reason, by: staff(2) },
        AppealActionName::Propose => AppealAction::Propose(proposal(7_50)),
        AppealActionName::SendBack => AppealAction::SendBack { reason, by: staff(2) },
        AppealActionName::Confirm => AppealAction::Confirm { by: staff(2) },
    }
}

#[test]
fn the_drawing_is_the_table() {
    let drawn: Vec<Vec<&str>> = include_str!("../mark_appeal.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("//! "))
        .filter(|line| line.contains("-->") || line.contains("->"))
        .map(|line| line.split([' ', '-', '>']).filter(|word| !word.is_empty()).collect())
        .collect();
    let table: Vec<Vec<&str>> = TRANSITIONS
        .iter()
        .map(|row| {
            let by = ["by", row.by.as_str(), "in", row.phase.as_str()];
            [row.from.as_str(), row.action.as_str(), row.to.as_str()].into_iter().chain(by).collect()
        })
        .collect();
    assert_eq!(drawn, table);
}

#[test]
fn whatever_is_not_in_the_table_is_refused_at_any_time() {
    for status in AppealStatus::ALL {
        for name in AppealActionName::ALL {
            let row = TRANSITIONS.iter().find(|row| row.from == *status && row.action == *name);
            for (now, phase) in [(day(3), AppealPhase::Receiving), (day(7), AppealPhase::Marking)] {
                let applied = state(*status).apply(PUBLISHED, action(*name), now, &windows());
                match row {
                    Some(row) if row.phase == phase => {
                        assert_eq!(applied.map(|next| next.status()), Ok(row.to), "{status:?} {name:?}");
                    }
                    Some(_) => assert!(
                        matches!(applied, Err(AppealRefusal::NotYetOpen { .. } | AppealRefusal::Closed { .. })),
                        "{status:?} {name:?}: {applied:?}"
                    ),
                    None => {
                        assert_eq!(applied, Err(AppealRefusal::IllegalState { status: *status }), "{name:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn appeals_are_received_within_the_window_and_decided_once_it_has_closed() {
    let check = |phase, now| windows().check(phase, now);
    let before = Instant::from_unix_us(day(1).unix_us() - 1);
    let last = Instant::from_unix_us(day(6).unix_us() - 1);
    let receiving = AppealPhase::Receiving;
    assert_eq!(check(receiving, before), Err(AppealRefusal::NotYetOpen { opens_at: day(1) }));
    assert_eq!((check(receiving, day(1)), check(receiving, last)), (Ok(()), Ok(())));
    assert_eq!(check(receiving, day(6)), Err(AppealRefusal::Closed { closed_at: day(6) }));
    assert_eq!(check(AppealPhase::Marking, last), Err(AppealRefusal::NotYetOpen { opens_at: day(6) }));
    assert_eq!(check(AppealPhase::Marking, day(6)), Ok(()));
    assert_eq!(check(AppealPhase::Marking, day(30)), Ok(()), "a late decision is one all the same");
}

#[test]
fn a_changed_mark_takes_two_people() {
    let own = AppealAction::Confirm { by: staff(1) };
    let refused = state(AppealStatus::Proposed).apply(PUBLISHED, own, day(7), &windows());
    assert_eq!(refused, Err(AppealRefusal::OwnProposal));
    let confirmed =
        state(AppealStatus::Proposed).apply(PUBLISHED, AppealAction::Confirm { by: staff(2) }, day(7), &windows());
    let Ok(AppealState::Changed(decision)) = confirmed else { panic!("{confirmed:?}") };
    assert_eq!((decision.mark, decision.reason.as_str()), (Score::from_hundredths(7_50), "Cộng sót câu 3"));
    assert_eq!((decision.by, decision.at), (staff(2), day(7)));
}

#[test]
fn only_papers_that_are_open_are_appealed_and_each_once() {
    let open = [Subject::Mathematics, Subject::Physics];
    let parse =
        |words: &[&str]| AppealForm { subject: words.iter().map(|word| (*word).to_owned()).collect() }.parse(&open);
    assert_eq!(parse(&["vat_li", "toan", "vat_li"]), Ok(vec![Subject::Physics, Subject::Mathematics]));
    assert_eq!(parse(&[]), Err(FieldErrors::one("subject", FieldErrorCode::Missing)));
    for other in ["ngu_van", "", "am_nhac"] {
        assert_eq!(parse(&["toan", other]), Err(FieldErrors::one("subject", FieldErrorCode::NotOnOffer)), "{other}");
    }
}

#[test]
fn a_decision_says_what_there_is_to_say() {
    let parse = |decision: &str, mark: &str, reason: &str| {
        let form = DecisionForm { decision: decision.into(), mark: mark.into(), reason: reason.into() };
        form.parse(PUBLISHED, staff(1))
    };
    let one = |field, code| Err(FieldErrors::one(field, code));
    let reason = "Cộng sót câu 3";
    assert_eq!(parse("propose", "7,5", reason), Ok(AppealAction::Propose(proposal(7_50))));
    assert_eq!(parse("propose", "10", reason), Ok(AppealAction::Propose(proposal(10_00))));
    assert_eq!(parse("propose", "6.75", reason), one("mark", FieldErrorCode::SameMark));
    assert_eq!(parse("propose", "10.01", reason), one("mark", FieldErrorCode::AboveLimit { limit: 10 }));
    assert_eq!(parse("propose", "bảy", reason), one("mark", FieldErrorCode::NotANumber));
    assert_eq!(parse("propose", " ", reason), one("mark", FieldErrorCode::Missing));
    assert_eq!(parse("keep", " ", reason), Ok(AppealAction::Keep { reason: reason.to_owned(), by: staff(1) }));
    for mark in ["7,5", "6.75", "bảy"] {
        assert_eq!(parse("keep", mark, reason), one("mark", FieldErrorCode::MarkNotWanted), "{mark}");
    }
    for decision in ["keep", "send_back"] {
        assert_eq!(parse(decision, "", " "), one("reason", FieldErrorCode::Missing));
    }
    let both = parse("propose", "", "").unwrap_err();
    assert_eq!((both.of("mark"), both.of("reason")), (Some(&FieldErrorCode::Missing), Some(&FieldErrorCode::Missing)));
    assert_eq!(parse("confirm", "", ""), Ok(AppealAction::Confirm { by: staff(1) }));
    assert_eq!(parse("", "", ""), one("decision", FieldErrorCode::Missing));
    assert_eq!(parse("withdraw", "", ""), one("decision", FieldErrorCode::NotOnOffer), "the candidate's alone");
}

fn any_action() -> impl Strategy<Value = AppealAction> {
    let reason = || "x".to_owned();
    let by = 1..4_u128;
    (0..5_u8, by, 0..=10_00_i32).prop_map(move |(which, by, mark)| {
        let by = staff(by);
        match which {
            0 => AppealAction::Withdraw,
            1 => AppealAction::Keep { reason: reason(), by },
            2 => AppealAction::Propose(Proposal { mark: Score::from_hundredths(mark), reason: reason(), by }),
            3 => AppealAction::SendBack { reason: reason(), by },
            _ => AppealAction::Confirm { by },
        }
    })
}

proptest! {
    /// Whatever is tried at whatever time: nothing leaves an end, a mark changes only to what one person proposed and
    /// another confirmed, and a mark that is kept is the published one.
    #[test]
    fn no_sequence_of_acts_changes_a_mark_by_one_person(acts in prop::collection::vec((any_action(), 1..30_u8), 0..40)) {
        let mut state = AppealState::Submitted;
        let mut proposed = None;
        for (action, at) in acts {
            let Ok(next) = state.clone().apply(PUBLISHED, action.clone(), day(at), &windows()) else { continue };
            prop_assert!(state.status().is_open(), "{state:?} {action:?}");
            if let AppealAction::Propose(proposal) = &action {
                proposed = Some(proposal.clone());
            }
            match &next {
                AppealState::Changed(decision) => {
                    let proposal = proposed.clone().unwrap();
                    prop_assert!(decision.by != proposal.by && decision.mark == proposal.mark);
                    prop_assert!(decision.mark != PUBLISHED);
                }
                AppealState::Kept(decision) => prop_assert_eq!(decision.mark, PUBLISHED),
                AppealState::Submitted | AppealState::Withdrawn | AppealState::Proposed(_) => {}
            }
            state = next;
        }
    }
}
