//! `portal match run --season S` and `portal match export --run R --output DIR`: the matching on the database.

use std::{
    fs::{self, File},
    io,
    path::PathBuf,
};

use clap::Args;

use super::{
    super::{CommandResult, context},
    progress::Progress,
};
use crate::{
    domain::{
        access::Actor,
        ids::{MatchingRunId, SeasonYear},
        matching::{
            files::{APPLICATIONS_FILE, PROGRAMMES_FILE},
            manifest::MANIFEST_FILE,
        },
    },
    usecases::ministry::{
        export_matching_run,
        start_matching_run::{self, RunProgress},
    },
};

/// Which season to match.
#[derive(Args)]
pub struct MatchSeason {
    /// The year of the season
    #[arg(long, value_name = "YEAR")]
    season: i16,
}

/// Which run to write, and where to.
#[derive(Args)]
pub struct ExportRun {
    /// The id of the run
    #[arg(long, value_name = "ID")]
    run: MatchingRunId,
    /// The folder for input/ (programmes.csv, applications.csv) and output/ (assignments.csv, cutoffs.csv, run.json)
    #[arg(long, value_name = "DIR")]
    output: PathBuf,
}

/// Runs the matching of a season.
pub async fn run(command: &MatchSeason) -> CommandResult {
    let ctx = context()?;
    ctx.refresh_demo_clock().await?;
    let season = SeasonYear(command.season);
    let progress = Progress::begin_long("reading the records");
    let told = |progress_of_run| {
        progress.stage(&match progress_of_run {
            RunProgress::Reading(preferences) => format!("read {preferences} preferences"),
            RunProgress::Computing(preferences) => format!("matching {preferences} preferences"),
            RunProgress::Writing(preferences) => format!("wrote {preferences} preferences"),
        });
    };
    let run = start_matching_run::run(&ctx, &Actor::System, Some(season), &told).await?;
    drop(progress);
    println!("run          {}", run.id);
    println!("candidates   {}", run.candidates);
    println!("preferences  {}", run.preferences);
    println!("considered   {}", run.considered);
    println!("admitted     {}", run.admitted);
    println!("input        {}", run.input_sha256);
    println!("output       {}", run.output_sha256);
    match run.violation {
        None => {
            println!("verified     yes");
            Ok(())
        }
        Some(violation) => Err(format!("the verifier refuses run {}: {violation}", run.id).into()),
    }
}

/// Writes a run to files.
pub async fn export(command: &ExportRun) -> CommandResult {
    let ctx = context()?;
    let (input, output) = (command.output.join("input"), command.output.join("output"));
    for folder in [&input, &output] {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    // A folder with a manifest is whole: the one from before goes first, the new one comes last.
    let manifest_path = output.join(MANIFEST_FILE);
    match fs::remove_file(&manifest_path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(format!("{}: {error}", manifest_path.display()).into());
        }
        _ => {}
    }
    let open = |name: &'static str| {
        let folder = if [PROGRAMMES_FILE, APPLICATIONS_FILE].contains(&name) { &input } else { &output };
        File::create(folder.join(name))
    };
    let manifest = export_matching_run::run(&ctx, &Actor::System, command.run, open).await?;
    fs::write(&manifest_path, serde_json::to_string_pretty(&manifest)? + "\n")
        .map_err(|error| format!("{}: {error}", manifest_path.display()))?;
    println!(
        "{}: {} applications of {} candidates",
        command.output.display(),
        manifest.counts.applications,
        manifest.counts.candidates
    );
    Ok(())
}
