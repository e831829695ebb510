//! A council's file of results: a row a candidate, a column a subject (issue "The journey", results).

use super::subject::Subject;
use crate::domain::{ids::CandidateNumber, score::Score};

/// The best mark of a paper.
pub const MAX_MARK: Score = Score::from_hundredths(10_00);

/// The columns of the file: the candidate number, then the subjects in the order of [`Subject::OF_2018`].
pub fn columns() -> impl Iterator<Item = &'static str> {
    std::iter::once("sbd").chain(Subject::OF_2018.into_iter().map(Subject::as_str))
}

/// One candidate's marks. Without a mark for who sat no paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultRow {
    /// Whose.
    pub candidate_number: CandidateNumber,
    /// The papers sat, in the order of the columns.
    pub marks: Vec<(Subject, Score)>,
}

/// Why a row does not come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResultRowRefusal {
    /// The row is not UTF-8.
    NotText,
    /// More or fewer fields than columns.
    FieldCount {
        /// How many there are.
        found: usize,
    },
    /// The candidate number is not eight digits.
    CandidateNumber,
    /// No exam council has the first two digits of the candidate number.
    UnknownCouncil,
    /// A mark that is not a number from 0 to 10 with at most two decimals.
    Mark {
        /// Of which subject.
        subject: Subject,
    },
    /// The candidate number stands in the file before.
    Repeated {
        /// In which line.
        first_line: u64,
    },
    /// The candidate has another mark in the subject already.
    AnotherMark {
        /// In which subject.
        subject: Subject,
    },
}

impl ResultRow {
    /// Reads the fields of a row. An empty field is a paper not sat.
    ///
    /// # Errors
    /// `FieldCount`, `CandidateNumber`, `UnknownCouncil` or the first bad `Mark`.
    pub fn parse(fields: &[&str], is_council: impl Fn(&str) -> bool) -> Result<Self, ResultRowRefusal> {
        let [number, marks @ ..] = fields else { return Err(ResultRowRefusal::FieldCount { found: 0 }) };
        if marks.len() != Subject::OF_2018.len() {
            return Err(ResultRowRefusal::FieldCount { found: fields.len() });
        }
        let candidate_number = CandidateNumber::parse(number).ok_or(ResultRowRefusal::CandidateNumber)?;
        if !candidate_number.as_str().get(..2).is_some_and(is_council) {
            return Err(ResultRowRefusal::UnknownCouncil);
        }
        let sat = Subject::OF_2018.into_iter().zip(marks).filter(|(_, field)| !field.is_empty());
        let marks = sat.map(|(subject, field)| {
            let mark = Score::parse(field).filter(|mark| *mark <= MAX_MARK);
            mark.map(|mark| (subject, mark)).ok_or(ResultRowRefusal::Mark { subject })
        });
        Ok(Self { candidate_number, marks: marks.collect::<Result<_, _>>()? })
    }
}

#[cfg(test)]
mod tests {
    use super::{ResultRow, ResultRowRefusal, columns};
    use crate::domain::{exam::subject::Subject, score::Score};

    fn read(row: &str) -> Result<ResultRow, ResultRowRefusal> {
        let fields: Vec<&str> = row.split(',').collect();
        ResultRow::parse(&fields, |council| council == "46")
    }

    #[test]
    fn the_columns_are_those_of_the_published_files() {
        let published = include_str!("../../../migrations/demo/results-2026/46-hue.csv");
        assert_eq!(columns().collect::<Vec<_>>().join(","), published.lines().next().unwrap());
    }

    #[test]
    fn an_empty_field_is_a_paper_not_sat() {
        let row = read("46000001,4.5,6.5,,,,,,5,,,7.25,").unwrap();
        assert_eq!(row.candidate_number.as_str(), "46000001");
        let marks = [
            (Subject::Mathematics, 4_50),
            (Subject::Literature, 6_50),
            (Subject::EconomicsAndLaw, 5_00),
            (Subject::AgriculturalTechnology, 7_25),
        ];
        assert_eq!(row.marks, marks.map(|(subject, mark)| (subject, Score::from_hundredths(mark))));
        assert_eq!(read("46000002,,,,,,,,,,,,").map(|row| row.marks), Ok(Vec::new()));
    }

    #[test]
    fn rows_that_cannot_be_are_refused_with_the_reason() {
        use ResultRowRefusal::{CandidateNumber, FieldCount, Mark, UnknownCouncil};
        let cases = [
            ("", FieldCount { found: 1 }),
            ("46000001,4.5", FieldCount { found: 2 }),
            ("46000001,4.5,6.5,,,,,,5,,,7.25,,", FieldCount { found: 14 }),
            ("4600001,4.5,,,,,,,,,,,", CandidateNumber),
            ("460000O1,4.5,,,,,,,,,,,", CandidateNumber),
            ("99000001,4.5,,,,,,,,,,,", UnknownCouncil),
            ("46000001,10.01,,,,,,,,,,,", Mark { subject: Subject::Mathematics }),
            ("46000001,4.5,6.255,,,,,,,,,,", Mark { subject: Subject::Literature }),
            ("46000001,4.5,-1,,,,,,,,,,", Mark { subject: Subject::Literature }),
            ("46000001,4.5,,,,,,,,,,,x", Mark { subject: Subject::ForeignLanguage }),
        ];
        for (row, refusal) in cases {
            assert_eq!(read(row), Err(refusal), "{row}");
        }
        assert!(read("46000001,10,0,,,,,,,,,,").is_ok());
    }
}
