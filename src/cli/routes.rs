//! `portal routes [--json | --document]`

use clap::Args;

use super::{CommandResult, access_document};
use crate::web::router::door_list;

/// How to print.
#[derive(Args)]
pub struct Routes {
    /// As a JSON array of {method, path, rule, roles}
    #[arg(long)]
    json: bool,
    /// As a document of roles, rights and doors in Markdown: docs/access.md
    #[arg(long, conflicts_with = "json")]
    document: bool,
}

/// Prints every door with its rule.
pub fn run(routes: Routes) -> CommandResult {
    let doors = door_list();
    if routes.document {
        print!("{}", access_document());
    } else if routes.json {
        println!("{}", serde_json::to_string_pretty(&doors)?);
    } else {
        for door in doors {
            println!("{:<5} {:<60} {}", door.method, door.path, door.rule);
        }
    }
    Ok(())
}
