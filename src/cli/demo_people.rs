//! `portal demo-people`

use crate::{mocks::citizen_id::personas::PERSONAS, usecases::system::seed_demo::DEMO_PASSWORD};

/// The demo's staff, as seeded.
const STAFF: &str = include_str!("../../migrations/demo/staff.csv");

/// Prints who can sign in, in what role, and how.
pub fn run() {
    println!("Candidates: sign in with the citizen-ID service and choose a person");
    for persona in PERSONAS {
        println!("  {:<10} {:<22} {}", persona.slug, persona.full_name, persona.description);
    }
    println!("\nStaff: sign in at /staff/sign-in with the password {DEMO_PASSWORD}");
    for line in STAFF.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        if let [email, name, role, _, unit, institution] = fields[..] {
            println!("  {email:<34} {name:<18} {role:<18} {unit}{institution}");
        }
    }
}
