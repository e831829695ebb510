//! The manifest of a run, `run.json`: what it was made from, what it gave, and by which rules. Everything but the
//! times is the same for the same input.

use serde::{Deserialize, Serialize};

use super::{
    engine,
    instance::{Instance, Outcome},
};

/// The name of the manifest's file.
pub const MANIFEST_FILE: &str = "run.json";

/// The version of the rules that a result is held to, by whatever program: score, then further criteria, then the
/// better rank; `admit_all` and `reject_all`; the lowest score limits that the quotas allow.
pub const RULES_VERSION: &str = "matching-rules-1";

/// What is said of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The program that computed it, [`engine::VERSION`].
    pub engine_version: String,
    /// The rules that it applied, [`RULES_VERSION`].
    pub rules_version: String,
    /// Whether ranks may skip: a preference between was not considered.
    pub ranks_may_skip: bool,
    /// What it was made from.
    pub inputs: Inputs,
    /// What it gave.
    pub outputs: Outputs,
    /// Both in numbers.
    pub counts: Counts,
    /// When the run began, `2026-08-14T17:00:05+07:00`.
    pub started_at: String,
    /// How long it took, all told but for writing this file.
    pub duration_ms: u64,
}

/// The SHA-256 of the files that a run is made from, in hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// Of `programmes.csv`.
    #[serde(rename = "programmes.csv")]
    pub programmes: String,
    /// Of `applications.csv`.
    #[serde(rename = "applications.csv")]
    pub applications: String,
}

/// The SHA-256 of the files that a run gives, in hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outputs {
    /// Of `assignments.csv`.
    #[serde(rename = "assignments.csv")]
    pub assignments: String,
    /// Of `cutoffs.csv`.
    #[serde(rename = "cutoffs.csv")]
    pub cutoffs: String,
}

/// A run in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Programmes.
    pub programmes: u64,
    /// Their seats.
    pub seats: u64,
    /// Candidates with an application.
    pub candidates: u64,
    /// Applications.
    pub applications: u64,
    /// Candidates with a seat.
    pub admitted: u64,
    /// Programmes that refused somebody and admitted somebody.
    pub programmes_with_cutoff: u64,
}

impl Counts {
    /// Counts.
    #[must_use]
    pub fn of(instance: &Instance, outcome: &Outcome) -> Self {
        let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        let applicants = (0..instance.candidate_count()).filter(|who| !instance.applications_of(*who).is_empty());
        Self {
            programmes: number(instance.seats().len()),
            seats: instance.seats().iter().map(|seats| u64::from(seats.quota)).sum(),
            candidates: number(applicants.count()),
            applications: number(instance.application_count()),
            admitted: number(outcome.assignments.iter().flatten().count()),
            programmes_with_cutoff: number(outcome.programmes.iter().filter(|each| each.cutoff.is_some()).count()),
        }
    }
}

impl Manifest {
    /// The manifest of a run of this program.
    #[must_use]
    pub fn new(
        ranks_may_skip: bool,
        inputs: Inputs,
        outputs: Outputs,
        counts: Counts,
        started_at: String,
        duration_ms: u64,
    ) -> Self {
        Self {
            engine_version: engine::VERSION.to_owned(),
            rules_version: RULES_VERSION.to_owned(),
            ranks_may_skip,
            inputs,
            outputs,
            counts,
            started_at,
            duration_ms,
        }
    }
}
