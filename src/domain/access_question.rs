//! What a candidate asks about an access to their data, and by when the office answers.
//!
//! Law 91/2025/QH15 and Decree 356/2025/NĐ-CP give a person an answer within two working days. The end of the second
//! working day after the day of the question counts; public holidays are not left out, so what the portal states is
//! never later than what the law allows.

use time::{Date, PrimitiveDateTime, Time, UtcOffset, Weekday};

use super::{
    field_errors::{FieldErrorCode, FieldErrors, required_text},
    time::Instant,
};

/// The greatest length of a question.
pub const MAX_QUESTION: u16 = 500;
/// The greatest length of an answer.
pub const MAX_ANSWER: u16 = 2_000;
/// Within how many working days an office answers.
pub const WORKING_DAYS: u8 = 2;

/// Reads a question.
///
/// # Errors
/// `Missing`, `TooLong` (500) or `BadCharacters` at `question`.
pub fn parse_question(text: &str) -> Result<String, FieldErrors> {
    parse("question", text, MAX_QUESTION)
}

/// Reads an answer.
///
/// # Errors
/// `Missing`, `TooLong` (2000) or `BadCharacters` at `answer`.
pub fn parse_answer(text: &str) -> Result<String, FieldErrors> {
    parse("answer", text, MAX_ANSWER)
}

fn parse(field: &'static str, text: &str, max: u16) -> Result<String, FieldErrors> {
    // Browsers post line ends as CR LF.
    let read: Result<String, FieldErrorCode> = required_text(&text.replace("\r\n", "\n"), max);
    read.map_err(|code| FieldErrors::one(field, code))
}

/// By when a question of `asked_at` has to be answered: midnight in Vietnam after the last working day.
#[must_use]
pub fn due_at(asked_at: Instant) -> Instant {
    let mut day = asked_at.day_in_vietnam();
    let mut working_days = 0;
    while working_days < WORKING_DAYS {
        day = next_day(day);
        if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            working_days += 1;
        }
    }
    let vietnam = UtcOffset::from_hms(7, 0, 0).unwrap_or(UtcOffset::UTC);
    Instant::from_utc(PrimitiveDateTime::new(next_day(day), Time::MIDNIGHT).assume_offset(vietnam))
}

/// The calendar ends in 9999.
fn next_day(day: Date) -> Date {
    day.next_day().unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::{due_at, parse_question};
    use crate::domain::{field_errors::FieldErrorCode, time::Instant};

    #[test]
    fn an_answer_is_due_at_the_end_of_the_second_working_day() {
        let cases = [
            // Wednesday: Thursday and Friday
            ("2026-04-22T09:00", "2026-04-25T00:00"),
            // late on Thursday: Friday and Monday
            ("2026-04-23T23:59", "2026-04-28T00:00"),
            // Friday, Saturday and Sunday: Monday and Tuesday
            ("2026-04-24T09:00", "2026-04-29T00:00"),
            ("2026-04-25T09:00", "2026-04-29T00:00"),
            ("2026-04-26T09:00", "2026-04-29T00:00"),
        ];
        for (asked_at, expected) in cases {
            assert_eq!(Some(due_at(Instant::parse(asked_at).unwrap())), Instant::parse(expected), "{asked_at}");
        }
    }

    #[test]
    fn a_question_has_words_and_at_most_five_hundred_characters() {
        assert_eq!(parse_question(" Vì sao?\r\n").as_deref(), Ok("Vì sao?"));
        assert_eq!(parse_question(&"ư".repeat(500)).map(|text| text.chars().count()), Ok(500));
        for (text, code) in [(" \n", FieldErrorCode::Missing), (&"a".repeat(501), FieldErrorCode::TooLong { max: 500 })]
        {
            assert_eq!(parse_question(text).unwrap_err().of("question"), Some(&code));
        }
    }
}
