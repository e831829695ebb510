//! The lines of the files of a run. A run of the database writes the same lines to take its hashes of, so that
//! an exported run can be checked by anybody with the program and the files alone.
//!
//! UTF-8, comma-separated, never quoted (an id has no comma), each line ended by one `\n`.

use std::fmt::Write as _;

use super::instance::{Application, ProgrammeOutcome, Seats};
use crate::domain::score::Score;

/// The head of `programmes.csv`.
pub const PROGRAMMES_HEADER: &str = "programme_id,quota,tie_policy";
/// The head of `assignments.csv`.
pub const ASSIGNMENTS_HEADER: &str = "candidate_id,programme_id,rank";

/// The head of `applications.csv`: `candidate_id,rank,programme_id,score[,tie_1[,tie_2…]]`.
#[must_use]
pub fn applications_header(tie_count: usize) -> String {
    numbered("candidate_id,rank,programme_id,score", "tie", tie_count)
}

/// The head of `cutoffs.csv`: `programme_id,quota,admitted,cutoff_score[,cutoff_tie_1…]`.
#[must_use]
pub fn cutoffs_header(tie_count: usize) -> String {
    numbered("programme_id,quota,admitted,cutoff_score", "cutoff_tie", tie_count)
}

fn numbered(head: &str, column: &str, count: usize) -> String {
    (1..=count).fold(head.to_owned(), |mut head, number| {
        let _ = write!(head, ",{column}_{number}");
        head
    })
}

/// A line of `programmes.csv`.
pub fn push_programme(out: &mut String, id: &str, seats: Seats) {
    let _ = writeln!(out, "{id},{},{}", seats.quota, seats.tie_policy.as_str());
}

/// A line of `applications.csv`.
pub fn push_application(out: &mut String, candidate: &str, programme: &str, application: &Application<'_>) {
    let _ = write!(out, "{candidate},{},{programme},{}", application.rank, application.score);
    push_ties(out, application.ties);
}

/// A line of `assignments.csv`.
pub fn push_assignment(out: &mut String, candidate: &str, programme: &str, rank: u16) {
    let _ = writeln!(out, "{candidate},{programme},{rank}");
}

/// A line of `cutoffs.csv`; without a cut-off its columns stay empty.
pub fn push_cutoff(out: &mut String, programme: &str, quota: u32, outcome: &ProgrammeOutcome, tie_count: usize) {
    let _ = write!(out, "{programme},{quota},{},", outcome.admitted);
    match &outcome.cutoff {
        Some(cutoff) => {
            let _ = write!(out, "{}", cutoff.score);
            push_ties(out, &cutoff.ties);
        }
        None => {
            out.extend(std::iter::repeat_n(',', tie_count));
            out.push('\n');
        }
    }
}

fn push_ties(out: &mut String, ties: &[Score]) {
    for tie in ties {
        let _ = write!(out, ",{tie}");
    }
    out.push('\n');
}
