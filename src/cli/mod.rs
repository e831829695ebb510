//! The commands of the program. A refusal is one line on stderr and exit code 1.

mod access_document;
mod clock;
mod demo_people;
mod import;
mod matching;
mod mock;
mod routes;
mod seed;
mod serve;
mod verify_audit;

pub use access_document::access_document;
pub use matching::explanation_text;
pub use seed::demo_roll_csv;

use std::{error::Error, process::ExitCode};

use clap::{Parser, Subcommand};

use crate::{
    config::Config,
    storage::Db,
    usecases::{
        Ctx,
        context::{Clock, Rng},
        system::load_reference,
    },
};

/// Cổng Thí sinh: exam registration and university admission.
#[derive(Parser)]
#[command(name = "portal", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the portal; PORTAL_WORKER=off leaves the jobs to `portal work`
    Serve,
    /// Run the jobs: mail, payments to ask about, deadlines
    Work,
    /// Serve a mock of a service outside
    #[command(subcommand)]
    Mock(mock::Mock),
    /// Bring the database up to date: schema, then reference data
    Migrate,
    /// Fill the database with people
    Seed(seed::Seed),
    /// Bring files of others in
    #[command(subcommand)]
    Import(import::Import),
    /// Run the admission matching
    Match(matching::Match),
    /// Tell why a run of the season gave a candidate what it did, preference by preference
    Explain(matching::Explain),
    /// Check a result of the admission matching, or the audit log
    #[command(subcommand)]
    Verify(matching::Verify),
    /// Show or set the clock of a demo
    #[command(subcommand)]
    Clock(clock::ClockCommand),
    /// List every door with its access rule
    Routes(routes::Routes),
    /// List the demo people and how each signs in
    DemoPeople,
    /// Print the code of the moment of a demo account of staff
    DemoCode(demo_people::DemoCode),
}

/// What a command may fail with: a sentence for the operator.
type CommandResult = Result<(), Box<dyn Error + Send + Sync>>;

/// Runs the command line.
pub async fn run() -> ExitCode {
    let cli = Cli::parse();
    match execute(cli.command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("portal: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn execute(command: Command) -> CommandResult {
    match command {
        Command::Serve => serve::serve().await,
        Command::Work => serve::work().await,
        Command::Mock(mock) => mock::run(mock).await,
        Command::Migrate => migrate().await,
        Command::Seed(seed) => seed::run(seed).await,
        Command::Import(import) => import::run(import).await,
        Command::Match(command) => matching::run_match(command).await,
        Command::Explain(explain) => matching::run_explain(explain).await,
        Command::Verify(command) => matching::run_verify(&command).await,
        Command::Clock(clock) => clock::run(clock).await,
        Command::Routes(routes) => routes::run(routes),
        Command::DemoCode(asked) => demo_people::run_code(&asked),
        Command::DemoPeople => {
            demo_people::run();
            Ok(())
        }
    }
}

/// What use cases are given, from the environment.
fn context() -> Result<Ctx, Box<dyn Error + Send + Sync>> {
    let config = Config::from_environment()?;
    let db = Db::connect_lazy(&config.database.url, config.database.max_connections)?;
    context_on(db, config)
}

/// The same for commands that write what the application only reads: as the owner of the tables.
fn owner_context() -> Result<Ctx, Box<dyn Error + Send + Sync>> {
    let config = Config::from_environment()?;
    let db = Db::connect_owner_lazy(&config.database.owner_url, config.database.max_connections)?;
    context_on(db, config)
}

fn context_on(db: Db, config: Config) -> Result<Ctx, Box<dyn Error + Send + Sync>> {
    Ctx::new(db, config, Clock::system(), Rng::from_os())
}

async fn migrate() -> CommandResult {
    for (table, rows) in load_reference::run(&owner_context()?).await? {
        println!("{table:<26} {rows:>6}");
    }
    Ok(())
}
