//! `portal match --input DIR --output DIR`: the matching on files, without a database.

use std::{fs, path::PathBuf, time::Instant};

use clap::Args;
use sha2::{Digest as _, Sha256};

use super::{super::CommandResult, folder, progress::Progress};
use crate::{
    domain::{
        matching::{
            engine,
            files::{
                APPLICATIONS_FILE, ASSIGNMENTS_FILE, CUTOFFS_FILE, PROGRAMMES_FILE, Ranks, assignments_csv,
                cutoffs_csv, read_input,
            },
            manifest::{Counts, Inputs, Manifest, Outputs},
        },
        text::hex,
    },
    usecases::context::machine_now,
};

/// What to match, and where to.
#[derive(Args)]
pub struct MatchFiles {
    /// The folder with programmes.csv and applications.csv
    #[arg(long, value_name = "DIR")]
    input: PathBuf,
    /// The folder for assignments.csv, cutoffs.csv and run.json; made if it is not there
    #[arg(long, value_name = "DIR")]
    output: PathBuf,
    /// Take lists whose ranks skip, as those of a season's run do
    #[arg(long)]
    ranks_may_skip: bool,
}

/// Runs the command.
pub fn run(files: &MatchFiles) -> CommandResult {
    let started_at = machine_now().iso();
    let clock = Instant::now();
    let read = |name: &str| {
        let path = files.input.join(name);
        fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))
    };
    let programmes = read(PROGRAMMES_FILE)?;
    let applications = read(APPLICATIONS_FILE)?;
    let progress = Progress::begin(applications.len(), "reading the applications");
    let inputs = Inputs { programmes: sha256(&programmes), applications: sha256(&applications) };
    let ranks = if files.ranks_may_skip { Ranks::MaySkip } else { Ranks::Complete };
    let input = read_input(&programmes, &applications, ranks)?;
    drop((programmes, applications));
    progress.stage(&format!("matching {} applications", input.instance.application_count()));
    let outcome = engine::run(&input.instance);
    progress.stage("writing the result");
    let assignments = assignments_csv(&input.names, &input.instance, &outcome);
    let cutoffs = cutoffs_csv(&input.names, &input.instance, &outcome);
    let outputs = Outputs { assignments: sha256(assignments.as_bytes()), cutoffs: sha256(cutoffs.as_bytes()) };
    let counts = Counts::of(&input.instance, &outcome);
    let duration_ms = u64::try_from(clock.elapsed().as_millis())?;
    let manifest = Manifest::new(files.ranks_may_skip, inputs, outputs, counts, started_at, duration_ms);
    let manifest = serde_json::to_string_pretty(&manifest)? + "\n";
    let written = [(ASSIGNMENTS_FILE, assignments.as_bytes()), (CUTOFFS_FILE, cutoffs.as_bytes())];
    folder::write(&files.output, &written, manifest.as_bytes())?;
    drop(progress);
    println!(
        "{} of {} candidates admitted to {} programmes: {}",
        counts.admitted,
        counts.candidates,
        counts.programmes,
        files.output.display()
    );
    Ok(())
}

/// In hexadecimal digits.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}
