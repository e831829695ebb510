use std::fmt::Write as _;

use proptest::prelude::*;

use super::{RegistrationStatus as Status, *};
use crate::domain::{
    field_errors::{FieldErrorCode, FieldErrors},
    time::Instant,
};

fn windows() -> ExamWindows {
    ExamWindows {
        opens_at: Instant::vietnam(2026, 4, 21, 8, 0).unwrap(),
        closes_at: Instant::vietnam(2026, 4, 28, 17, 0).unwrap(),
        review_closes_at: Instant::vietnam(2026, 5, 9, 17, 0).unwrap(),
        eligibility_closes_at: Instant::vietnam(2026, 5, 26, 14, 0).unwrap(),
        exam_opens_at: Instant::vietnam(2026, 6, 10, 14, 0).unwrap(),
    }
}

fn rejection(text: &str) -> Rejection {
    Rejection { category: RejectionCategory::WrongPapers, text: text.to_owned() }
}

fn states() -> Vec<ExamRegistrationState> {
    let of = |status: &Status| {
        let rejection = (*status == Status::Rejected).then(|| rejection("Chọn lại môn"));
        ExamRegistrationState::from_parts(*status, rejection).unwrap()
    };
    Status::ALL.iter().map(of).collect()
}

fn actions() -> Vec<Action> {
    let plain = PlainAction::ALL.iter().map(|action| Action::Plain(*action));
    let reasoned = ReasonedAction::ALL.iter().map(|action| Action::WithReason(*action, "Vì sao".to_owned()));
    plain.chain(reasoned).chain([Action::Reject(rejection("Chọn lại môn"))]).collect()
}

/// A moment at which the phase is open.
fn within(phase: PhaseCondition) -> Instant {
    match phase {
        PhaseCondition::SignOff => windows().closes_at,
        _ => windows().opens_at,
    }
}

#[test]
fn the_table_is_the_diagram_of_the_documentation() {
    let mut drawn = String::new();
    for Transition { from, action, to, by, phase } in TRANSITIONS {
        writeln!(
            drawn,
            "//! {:<20} --{:-<19}> {:<20}  by {:<16}  in {}",
            from.as_str(),
            action.as_str(),
            to.as_str(),
            by.as_str(),
            phase.as_str()
        )
        .unwrap();
    }
    let source = include_str!("transitions.rs");
    let documented = source.split("//! ```text\n").nth(1).and_then(|rest| rest.split("//! ```\n").next());
    assert_eq!(documented, Some(drawn.as_str()));
}

