//! `portal match` and `portal verify`: the admission matching on files and on the database.

mod files;
mod folder;

use clap::Args;

use super::CommandResult;

/// `portal match --input DIR --output DIR`.
#[derive(Args)]
pub struct Match {
    #[command(flatten)]
    files: files::MatchFiles,
}

/// Runs `portal match`.
pub fn run_match(command: &Match) -> CommandResult {
    files::run(&command.files)
}
