//! `portal verify run --input DIR --output DIR`: checks the files of a run, without a database and without the engine.
//!
//! A file that is not the one of the manifest is told first, but not alone: what makes it no result, or no result of
//! these applications, names candidate and programme, so the check goes on and tells both.

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use clap::Args;

use super::{super::CommandResult, files::sha256, progress::Progress};
use crate::domain::matching::{
    files::{APPLICATIONS_FILE, ASSIGNMENTS_FILE, CUTOFFS_FILE, Input, PROGRAMMES_FILE, Ranks, read_input},
    instance::Outcome,
    manifest::{MANIFEST_FILE, Manifest, RULES_VERSION},
    rows::shown,
    verifier::{read_result, verify},
};

/// What to check.
#[derive(Args)]
pub struct VerifyRun {
    /// The folder with programmes.csv and applications.csv
    #[arg(long, value_name = "DIR")]
    input: PathBuf,
    /// The folder with assignments.csv, cutoffs.csv and run.json
    #[arg(long, value_name = "DIR")]
    output: PathBuf,
}

/// The bytes of the four files beside the manifest.
struct Files {
    programmes: Vec<u8>,
    applications: Vec<u8>,
    assignments: Vec<u8>,
    cutoffs: Vec<u8>,
}

/// Runs the command.
pub fn run(folders: &VerifyRun) -> CommandResult {
    let manifest = read_manifest(&folders.output)?;
    let files = Files {
        programmes: read(&folders.input, PROGRAMMES_FILE)?,
        applications: read(&folders.input, APPLICATIONS_FILE)?,
        assignments: read(&folders.output, ASSIGNMENTS_FILE)?,
        cutoffs: read(&folders.output, CUTOFFS_FILE)?,
    };
    let progress = Progress::begin(files.applications.len(), "comparing the files with the manifest");
    let other_file = files.first_other_than(&manifest);
    let checked = check(files, &manifest, &progress);
    drop(progress);
    match (other_file, checked) {
        (Some(other_file), Err(violation)) => Err(format!("{other_file}: {violation}").into()),
        (Some(other_file), Ok(_)) => Err(other_file.into()),
        (None, Err(violation)) => Err(violation),
        (None, Ok(confirmed)) => {
            println!("{confirmed}");
            Ok(())
        }
    }
}

fn read(folder: &Path, name: &str) -> Result<Vec<u8>, String> {
    let path = folder.join(name);
    fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))
}

fn read_manifest(folder: &Path) -> Result<Manifest, String> {
    let manifest: Manifest =
        serde_json::from_slice(&read(folder, MANIFEST_FILE)?).map_err(|error| format!("{MANIFEST_FILE}: {error}"))?;
    if manifest.rules_version == RULES_VERSION {
        Ok(manifest)
    } else {
        let stated = shown(&manifest.rules_version);
        Err(format!("{MANIFEST_FILE}: rules {stated}, where this program checks {RULES_VERSION:?}"))
    }
}

impl Files {
    /// What is wrong with the first file that has another hash than the manifest states.
    fn first_other_than(&self, manifest: &Manifest) -> Option<String> {
        let stated = [
            (PROGRAMMES_FILE, &self.programmes, &manifest.inputs.programmes),
            (APPLICATIONS_FILE, &self.applications, &manifest.inputs.applications),
            (ASSIGNMENTS_FILE, &self.assignments, &manifest.outputs.assignments),
            (CUTOFFS_FILE, &self.cutoffs, &manifest.outputs.cutoffs),
        ];
        stated.into_iter().find_map(|(name, bytes, stated)| {
            let hash = sha256(bytes);
            (hash != *stated).then(|| format!("{name} is not the file of {MANIFEST_FILE}, its SHA-256 is {hash}"))
        })
    }
}

/// Gives what was checked, in one line.
fn check(files: Files, manifest: &Manifest, progress: &Progress) -> Result<String, Box<dyn Error + Send + Sync>> {
    let Files { programmes, applications, assignments, cutoffs } = files;
    let ranks = if manifest.ranks_may_skip { Ranks::MaySkip } else { Ranks::Complete };
    progress.stage("reading the applications");
    let input = read_input(&programmes, &applications, ranks)?;
    drop((programmes, applications));
    let outcome = read_result(&assignments, &cutoffs, &input)?;
    progress.stage(&format!("checking {} applications", input.instance.application_count()));
    verify(&input.instance, &outcome).map_err(|violation| violation.with_names(&input.names))?;
    confirm_counts(&input, &outcome, manifest)
}

/// Compares the manifest's counts with what was read, and tells them.
fn confirm_counts(
    input: &Input,
    outcome: &Outcome,
    manifest: &Manifest,
) -> Result<String, Box<dyn Error + Send + Sync>> {
    let programmes = input.names.programmes.len();
    let seats: u64 = input.instance.seats().iter().map(|seats| u64::from(seats.quota)).sum();
    let candidates = input.names.candidates.len();
    let applications = input.instance.application_count();
    let admitted: u64 = outcome.programmes.iter().map(|programme| u64::from(programme.admitted)).sum();
    let cutoffs = outcome.programmes.iter().filter(|programme| programme.cutoff.is_some()).count();
    let counts = manifest.counts;
    let compared = [
        ("programmes", u64::try_from(programmes)?, counts.programmes),
        ("seats", seats, counts.seats),
        ("candidates", u64::try_from(candidates)?, counts.candidates),
        ("applications", u64::try_from(applications)?, counts.applications),
        ("admitted", admitted, counts.admitted),
        ("programmes_with_cutoff", u64::try_from(cutoffs)?, counts.programmes_with_cutoff),
    ];
    if let Some((name, counted, stated)) = compared.iter().find(|(_, counted, stated)| counted != stated) {
        return Err(format!("{MANIFEST_FILE}: {name} is {counted}, not {stated} as stated").into());
    }
    Ok(format!(
        "verified: {programmes} programmes, {candidates} candidates, {applications} applications; {admitted} admitted, \
         {cutoffs} cut-offs; hashes, seats, quotas, order, cut-offs and least limits are right"
    ))
}