#[test]
fn only_the_transitions_of_the_regulation_exist() {
    // domain.md §3.9, with what a mistake needs to be mended: a form begun again, an eligibility found after all.
    let expected = [
        "draft submit submitted",
        "submitted withdraw draft",
        "submitted reject rejected",
        "rejected edit draft",
        "submitted approve approved",
        "approved reopen submitted",
        "approved request_correction correction_requested",
        "correction_requested resolve_correction approved",
        "approved lock locked",
        "locked unlock unlocked",
        "signed unlock unlocked",
        "unlocked relock locked",
        "locked sign signed",
        "locked confirm signed",
        "signed number numbered",
        "submitted declare_ineligible ineligible",
        "approved declare_ineligible ineligible",
        "ineligible reinstate approved",
        "draft cancel cancelled",
        "submitted cancel cancelled",
        "rejected cancel cancelled",
        "cancelled begin_again draft",
        "approved strike cancelled",
        "locked strike cancelled",
        "unlocked strike cancelled",
        "signed strike cancelled",
    ];
    let mut found = Vec::new();
    for state in states() {
        for action in actions() {
            // The middle of each window, so that some moment lies within the phase.
            let moments = [windows().opens_at, windows().closes_at];
            let reached = moments.into_iter().find_map(|now| {
                state.clone().apply(action.clone(), now, &windows()).ok().map(|(state, _)| state.status())
            });
            if let Some(reached) = reached {
                let words = [state.status().as_str(), action.name().as_str(), reached.as_str()];
                found.push(words.join(" "));
            }
        }
    }
    found.sort();
    let mut expected = expected.map(str::to_owned);
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn each_action_leads_to_one_state_from_each() {
    for (place, row) in TRANSITIONS.iter().enumerate() {
        let again =
            TRANSITIONS.iter().skip(place + 1).find(|other| (other.from, other.action) == (row.from, row.action));
        assert_eq!(again, None, "{row:?}");
    }
}

#[test]
fn every_window_is_open_from_its_first_moment_until_just_before_its_last() {
    let ExamWindows { opens_at, closes_at, review_closes_at, eligibility_closes_at, exam_opens_at } = windows();
    let cases = [
        (PhaseCondition::Registration, opens_at, closes_at),
        (PhaseCondition::Review, opens_at, review_closes_at),
        (PhaseCondition::Eligibility, opens_at, eligibility_closes_at),
        (PhaseCondition::SignOff, closes_at, exam_opens_at),
        (PhaseCondition::BeforeExam, opens_at, exam_opens_at),
    ];
    for (phase, from, until) in cases {
        let check = |now| windows().check(phase, now);
        let before = |instant: Instant| Instant::from_unix_us(instant.unix_us() - 1);
        assert_eq!(check(before(from)), Err(TransitionRefusal::NotYetOpen { opens_at: from }), "{phase:?}");
        assert_eq!((check(from), check(before(until))), (Ok(()), Ok(())), "{phase:?}");
        assert_eq!(check(until), Err(TransitionRefusal::PhaseClosed { closed_at: until }), "{phase:?}");
    }
}

#[test]
fn a_rejection_needs_a_text_and_stays_with_the_form_until_it_is_edited() {
    let now = windows().opens_at;
    let submitted = ExamRegistrationState::Submitted;
    let blank = submitted.clone().apply(Action::Reject(rejection(" \n")), now, &windows());
    assert_eq!(blank, Err(TransitionRefusal::MissingReason));
    let (rejected, event) = submitted.apply(Action::Reject(rejection("Sai môn")), now, &windows()).unwrap();
    assert_eq!(rejected.rejection(), Some(&rejection("Sai môn")));
    assert_eq!((event.by, event.at, event.rejection), (Who::SchoolStaff, now, Some(rejection("Sai môn"))));
    let (draft, event) = rejected.apply(PlainAction::Edit, now, &windows()).unwrap();
    assert_eq!((draft, event.by, event.rejection), (ExamRegistrationState::Draft, Who::Candidate, None));
}

#[test]
fn an_action_that_needs_words_is_refused_without_and_keeps_them_in_its_event() {
    for row in TRANSITIONS {
        let ActionName::WithReason(action) = row.action else { continue };
        let state = ExamRegistrationState::from_parts(row.from, None).unwrap();
        let take = |words: &str| {
            state.clone().apply(Action::WithReason(action, words.to_owned()), within(row.phase), &windows())
        };
        assert_eq!(take(" \n").map(drop), Err(TransitionRefusal::MissingReason), "{row:?}");
        assert_eq!(take("Nhầm môn").map(|(_, event)| event.reason), Ok(Some("Nhầm môn".to_owned())), "{row:?}");
    }
}

#[test]
fn the_named_sets_follow_from_the_table() {
    for status in Status::ALL {
        let leaves = |by: &[Who]| TRANSITIONS.iter().any(|row| row.from == *status && by.contains(&row.by));
        assert_eq!(TERMINAL.contains(status), !leaves(Who::ALL), "{status:?}");
        let submits_next = TRANSITIONS.iter().any(|row| {
            row.from == *status && matches!(row.action, ActionName::Plain(PlainAction::Submit | PlainAction::Edit))
        });
        assert_eq!(EDITABLE_BY_CANDIDATE.contains(status), submits_next, "{status:?}");
    }
    // What counts is reached by an approval, and left by none but those who end it.
    let mut accepted = vec![Status::Approved];
    while let Some(next) = TRANSITIONS.iter().find(|row| {
        let ends = [Status::Cancelled, Status::Ineligible, Status::Submitted].contains(&row.to);
        accepted.contains(&row.from) && !accepted.contains(&row.to) && !ends
    }) {
        accepted.push(next.to);
    }
    for status in Status::ALL {
        assert_eq!(status.is_accepted(), accepted.contains(status), "{status:?}");
    }
}

/// Whether somebody of `by` can do something about a form in `status` at `now`; a rejected form, and a draft that it became
/// by being mended, have the windows of a returned form.
fn has_a_way_out(status: Status, is_returned: bool, by: &[Who], now: Instant) -> bool {
    let windows = if is_returned { windows().of_returned_form() } else { windows() };
    let is_open = |row: &&Transition| by.contains(&row.by) && windows.check(row.phase, now).is_ok();
    TRANSITIONS.iter().filter(|row| row.from == status).any(|row| is_open(&row))
}

#[test]
fn until_the_exam_begins_no_accepted_form_is_stuck_and_what_was_sent_back_can_be_mended() {
    let now = Instant::from_unix_us(windows().exam_opens_at.unix_us() - 1);
    for status in Status::ALL {
        let is_returned = *status == Status::Rejected;
        let ended = [Status::Draft, Status::Cancelled, Status::Ineligible, Status::Numbered].contains(status);
        assert_eq!(has_a_way_out(*status, is_returned, Who::ALL, now), !ended, "{status:?}");
    }
    assert!(has_a_way_out(Status::Draft, true, &[Who::Candidate], now), "a returned form that is being mended");
}

#[test]
fn a_rejection_is_read_from_its_form() {
    let form = |category: &str, text: &str| RejectionForm { category: category.into(), text: text.into() };
    let expected = Rejection { category: RejectionCategory::WrongArea, text: "Dòng 1\nDòng 2".into() };
    assert_eq!(form("wrong_area", " Dòng 1\r\nDòng 2 ").parse(), Ok(expected));
    let errors = form("", "").parse().unwrap_err();
    assert_eq!(errors.of("category"), Some(&FieldErrorCode::Missing));
    assert_eq!(errors.of("text"), Some(&FieldErrorCode::Missing));
    let unknown = form("bad_mood", "Sai").parse();
    assert_eq!(unknown, Err(FieldErrors::one("category", FieldErrorCode::NotOnOffer)));
}

proptest! {
    /// One form left over must not keep a whole unit from its sign-off: while the unit can sign off, it can decide what its
    /// sign-off waits for, and what it sends back the candidate can submit again.
    #[test]
    fn whatever_the_sign_off_waits_for_the_unit_can_decide_until_the_exam(minutes in 0..(50_i64 * 24 * 60 + 6 * 60)) {
        let now = windows().opens_at.plus_minutes(minutes);
        for status in AWAITS_UNIT {
            prop_assert!(has_a_way_out(*status, false, &[Who::SchoolStaff], now), "{:?} at {:?}", status, now);
        }
        for (status, is_returned) in [(Status::Rejected, true), (Status::Draft, true)] {
            prop_assert!(has_a_way_out(status, is_returned, &[Who::Candidate], now), "{:?} at {:?}", status, now);
        }
        let is_waited_for = |status: &Status| AWAITS_UNIT.contains(status);
        for status in Status::ALL.iter().filter(|status| !TERMINAL.contains(status)) {
            let is_open = has_a_way_out(*status, *status == Status::Rejected, Who::ALL, now);
            prop_assert!(is_open || !is_waited_for(status), "{:?} at {:?}", status, now);
        }
    }

    #[test]
    fn no_sequence_of_actions_leaves_a_number_or_loses_a_reason(
        steps in prop::collection::vec((0..19_usize, 0..80_000_i64), 0..60)
    ) {
        let windows = windows();
        let mut state = ExamRegistrationState::Draft;
        for (action, minutes) in steps {
            let now = windows.opens_at.plus_minutes(minutes - 2_000);
            let had_number = state == ExamRegistrationState::Numbered;
            if let Ok((next, event)) = state.clone().apply(actions()[action].clone(), now, &windows) {
                prop_assert!(!had_number);
                prop_assert_eq!((event.from, event.to), (state.status(), next.status()));
                prop_assert!(now >= windows.opens_at && now < windows.exam_opens_at);
                state = next;
            }
            prop_assert_eq!(state.rejection().is_some(), state.status() == Status::Rejected);
        }
    }
}
