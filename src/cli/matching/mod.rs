//! `portal match`, `portal verify` and `portal explain`: the admission matching, on files and on the database.

mod database;
mod explain;
mod files;
mod folder;
mod progress;
mod verify;

pub use explain::{Explain, explanation_text, run as run_explain};

use clap::{Args, Subcommand};

use super::{CommandResult, verify_audit};

/// `portal match --input DIR --output DIR`, or one of its subcommands.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Match {
    /// Given unless a subcommand is: clap asks for them then.
    #[command(flatten)]
    files: Option<files::MatchFiles>,
    #[command(subcommand)]
    command: Option<MatchCommand>,
}

/// The matching on the database.
#[derive(Subcommand)]
enum MatchCommand {
    /// Run the matching of a season and keep the run
    Run(database::MatchSeason),
    /// Write a run to files, to be recomputed and verified by anybody
    Export(database::ExportRun),
}

/// Runs `portal match`.
pub async fn run_match(command: Match) -> CommandResult {
    match (command.command, command.files) {
        (Some(MatchCommand::Run(season)), _) => database::run(&season).await,
        (Some(MatchCommand::Export(export)), _) => database::export(&export).await,
        (None, Some(files)) => files::run(&files),
        (None, None) => Ok(()),
    }
}

/// Checks a result of the matching with a program that shares nothing with the one that made it, or the audit log
#[derive(Subcommand)]
pub enum Verify {
    /// Check the files of a run
    Run(verify::VerifyRun),
    /// Check the hash chain of the audit log; names the first broken link
    Audit(verify_audit::VerifyAudit),
}

/// Runs `portal verify`.
pub async fn run_verify(command: &Verify) -> CommandResult {
    match command {
        Verify::Run(files) => verify::run(files),
        Verify::Audit(audit) => verify_audit::run(audit).await,
    }
}
