//! `portal clock show | set <instant>`

use clap::Subcommand;

use super::{CommandResult, context};
use crate::{
    domain::{access::Actor, time::Instant},
    usecases::ministry::set_demo_clock,
};

/// What to do with the clock.
#[derive(Subcommand)]
pub enum ClockCommand {
    /// Print what the portal's clock shows
    Show,
    /// From now on it goes on from here, e.g. 2026-07-10T09:00 (Vietnam)
    Set {
        /// The moment
        instant: String,
    },
}

/// Runs the command.
pub async fn run(command: ClockCommand) -> CommandResult {
    let ctx = context()?;
    if let ClockCommand::Set { instant } = command {
        let shows = Instant::parse(&instant).ok_or_else(|| format!("{instant}: not a moment like 2026-07-10T09:00"))?;
        set_demo_clock::run(&ctx, &Actor::System, shows).await?;
    }
    ctx.refresh_demo_clock().await?;
    println!("{}", ctx.now().iso());
    Ok(())
}
