//! What another quota would change: the whole matching once more, and who fares otherwise.

use std::collections::BTreeMap;

use super::{
    engine,
    instance::{Instance, Outcome, index},
};
use crate::domain::field_errors::{FieldErrorCode, FieldErrors, required_text};

/// The greatest quota that can be tried; no programme has a tenth of it.
pub const MAX_QUOTA: u32 = 100_000;

/// The most characters of a code; none has a third of it.
const MAX_CODE: u16 = 50;

/// Which programme is to have which quota, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuotaTrialForm {
    /// The code of the institution.
    pub institution: String,
    /// The admission code.
    pub admission_code: String,
    /// How many seats.
    pub quota: String,
}

/// The form as it is understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaTrial {
    /// The code of the institution, in capitals.
    pub institution: String,
    /// The admission code, in capitals.
    pub admission_code: String,
    /// How many seats.
    pub quota: u32,
}

impl QuotaTrialForm {
    /// Reads the form.
    ///
    /// # Errors
    /// `Missing` at each field; `TooLong` (50) or `BadCharacters` at the codes; `NotAWholeNumber` or `AboveLimit` at `quota`.
    pub fn parse(&self) -> Result<QuotaTrial, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut code = |field, typed: &str| {
            let code = errors.collect(field, required_text(typed, MAX_CODE));
            code.unwrap_or_default().to_uppercase()
        };
        let institution = code("institution", &self.institution);
        let admission_code = code("admission_code", &self.admission_code);
        let typed: String = self.quota.chars().filter(|each| !each.is_whitespace()).collect();
        let quota = match typed.parse::<u32>() {
            _ if typed.is_empty() => Err(FieldErrorCode::Missing),
            Ok(quota) if quota > MAX_QUOTA => Err(FieldErrorCode::AboveLimit { limit: MAX_QUOTA.into() }),
            Ok(quota) => Ok(quota),
            Err(_) => Err(FieldErrorCode::NotAWholeNumber),
        };
        let quota = errors.collect("quota", quota).unwrap_or_default();
        errors.into_result(QuotaTrial { institution, admission_code, quota })
    }
}

/// Who comes and goes at a programme.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Movement {
    /// Candidates with a seat in it afterwards alone.
    pub came: u32,
    /// Candidates with a seat in it before alone.
    pub left: u32,
}

/// What two results of the same candidates and programmes differ in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shift {
    /// Candidates with a seat afterwards alone.
    pub gained: u32,
    /// Candidates with a seat before alone.
    pub lost: u32,
    /// Candidates with another seat.
    pub moved: u32,
    /// The programmes that somebody enters or leaves, by number.
    pub programmes: BTreeMap<usize, Movement>,
}

impl Shift {
    /// From one result to another.
    #[must_use]
    pub fn between(before: &Outcome, after: &Outcome) -> Self {
        let mut shift = Self::default();
        for (before, after) in before.assignments.iter().zip(&after.assignments) {
            if before == after {
                continue;
            }
            match (before, after) {
                (None, _) => shift.gained += 1,
                (_, None) => shift.lost += 1,
                _ => shift.moved += 1,
            }
            if let Some(programme) = before {
                shift.programmes.entry(index(*programme)).or_default().left += 1;
            }
            if let Some(programme) = after {
                shift.programmes.entry(index(*programme)).or_default().came += 1;
            }
        }
        shift
    }
}

/// The result as it is, the result with another quota, and what lies between.
#[must_use]
pub fn try_quota(mut instance: Instance, programme: u32, quota: u32) -> (Outcome, Outcome, Shift) {
    let before = engine::run(&instance);
    if instance.seats().get(index(programme)).is_none_or(|seats| seats.quota == quota) {
        return (before.clone(), before, Shift::default());
    }
    instance.set_quota(programme, quota);
    let after = engine::run(&instance);
    let shift = Shift::between(&before, &after);
    (before, after, shift)
}

#[cfg(test)]
mod tests {
    use super::{Movement, QuotaTrial, QuotaTrialForm, try_quota};
    use crate::domain::{
        field_errors::FieldErrorCode,
        matching::instance::{Application, Instance, Seats, TiePolicy},
        score::Score,
    };

    /// One seat each in A and B. 0 and 1 want A; 1 has B besides and takes it from 2, who has nothing else.
    fn instance() -> Instance {
        let seats = vec![Seats { quota: 1, tie_policy: TiePolicy::RejectAll }; 2];
        let mut instance = Instance::new(seats, 0);
        let wish =
            |rank, programme, score| Application { rank, programme, score: Score::from_hundredths(score), ties: &[] };
        instance.push_candidate([wish(1, 0, 27_00)]).unwrap();
        instance.push_candidate([wish(1, 0, 26_00), wish(2, 1, 26_00)]).unwrap();
        instance.push_candidate([wish(1, 1, 25_00)]).unwrap();
        instance
    }

    #[test]
    fn one_more_seat_moves_a_candidate_up_and_lets_another_in() {
        let (before, after, shift) = try_quota(instance(), 0, 2);
        assert_eq!(before.assignments, [Some(0), Some(1), None]);
        assert_eq!(after.assignments, [Some(0), Some(0), Some(1)]);
        assert_eq!((shift.gained, shift.lost, shift.moved), (1, 0, 1));
        let movement = |came, left| Movement { came, left };
        assert_eq!(shift.programmes.into_iter().collect::<Vec<_>>(), [(0, movement(1, 0)), (1, movement(1, 1))]);
    }

    #[test]
    fn without_seats_in_a_its_candidate_has_none() {
        let (_, after, shift) = try_quota(instance(), 0, 0);
        assert_eq!(after.assignments, [None, Some(1), None]);
        assert_eq!((shift.gained, shift.lost, shift.moved), (0, 1, 0));
    }

    #[test]
    fn the_same_quota_changes_nothing() {
        let (before, after, shift) = try_quota(instance(), 0, 1);
        assert_eq!(before, after);
        assert_eq!(shift, super::Shift::default());
    }

    #[test]
    fn the_form_is_read_field_by_field() {
        let form = |institution: &str, admission_code: &str, quota: &str| QuotaTrialForm {
            institution: institution.to_owned(),
            admission_code: admission_code.to_owned(),
            quota: quota.to_owned(),
        };
        let read = QuotaTrial { institution: "DHU".to_owned(), admission_code: "7480201A".to_owned(), quota: 1_200 };
        assert_eq!(form(" dhu ", "7480201a", "1 200").parse(), Ok(read));
        let cases = [
            (form("", "1", "1"), "institution", FieldErrorCode::Missing),
            (form("A", " ", "1"), "admission_code", FieldErrorCode::Missing),
            (form("A", "1", ""), "quota", FieldErrorCode::Missing),
            (form("A", "1", "-1"), "quota", FieldErrorCode::NotAWholeNumber),
            (form("A", "1", "1,5"), "quota", FieldErrorCode::NotAWholeNumber),
            (form("A", "1", "100001"), "quota", FieldErrorCode::AboveLimit { limit: 100_000 }),
        ];
        for (form, field, code) in cases {
            assert_eq!(form.parse().unwrap_err().of(field), Some(&code), "{form:?}");
        }
    }
}
