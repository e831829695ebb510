//! `portal demo-people` and `portal demo-code`

use clap::Args;

use super::CommandResult;
use crate::{
    config::Config,
    mocks::citizen_id::personas::PERSONAS,
    usecases::{
        context::machine_now,
        second_factor::step_at,
        system::seed_demo::{DEMO_PASSWORD, demo_totp_secret},
    },
};

/// The demo's staff, as seeded.
const STAFF: &str = include_str!("../../migrations/demo/staff.csv");

/// Prints who can sign in, in what role, and how.
pub fn run() {
    println!("Candidates: sign in with the citizen-ID service and choose a person");
    for persona in PERSONAS {
        println!("  {:<10} {:<22} {}", persona.slug, persona.full_name, persona.description);
    }
    println!("\nStaff: sign in at /staff/sign-in with the password {DEMO_PASSWORD} and the code of the moment, which");
    println!("  `portal demo-code EMAIL` prints. Each code works once, for about 30 seconds.");
    for line in STAFF.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        if let [email, name, role, _, unit, institution] = fields[..] {
            println!("  {email:<34} {name:<18} {role:<18} {unit}{institution}");
        }
    }
}

/// Whose code.
#[derive(Args)]
pub struct DemoCode {
    /// The e-mail address of a demo account
    email: String,
    /// The code of another step than that of this moment, counted in 30 seconds since 1970
    #[arg(long)]
    step: Option<i64>,
}

/// Prints the second factor of a demo account. Refused outside a demo, where no account has such a secret.
pub fn run_code(asked: &DemoCode) -> CommandResult {
    if !Config::from_environment()?.is_demo {
        return Err("codes are known in a demo alone (PORTAL_DEMO=on)".into());
    }
    let step = asked.step.unwrap_or_else(|| step_at(machine_now()));
    let code = demo_totp_secret(&asked.email.to_lowercase()).code(step).ok_or("there is no such step")?;
    println!("{code}");
    Ok(())
}
