//! `portal import results FILE…`

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};

use super::{CommandResult, owner_context};
use crate::{
    domain::exam::results::ResultRowRefusal,
    usecases::{
        Ctx,
        system::import_results::{self, ImportReport, RefusedRow},
    },
};

/// What to bring in.
#[derive(Subcommand)]
pub enum Import {
    /// Marks of the exam: CSV files of the councils
    Results {
        /// The files
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// The folder for FILE.errors.csv; beside each file unless said otherwise
        #[arg(long)]
        errors: Option<PathBuf>,
    },
}

/// Runs the command.
pub async fn run(import: Import) -> CommandResult {
    let Import::Results { files, errors } = import;
    let ctx = owner_context()?;
    let mut refused = 0;
    for file in &files {
        refused += one_file(&ctx, file, errors.as_deref()).await?;
    }
    if refused > 0 {
        return Err(format!("{refused} rows did not come in; the files named above say why").into());
    }
    Ok(())
}

/// Imports one file and tells what came of it; gives the number of rows that did not come in.
async fn one_file(
    ctx: &Ctx,
    file: &Path,
    errors: Option<&Path>,
) -> Result<usize, Box<dyn std::error::Error + Send + Sync>> {
    let name = file.display();
    let content = fs::read(file).map_err(|error| format!("{name}: {error}"))?;
    let bar = ProgressBar::new(u64::try_from(content.len())?);
    bar.set_style(ProgressStyle::with_template("{msg} {wide_bar} {bytes}/{total_bytes} {eta}")?);
    bar.set_message(name.to_string());
    let imported = import_results::run(ctx, &content, |bytes| bar.set_position(bytes)).await;
    bar.finish_and_clear();
    let report = imported.map_err(|error| format!("{name}: {error}"))?;
    println!("{}", summary(&name.to_string(), &report));
    if !report.refused.is_empty() {
        let path = errors_path(file, errors);
        fs::write(&path, errors_csv(&report.refused)?).map_err(|error| format!("{}: {error}", path.display()))?;
        println!("  what is wrong with them: {}", path.display());
    }
    Ok(report.refused.len())
}

/// A line for people: `46-hue.csv: 13806 rows, 13806 new, 0 as before, 0 refused`.
fn summary(name: &str, report: &ImportReport) -> String {
    let ImportReport { rows, new_candidates, unchanged, refused, .. } = report;
    let nothing = if *new_candidates == 0 { "; nothing changed" } else { "" };
    format!("{name}: {rows} rows, {new_candidates} new, {unchanged} as before, {} refused{nothing}", refused.len())
}

fn errors_path(file: &Path, folder: Option<&Path>) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".errors.csv");
    folder.map_or_else(|| file.with_file_name(&name), |folder| folder.join(&name))
}

fn errors_csv(refused: &[RefusedRow]) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["line", "sbd", "reason"])?;
    for row in refused {
        writer.write_record([row.line.to_string(), row.candidate_number.clone(), reason(row.refusal)])?;
    }
    Ok(writer.into_inner()?)
}

fn reason(refusal: ResultRowRefusal) -> String {
    match refusal {
        ResultRowRefusal::NotText => "not UTF-8".to_owned(),
        ResultRowRefusal::FieldCount { found } => format!("{found} fields where there have to be 13"),
        ResultRowRefusal::CandidateNumber => "the candidate number is not eight digits".to_owned(),
        ResultRowRefusal::UnknownCouncil => "no exam council has the first two digits".to_owned(),
        ResultRowRefusal::Mark { subject } => {
            format!("{}: not a mark from 0 to 10 with at most two decimals", subject.as_str())
        }
        ResultRowRefusal::Repeated { first_line } => {
            format!("the candidate number stands in line {first_line} already")
        }
        ResultRowRefusal::AnotherMark { subject } => {
            format!("{}: the candidate has another mark already", subject.as_str())
        }
    }
}
