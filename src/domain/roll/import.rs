//! The way of a class list from its upload to the roll.
//!
//! ```text
//! waiting   --check----> checked     by system
//! waiting   --give_up--> unreadable  by system
//! checked   --accept---> accepting   by school_staff
//! accepting --write----> accepted    by system
//! accepting --give_up--> unreadable  by system
//! ```
//!
//! Each step leaves a file where a later attempt finds it again: checking and writing are done by a job, once more from
//! the beginning where it died. [`TRANSITIONS`] is the table itself.

use serde::{Deserialize, Serialize};

use super::{
    columns::RollColumn,
    fault::RollFault,
    row::{ReadRow, RollEntry},
};
use crate::domain::{candidate::kind::Sex, stored_words::stored_words, time::short_date};

/// The most bytes of a file.
pub const MAX_FILE_BYTES: u64 = 16 * 1024 * 1024;
/// The most rows of a file.
pub const MAX_ROWS: u32 = 100_000;
/// For so many days a checked file can be looked at and accepted; then its rows are deleted.
pub const KEPT_DAYS: i64 = 7;

/// So many good rows are shown as they were read.
pub const SAMPLE_ROWS: usize = 5;

/// How far a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RollImportState {
    /// Uploaded: waits for its check, or is being checked.
    Waiting,
    /// Checked: the school looks at what came of it.
    Checked,
    /// Not a class list.
    Unreadable,
    /// Its good rows are being written.
    Accepting,
    /// They are on the roll.
    Accepted,
}

stored_words!(RollImportState {
    Waiting => "waiting",
    Checked => "checked",
    Unreadable => "unreadable",
    Accepting => "accepting",
    Accepted => "accepted",
});

/// What leads from one state to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RollImportAction {
    /// Every row was looked at.
    Check,
    /// It cannot be read.
    GiveUp,
    /// The school wants its good rows.
    Accept,
    /// They are written.
    Write,
}

stored_words!(RollImportAction { Check => "check", GiveUp => "give_up", Accept => "accept", Write => "write" });

/// Every transition there is: from, action, to.
pub const TRANSITIONS: &[(RollImportState, RollImportAction, RollImportState)] = &[
    (RollImportState::Waiting, RollImportAction::Check, RollImportState::Checked),
    (RollImportState::Waiting, RollImportAction::GiveUp, RollImportState::Unreadable),
    (RollImportState::Checked, RollImportAction::Accept, RollImportState::Accepting),
    (RollImportState::Accepting, RollImportAction::Write, RollImportState::Accepted),
    (RollImportState::Accepting, RollImportAction::GiveUp, RollImportState::Unreadable),
];

impl RollImportState {
    /// The state after `action`; `None` where it cannot be taken.
    #[must_use]
    pub fn after(self, action: RollImportAction) -> Option<Self> {
        TRANSITIONS.iter().find(|(from, taken, _)| *from == self && *taken == action).map(|(_, _, to)| *to)
    }

    /// Whether a job has something to do.
    #[must_use]
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Waiting | Self::Accepting)
    }
}

/// What came of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RowVerdict {
    /// Not on the roll yet.
    New,
    /// On the roll with other values.
    Changed,
    /// On the roll just so.
    Same,
    /// Cannot be accepted.
    Wrong,
}

stored_words!(RowVerdict { New => "new", Changed => "changed", Same => "same", Wrong => "wrong" });

/// How a file is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RollFormat {
    /// Text with separators.
    Csv,
    /// A workbook of Excel.
    Xlsx,
}

stored_words!(RollFormat { Csv => "csv", Xlsx => "xlsx" });

/// Why a file is no class list. As text a word, with the columns that are missing after a colon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileFault {
    /// No row of headings, or one without these columns.
    MissingColumns(Vec<RollColumn>),
    /// There is no row below the headings.
    NoRows,
    /// More rows than [`MAX_ROWS`].
    TooManyRows,
    /// Unpacked it is larger than any class list.
    TooLarge,
    /// It breaks off, or is not what it says.
    Damaged,
    /// The portal tried and failed: a fault of ours.
    Failed,
}

const PLAIN_FAULTS: [(FileFault, &str); 5] = [
    (FileFault::NoRows, "no_rows"),
    (FileFault::TooManyRows, "too_many_rows"),
    (FileFault::TooLarge, "too_large"),
    (FileFault::Damaged, "damaged"),
    (FileFault::Failed, "failed"),
];

impl FileFault {
    /// The text that is stored.
    #[must_use]
    pub fn to_word(&self) -> String {
        if let Self::MissingColumns(columns) = self {
            let names: Vec<&str> = columns.iter().map(|column| column.as_str()).collect();
            return format!("missing_columns:{}", names.join(","));
        }
        PLAIN_FAULTS.iter().find(|(fault, _)| fault == self).map(|(_, word)| (*word).to_owned()).unwrap_or_default()
    }

