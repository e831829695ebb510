//! The files of a run as values: `programmes.csv` and `applications.csv` become an instance, an outcome becomes
//! `assignments.csv` and `cutoffs.csv`. The lines are those of [`super::lines`].
//!
//! Programmes and candidates are numbered in the order of their ids as bytes. So the order of the rows does not reach
//! the engine, and the files that are written are sorted without sorting.

use std::collections::HashMap;

use super::{
    instance::{Application, Instance, InstanceError, Outcome, Seats, TiePolicy, index},
    lines::{ASSIGNMENTS_HEADER, PROGRAMMES_HEADER, applications_header, cutoffs_header, push_assignment, push_cutoff},
    rows::{Table, criterion, id, score, shown, whole},
};
use crate::domain::score::Score;

pub use super::rows::FileError;

/// The file of the programmes.
pub const PROGRAMMES_FILE: &str = "programmes.csv";
/// The file of the applications.
pub const APPLICATIONS_FILE: &str = "applications.csv";
/// The file of who has which seat.
pub const ASSIGNMENTS_FILE: &str = "assignments.csv";
/// The file of what each programme came to.
pub const CUTOFFS_FILE: &str = "cutoffs.csv";

/// Who the numbers of an instance are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// The ids of the programmes, sorted as bytes.
    pub programmes: Vec<String>,
    /// The ids of the candidates, sorted as bytes.
    pub candidates: Vec<String>,
}

/// What the two files say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Who is who.
    pub names: Names,
    /// The programmes and the lists.
    pub instance: Instance,
}

/// What the ranks of a list may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ranks {
    /// 1, 2, 3 … without a gap: a file given by hand.
    Complete,
    /// Any that differ: in a season's run a preference between may not be considered.
    MaySkip,
}

/// Reads the two files.
///
/// # Errors
/// The first by file, `programmes.csv` before `applications.csv`, and then by line. What is wrong with a list stands
/// at the line that repeats something, or at the rank after a gap. Gaps are not looked for in a list with a line
/// that cannot be read.
pub fn read_input(programmes: &[u8], applications: &[u8], ranks: Ranks) -> Result<Input, FileError> {
    let (names, seats) = read_programmes(programmes)?;
    let rows = Applications::read(applications, &names)?;
    let lists = rows.lists();
    rows.check(&lists, seats.len(), ranks)?;
    let (candidates, instance) = rows.into_instance(&lists, seats)?;
    let programmes = names.into_iter().map(str::to_owned).collect();
    Ok(Input { names: Names { programmes, candidates }, instance })
}

/// The ids of the programmes, sorted, and their seats.
fn read_programmes(bytes: &[u8]) -> Result<(Vec<&str>, Vec<Seats>), FileError> {
    let mut table = Table::open(PROGRAMMES_FILE, bytes, |_| PROGRAMMES_HEADER.to_owned())?;
    let mut cells = Vec::new();
    let mut lines = HashMap::new();
    let mut programmes = Vec::new();
    while let Some(row) = table.next() {
        let programme = table.split(row, &mut cells).and_then(|()| read_programme(&cells));
        let (name, seats) = programme.map_err(|reason| table.error(row.line, reason))?;
        if let Some(line) = lines.insert(name, row.line) {
            return Err(table.error(row.line, format!("programme {} is in line {line} already", shown(name))));
        }
        programmes.push((name, seats));
    }
    if programmes.is_empty() {
        return Err(table.error(2, "no programme".to_owned()));
    }
    programmes.sort_unstable_by_key(|(name, _)| *name);
    Ok(programmes.into_iter().unzip())
}

fn read_programme<'a>(cells: &[&'a str]) -> Result<(&'a str, Seats), String> {
    let name = id("programme_id", cells[0])?;
    let quota = whole("quota", cells[1], u32::MAX)?;
    let word = id("tie_policy", cells[2])?;
    let tie_policy = TiePolicy::parse(word)
        .ok_or_else(|| format!("unknown tie policy {}: admit_all or reject_all is due", shown(word)))?;
    Ok((name, Seats { quota, tie_policy }))
}

/// A row of `applications.csv`, numbers for ids.
#[derive(Debug, Clone, Copy)]
struct ApplicationRow {
    /// In the order of the first lines.
    candidate: u32,
    /// In the order of the ids.
    programme: u32,
    score: Score,
    /// From 1 on; [`UNREADABLE`] where the line cannot be read.
    rank: u16,
}

const UNREADABLE: u16 = 0;

/// So many rows are read at most; an instance has room for fewer.
const MOST_ROWS: usize = 1 << 30;

/// The rows of `applications.csv`: line n is the row n − 2.
struct Applications<'a> {
    /// In the order of the ids.
    programmes: &'a [&'a str],
    /// In the order of the first lines.
    candidates: Vec<&'a [u8]>,
    rows: Vec<ApplicationRow>,
    tie_count: usize,
    /// `tie_count` for each row.
    ties: Vec<Score>,
    /// What is wrong with the first line that cannot be read.
    fault: Option<FileError>,
}

