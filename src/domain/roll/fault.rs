//! What is wrong with a row of a class list, or deserves a second look. Sentences, with the values that are allowed, are
//! the web layer's (`web/i18n/roll.rs`).

use std::fmt;

use super::columns::RollColumn;
use crate::domain::stored_words::stored_words;

/// What can be wrong with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaultKind {
    /// Empty.
    Missing,
    /// Not 12 digits.
    NotANumber,
    /// Fewer than 12 digits, and with zeros before them it contradicts the rest of the row.
    ZerosLost,
    /// Written as a rounded number, such as 4.62E+10: its digits are gone.
    Rounded,
    /// Not 5 to 20 letters and digits.
    NotAPassport,
    /// Both numbers, where there has to be one.
    TwoNumbers,
    /// Characters that no name has, or too many of them.
    NotAName,
    /// Not a day that exists, written day, month, year of four digits.
    NotADate,
    /// A day on which no candidate was born.
    ImplausibleDate,
    /// Neither `Nam` nor `Nữ`.
    NotASex,
    /// Neither the code nor the name of an ethnic group.
    NotAnEthnicGroup,
    /// More than 20 characters.
    TooLong,
    /// Not the code of a high school.
    NotASchool,
    /// Not a ground on which candidates register.
    NotAKind,
    /// The number stands in an earlier row too; its data is that line.
    Repeated,
    /// The number is on the roll of another unit.
    OtherUnit,
    /// The candidate has signed in, and registers on another ground.
    KindFixed,
    /// Zeros were put before the number again.
    ZerosGivenBack,
    /// The number tells another year of birth; its data is that year.
    YearDiffers,
    /// The number tells the other sex.
    SexDiffers,
    /// The number begins with no province's code.
    UnknownProvince,
}

stored_words!(FaultKind {
    Missing => "missing",
    NotANumber => "not_a_number",
    ZerosLost => "zeros_lost",
    Rounded => "rounded",
    NotAPassport => "not_a_passport",
    TwoNumbers => "two_numbers",
    NotAName => "not_a_name",
    NotADate => "not_a_date",
    ImplausibleDate => "implausible_date",
    NotASex => "not_a_sex",
    NotAnEthnicGroup => "not_an_ethnic_group",
    TooLong => "too_long",
    NotASchool => "not_a_school",
    NotAKind => "not_a_kind",
    Repeated => "repeated",
    OtherUnit => "other_unit",
    KindFixed => "kind_fixed",
    ZerosGivenBack => "zeros_given_back",
    YearDiffers => "year_differs",
    SexDiffers => "sex_differs",
    UnknownProvince => "unknown_province",
});

impl FaultKind {
    /// Whether the row can be accepted all the same.
    #[must_use]
    pub const fn is_warning(self) -> bool {
        matches!(self, Self::ZerosGivenBack | Self::YearDiffers | Self::SexDiffers | Self::UnknownProvince)
    }
}

/// One thing about one value of a row. As text it is `column:kind` or `column:kind:data`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RollFault {
    /// Where.
    pub column: RollColumn,
    /// What.
    pub kind: FaultKind,
    /// A line or a year, where the kind has one.
    pub data: Option<u32>,
}

impl RollFault {
    /// A fault without data.
    #[must_use]
    pub const fn new(column: RollColumn, kind: FaultKind) -> Self {
        Self { column, kind, data: None }
    }

    /// The faults of a row as they are stored, with blanks between; `None` for a word that is no fault's.
    #[must_use]
    pub fn parse_all(words: &str) -> Option<Vec<Self>> {
        words.split_whitespace().map(Self::parse).collect()
    }

    /// One fault as it is stored.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let mut parts = word.splitn(3, ':');
        let column = parts.next().and_then(RollColumn::parse)?;
        let kind = parts.next().and_then(FaultKind::parse)?;
        let data = parts.next().map(|data| data.parse().ok());
        if data == Some(None) { None } else { Some(Self { column, kind, data: data.flatten() }) }
    }
}

impl fmt::Display for RollFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.column.as_str(), self.kind.as_str())?;
        self.data.map_or(Ok(()), |data| write!(f, ":{data}"))
    }
}

#[cfg(test)]
mod tests {
    use super::{FaultKind, RollColumn, RollFault};

    #[test]
    fn a_fault_survives_its_storage() {
        for column in RollColumn::ALL {
            for kind in FaultKind::ALL {
                for data in [None, Some(17)] {
                    let fault = RollFault { column: *column, kind: *kind, data };
                    assert_eq!(RollFault::parse_all(&format!("{fault} {fault}")), Some(vec![fault, fault]));
                }
            }
        }
        for wrong in ["number", "number:strange", "colour:missing", "number:repeated:x"] {
            assert_eq!(RollFault::parse_all(wrong), None, "{wrong}");
        }
    }
}
