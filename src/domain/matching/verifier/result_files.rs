//! Reads the files of a result, `assignments.csv` and `cutoffs.csv`, as statements about an instance. What is no
//! statement about it (somebody unknown, a line twice or out of order, a rank that is not the application's) is
//! refused here, with the line; whether the statements are true is for [`super::verify`].

use super::super::{
    files::{ASSIGNMENTS_FILE, CUTOFFS_FILE, Input},
    instance::{OrderKey, Outcome, ProgrammeOutcome},
    lines::{ASSIGNMENTS_HEADER, cutoffs_header},
    rows::{FileError, Table, criterion, id, score, shown, whole},
};

/// Reads both files of a result of `input`.
///
/// # Errors
/// The first fault by line, `assignments.csv` before `cutoffs.csv`, with candidate and programme.
pub fn read_result(assignments: &[u8], cutoffs: &[u8], input: &Input) -> Result<Outcome, FileError> {
    let assignments = read_assignments(assignments, input)?;
    Ok(Outcome { assignments, programmes: read_cutoffs(cutoffs, input)? })
}

/// The programme of each candidate's seat.
fn read_assignments(bytes: &[u8], input: &Input) -> Result<Vec<Option<u32>>, FileError> {
    let mut table = Table::open(ASSIGNMENTS_FILE, bytes, |_| ASSIGNMENTS_HEADER.to_owned())?;
    let mut seats = vec![None; input.names.candidates.len()];
    let mut order = Order { names: &input.names.candidates, next: 0, what: "candidate" };
    let mut cells = Vec::new();
    while let Some(row) = table.next() {
        let seat = table.split(row, &mut cells).and_then(|()| {
            let candidate = order.place_of(id("candidate_id", cells[0])?)?;
            Ok((candidate, read_seat(candidate, &cells, input)?))
        });
        let (candidate, programme) = seat.map_err(|reason| table.error(row.line, reason))?;
        seats[candidate] = Some(programme);
    }
    Ok(seats)
}

/// The programme's number. The rank must be that of the application; whether there is one is not asked here.
fn read_seat(candidate: usize, cells: &[&str], input: &Input) -> Result<u32, String> {
    let (who, name) = (shown(cells[0]), id("programme_id", cells[1])?);
    let found = input.names.programmes.binary_search_by(|each| each.as_str().cmp(name));
    let number = found.ok().and_then(|number| u32::try_from(number).ok());
    let programme = number.ok_or_else(|| format!("candidate {who} has a seat in unknown programme {}", shown(name)))?;
    let stated = whole("rank", cells[2], u32::from(u16::MAX))?;
    let instance = &input.instance;
    let mut own = instance.applications_of(candidate);
    let application = own.find(|number| instance.programmes()[*number] == programme);
    match application.map(|number| instance.ranks()[number]) {
        Some(rank) if u32::from(rank) != stated => {
            Err(format!("candidate {who} has programme {} at rank {rank}, not {stated}", shown(name)))
        }
        _ => Ok(programme),
    }
}

/// What is stated of each programme.
fn read_cutoffs(bytes: &[u8], input: &Input) -> Result<Vec<ProgrammeOutcome>, FileError> {
    let mut table = Table::open(CUTOFFS_FILE, bytes, cutoffs_header)?;
    let due = input.instance.tie_count();
    if table.tie_count() != due {
        let reason = format!("{} further criteria where the applications have {due}", table.tie_count());
        return Err(table.error(1, reason));
    }
    let mut programmes = Vec::with_capacity(input.names.programmes.len());
    let mut order = Order { names: &input.names.programmes, next: 0, what: "programme" };
    let mut cells = Vec::new();
    let mut line = 1;
    while let Some(row) = table.next() {
        line = row.line;
        let stated = table.split(row, &mut cells).and_then(|()| {
            let number = order.place_of(id("programme_id", cells[0])?)?;
            match input.names.programmes.get(programmes.len()) {
                Some(expected) if number != programmes.len() => Err(missing(expected)),
                _ => read_statement(&cells, input.instance.seats()[number].quota),
            }
        });
        programmes.push(stated.map_err(|reason| table.error(line, reason))?);
    }
    match input.names.programmes.get(programmes.len()) {
        Some(expected) => Err(table.error(line + 1, missing(expected))),
        None => Ok(programmes),
    }
}

fn missing(programme: &str) -> String {
    format!("programme {} is missing", shown(programme))
}

fn read_statement(cells: &[&str], quota: u32) -> Result<ProgrammeOutcome, String> {
    let stated = whole("quota", cells[1], u32::MAX)?;
    if stated != quota {
        return Err(format!("programme {} has a quota of {quota}, not {stated}", shown(cells[0])));
    }
    let admitted = whole("admitted", cells[2], u32::MAX)?;
    if cells[3..].iter().all(|cell| cell.is_empty()) {
        return Ok(ProgrammeOutcome { admitted, cutoff: None });
    }
    let ties = (1..).zip(&cells[4..]).map(|(number, cell)| criterion(format_args!("cutoff_tie_{number}"), cell));
    let ties = ties.collect::<Result<_, _>>()?;
    let key = OrderKey { score: score("cutoff_score", cells[3])?, ties, rank: None };
    Ok(ProgrammeOutcome { admitted, cutoff: Some(key) })
}

/// Finds ids that must come in ascending order, each at most once.
struct Order<'a> {
    /// All that there are, ascending.
    names: &'a [String],
    /// After the one that was found last.
    next: usize,
    what: &'static str,
}

impl Order<'_> {
    /// The place of the next id among the names.
    fn place_of(&mut self, name: &str) -> Result<usize, String> {
        let ahead = self.names[self.next..].iter().position(|each| each.as_str() >= name);
        let place = ahead.map(|ahead| self.next + ahead).filter(|place| self.names[*place] == name);
        let Some(place) = place else {
            let (what, shown) = (self.what, shown(name));
            return Err(match self.names.binary_search_by(|each| each.as_str().cmp(name)) {
                Err(_) => format!("unknown {what} {shown}"),
                Ok(place) if place + 1 == self.next => format!("{what} {shown} comes twice"),
                Ok(_) => format!("{what} {shown} is out of order: ids ascend, each at most once"),
            });
        };
        self.next = place + 1;
        Ok(place)
    }
}