/// The rows list by list, in the order of the lines.
struct Lists {
    /// Where each candidate's begin in `rows`; one more entry than candidates.
    first: Vec<u32>,
    rows: Vec<u32>,
}

impl Lists {
    fn of(&self, candidate: usize) -> &[u32] {
        &self.rows[index(self.first[candidate])..index(self.first[candidate + 1])]
    }
}

impl<'a> Applications<'a> {
    /// Reads all rows, also those after a fault: a list can have its own fault further up.
    fn read(bytes: &'a [u8], programmes: &'a [&'a str]) -> Result<Self, FileError> {
        let mut table = Table::open(APPLICATIONS_FILE, bytes, applications_header)?;
        let numbers: HashMap<&str, u32> = programmes.iter().copied().zip(0..).collect();
        let tie_count = table.tie_count();
        let mut read =
            Self { programmes, candidates: Vec::new(), rows: Vec::new(), tie_count, ties: Vec::new(), fault: None };
        let mut known: HashMap<&[u8], u32> = HashMap::new();
        let mut last: (&[u8], u32) = (b"", u32::MAX);
        let mut cells = Vec::new();
        while let Some(row) = table.next() {
            let name = row.first_cell();
            if name != last.0 || last.1 == u32::MAX {
                let fresh = count(read.candidates.len());
                let number = *known.entry(name).or_insert(fresh);
                if number == fresh {
                    read.candidates.push(name);
                }
                last = (name, number);
            }
            let application = table.split(row, &mut cells).and_then(|()| read.read_row(last.1, &cells, &numbers));
            let application = application.unwrap_or_else(|reason| {
                read.fault.get_or_insert(table.error(row.line, reason));
                ApplicationRow { candidate: last.1, programme: 0, score: Score::ZERO, rank: UNREADABLE }
            });
            if read.rows.len() == MOST_ROWS {
                return Err(table.error(row.line, InstanceError::TooMany.to_string()));
            }
            read.rows.push(application);
            read.ties.resize(read.rows.len() * tie_count, Score::ZERO);
        }
        if read.rows.is_empty() {
            return Err(table.error(2, "no application".to_owned()));
        }
        Ok(read)
    }

    /// Reads a row; its further criteria go to `ties` at once.
    fn read_row(
        &mut self,
        candidate: u32,
        cells: &[&str],
        programmes: &HashMap<&str, u32>,
    ) -> Result<ApplicationRow, String> {
        id("candidate_id", cells[0])?;
        let rank = whole("rank", cells[1], u32::from(u16::MAX))?;
        let rank = u16::try_from(rank).unwrap_or(u16::MAX);
        if rank == UNREADABLE {
            return Err("rank 0: the first is 1".to_owned());
        }
        let name = id("programme_id", cells[2])?;
        let programme = programmes.get(name).copied();
        let programme = programme.ok_or_else(|| format!("unknown programme {}", shown(name)))?;
        let score = score("score", cells[3])?;
        for (number, cell) in (1..).zip(&cells[4..]) {
            self.ties.push(criterion(format_args!("tie_{number}"), cell)?);
        }
        Ok(ApplicationRow { candidate, programme, score, rank })
    }

    fn lists(&self) -> Lists {
        let mut first = vec![0; self.candidates.len() + 1];
        for row in &self.rows {
            first[index(row.candidate) + 1] += 1;
        }
        for candidate in 1..first.len() {
            first[candidate] += first[candidate - 1];
        }
        let mut next = first.clone();
        let mut rows = vec![0; self.rows.len()];
        for (number, row) in (0..).zip(&self.rows) {
            let place = &mut next[index(row.candidate)];
            rows[index(*place)] = number;
            *place += 1;
        }
        Lists { first, rows }
    }

    /// Finds the first fault: of the lines, and of the lists.
    fn check(&self, lists: &Lists, programmes: usize, ranks: Ranks) -> Result<(), FileError> {
        let mut first = self.fault.clone();
        let mut seen =
            Seen { ranks: vec![u32::MAX; usize::from(u16::MAX) + 1], programmes: vec![u32::MAX; programmes] };
        for candidate in 0..self.candidates.len() {
            let list = lists.of(candidate);
            let repeated = self.repeated(list, count(candidate), &mut seen);
            let fault = match ranks {
                Ranks::Complete if repeated.is_none() => self.gap(list),
                _ => repeated,
            };
            if let Some((row, reason)) = fault {
                let line = u64::from(row) + 2;
                if first.as_ref().is_none_or(|first| line < first.line) {
                    first = Some(FileError { file: APPLICATIONS_FILE, line, reason });
                }
            }
        }
        first.map_or(Ok(()), Err)
    }

    /// The first row of a list whose rank or programme is in the list already.
    fn repeated(&self, list: &[u32], candidate: u32, seen: &mut Seen) -> Option<(u32, String)> {
        for number in list {
            let row = self.rows[index(*number)];
            if row.rank == UNREADABLE {
                continue;
            }
            let name = || shown(&String::from_utf8_lossy(self.candidates[index(candidate)]));
            if std::mem::replace(&mut seen.ranks[usize::from(row.rank)], candidate) == candidate {
                return Some((*number, format!("rank {} comes twice in the list of {}", row.rank, name())));
            }
            if std::mem::replace(&mut seen.programmes[index(row.programme)], candidate) == candidate {
                let programme = shown(self.programmes[index(row.programme)]);
                return Some((*number, format!("programme {programme} comes twice in the list of {}", name())));
            }
        }
        None
    }

    /// The row after the first gap in a list where nothing comes twice.
    fn gap(&self, list: &[u32]) -> Option<(u32, String)> {
        let rank = |number: &u32| self.rows[index(*number)].rank;
        let is_complete =
            list.iter().all(|number| usize::from(rank(number)) <= list.len() && rank(number) != UNREADABLE);
        if is_complete || list.iter().any(|number| rank(number) == UNREADABLE) {
            return None;
        }
        let mut sorted = list.to_vec();
        sorted.sort_unstable_by_key(rank);
        let (due, number) = (1..).zip(sorted).find(|(due, number)| rank(number) != *due)?;
        let name = shown(&String::from_utf8_lossy(self.candidates[index(self.rows[index(number)].candidate)]));
        Some((number, format!("rank {due} is missing in the list of {name}: rank {} follows", rank(&number))))
    }

    /// The ids of the candidates, sorted, and the instance.
    fn into_instance(self, lists: &Lists, seats: Vec<Seats>) -> Result<(Vec<String>, Instance), FileError> {
        let mut order: Vec<u32> = (0..count(self.candidates.len())).collect();
        order.sort_unstable_by_key(|candidate| self.candidates[index(*candidate)]);
        let mut instance = Instance::new(seats, self.tie_count);
        let mut list = Vec::new();
        for candidate in &order {
            list.clear();
            list.extend_from_slice(lists.of(index(*candidate)));
            list.sort_unstable_by_key(|number| self.rows[index(*number)].rank);
            let applications = list.iter().map(|number| self.application(index(*number)));
            // All else that an instance refuses was looked for.
            instance.push_candidate(applications).map_err(|error| self.at_greatest_rank(error))?;
        }
        let name = |candidate: u32| String::from_utf8_lossy(self.candidates[index(candidate)]).into_owned();
        Ok((order.into_iter().map(name).collect(), instance))
    }

    /// An instance has room for fewer applications the greater the ranks are.
    fn at_greatest_rank(&self, error: InstanceError) -> FileError {
        let rank = self.rows.iter().map(|row| row.rank).max().unwrap_or(UNREADABLE);
        let line = (2..).zip(&self.rows).find(|(_, row)| row.rank == rank).map_or(2, |(line, _)| line);
        let reason = format!("rank {rank} in a file of {} applications: {error}", self.rows.len());
        FileError { file: APPLICATIONS_FILE, line, reason }
    }

    fn application(&self, number: usize) -> Application<'_> {
        let ApplicationRow { programme, score, rank, .. } = self.rows[number];
        let ties = &self.ties[number * self.tie_count..(number + 1) * self.tie_count];
        Application { rank, programme, score, ties }
    }
}

