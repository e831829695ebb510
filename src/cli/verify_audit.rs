//! `portal verify audit [--checkpoints FILE.json] [--key HEX]`: walks the audit log and its chain and names the first
//! link that is broken.

use std::path::PathBuf;

use clap::Args;

use super::{CommandResult, context};
use crate::{
    domain::text::hex,
    usecases::{
        audit::published::{read_public_key, read_published},
        auditor::verify_chain::{self, Yardstick},
    },
};

/// What to compare with.
#[derive(Args)]
pub struct VerifyAudit {
    /// Checkpoints fetched earlier from /transparency/audit.json: history must still be the same
    #[arg(long, value_name = "FILE.json")]
    checkpoints: Option<PathBuf>,
    /// A public key (64 hexadecimal digits) that is trusted besides the portal's own, e.g. a former one
    #[arg(long, value_name = "HEX")]
    key: Vec<String>,
}

/// Runs the command.
pub async fn run(command: &VerifyAudit) -> CommandResult {
    let checkpoints = match &command.checkpoints {
        Some(path) => {
            let json = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
            read_published(&json).map_err(|error| format!("{}: {error}", path.display()))?
        }
        None => Vec::new(),
    };
    let keys = command.key.iter().map(|digits| read_public_key(digits).ok_or_else(|| format!("{digits}: not a key")));
    let keys = keys.collect::<Result<Vec<_>, String>>()?;
    let compared = checkpoints.len();
    let found = verify_chain::run(&context()?, Yardstick { keys, checkpoints }, |_| ()).await?;
    if let Some(broken) = found.broken {
        return Err(format!("audit chain broken: {broken}").into());
    }
    let head = found.head.map_or_else(|| "none".to_owned(), |head| hex(&head));
    let kept = if compared > 0 { format!(", {compared} checkpoints as fetched earlier") } else { String::new() };
    println!("verified: {} days, {} entries, head {head}{kept}", found.days, found.entries);
    Ok(())
}