    /// The fault that is stored as `word`.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word.strip_prefix("missing_columns:") {
            Some(columns) => columns.split(',').map(RollColumn::parse).collect::<Option<_>>().map(Self::MissingColumns),
            None => PLAIN_FAULTS.iter().find(|(_, known)| *known == word).map(|(fault, _)| fault.clone()),
        }
    }
}

/// How many rows of a file came out how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RollCounts {
    /// All rows.
    pub rows: u32,
    /// Not on the roll yet.
    pub new: u32,
    /// On the roll with other values.
    pub changed: u32,
    /// On the roll just so.
    pub same: u32,
    /// Cannot be accepted.
    pub wrong: u32,
    /// Can be accepted, with a warning.
    pub warned: u32,
}

impl RollCounts {
    /// Counts a row more, with something to be said of it or without.
    pub const fn add(&mut self, verdict: RowVerdict, has_faults: bool) {
        self.rows += 1;
        match verdict {
            RowVerdict::New => self.new += 1,
            RowVerdict::Changed => self.changed += 1,
            RowVerdict::Same => self.same += 1,
            RowVerdict::Wrong => self.wrong += 1,
        }
        if has_faults && !matches!(verdict, RowVerdict::Wrong) {
            self.warned += 1;
        }
    }

    /// Rows that change the roll when they are accepted.
    #[must_use]
    pub const fn to_accept(&self) -> u32 {
        self.new + self.changed
    }
}

/// A good row as it was read: a wrong encoding, or columns that changed places, are seen before they are accepted. Kept with
/// the file and deleted with its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleRow {
    /// Its line.
    pub line: u32,
    /// Full name.
    pub full_name: String,
    /// The day of birth, as people read it.
    pub birth_date: String,
    /// Sex.
    pub sex: Sex,
    /// The class; empty for whoever is in none.
    pub class_name: String,
    /// What the number ends with.
    pub last_digits: String,
}

impl SampleRow {
    /// How many characters of a number are kept.
    const DIGITS: usize = 4;

    /// The row of this line, if it is good.
    #[must_use]
    pub fn of((line, read): &(u32, ReadRow)) -> Option<Self> {
        let entry = read.entry.as_ref().filter(|_| read.faults.iter().all(|fault| fault.kind.is_warning()))?;
        Some(Self::of_entry(*line, entry))
    }

    fn of_entry(line: u32, entry: &RollEntry) -> Self {
        let number = entry.identity.as_str();
        let kept = number.len().saturating_sub(Self::DIGITS);
        Self {
            line,
            full_name: entry.full_name.as_str().to_owned(),
            birth_date: short_date(entry.birth_date),
            sex: entry.sex,
            class_name: entry.class_name.clone(),
            last_digits: number.get(kept..).unwrap_or_default().to_owned(),
        }
    }
}

/// How often a fault stands in a file, and in which rows first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultGroup {
    /// Column and kind; without data.
    pub fault: RollFault,
    /// In how many rows.
    pub rows: u32,
    /// The first lines.
    pub lines: Vec<u32>,
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::{FileFault, PLAIN_FAULTS, RollColumn, RollImportAction, RollImportState, TRANSITIONS};

    #[test]
    fn the_table_is_the_diagram_of_the_documentation() {
        let mut drawn = String::new();
        for (from, action, to) in TRANSITIONS {
            let by = if *action == RollImportAction::Accept { "school_staff" } else { "system" };
            writeln!(drawn, "//! {:<9} --{:-<9}> {:<10}  by {by}", from.as_str(), action.as_str(), to.as_str())
                .unwrap();
        }
        let documented = include_str!("import.rs").split("//! ```text\n").nth(1);
        assert_eq!(documented.and_then(|rest| rest.split("//! ```\n").next()), Some(drawn.as_str()));
    }

    #[test]
    fn nothing_is_accepted_before_it_was_checked_and_nothing_twice() {
        for state in RollImportState::ALL {
            let accepted = state.after(RollImportAction::Accept);
            assert_eq!(accepted.is_some(), *state == RollImportState::Checked, "{state:?}");
            let is_moved_by_a_job =
                [RollImportAction::Check, RollImportAction::Write].map(|action| state.after(action));
            assert_eq!(is_moved_by_a_job.iter().any(Option::is_some), state.is_under_way(), "{state:?}");
        }
    }

    #[test]
    fn a_fault_of_a_file_survives_its_storage() {
        let missing = FileFault::MissingColumns(vec![RollColumn::Number, RollColumn::Class]);
        for fault in PLAIN_FAULTS.iter().map(|(fault, _)| fault).chain([&missing]) {
            assert_eq!(FileFault::parse(&fault.to_word()).as_ref(), Some(fault));
        }
        assert_eq!(FileFault::parse("missing_columns:colour"), None);
        assert_eq!(FileFault::parse(""), None);
    }
}