/// Who had a rank and a programme in the list last.
struct Seen {
    ranks: Vec<u32>,
    programmes: Vec<u32>,
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The content of `assignments.csv`: who is admitted, by candidate.
#[must_use]
pub fn assignments_csv(names: &Names, instance: &Instance, outcome: &Outcome) -> String {
    let mut out = format!("{ASSIGNMENTS_HEADER}\n");
    for (candidate, (name, seat)) in names.candidates.iter().zip(&outcome.assignments).enumerate() {
        let seat = seat.and_then(|seat| {
            let mut own = instance.applications_of(candidate);
            own.find(|number| instance.programmes()[*number] == seat)
        });
        if let Some(number) = seat {
            let programme = &names.programmes[index(instance.programmes()[number])];
            push_assignment(&mut out, name, programme, instance.ranks()[number]);
        }
    }
    out
}

/// The content of `cutoffs.csv`: every programme, by id.
#[must_use]
pub fn cutoffs_csv(names: &Names, instance: &Instance, outcome: &Outcome) -> String {
    let mut out = cutoffs_header(instance.tie_count()) + "\n";
    let programmes = names.programmes.iter().zip(instance.seats()).zip(&outcome.programmes);
    for ((name, seats), outcome) in programmes {
        push_cutoff(&mut out, name, seats.quota, outcome, instance.tie_count());
    }
    out
}

#[cfg(test)]
mod tests;
