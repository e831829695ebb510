//! `portal seed --demo`

use clap::Args;

use super::{CommandResult, owner_context};
use crate::{
    domain::{access::Actor, season::PhaseKind},
    mocks::citizen_id::personas::{Document, Sex, by_slug},
    usecases::{
        Ctx,
        ministry::set_demo_clock,
        system::{import_results, seed_demo, seed_demo_population},
        visitor::view_season,
    },
};

const MINUTES_OF_A_DAY: i64 = 24 * 60;

/// Who stands on the roll of which school; the people themselves are the citizen-ID mock's.
const ROLL: &str = include_str!("../../migrations/demo/school_roll.csv");

/// The marks of three councils.
const RESULTS: [(&str, &[u8]); 3] = [
    ("Cao Bằng", include_bytes!("../../migrations/demo/results-2026/04-cao-bang.csv")),
    ("Lai Châu", include_bytes!("../../migrations/demo/results-2026/12-lai-chau.csv")),
    ("Huế", include_bytes!("../../migrations/demo/results-2026/46-hue.csv")),
];

/// What to fill in.
#[derive(Args)]
pub struct Seed {
    /// The demo season: schools, staff, the roll with the citizen-ID mock's people, marks, and many more candidates
    #[arg(long, required = true)]
    demo: bool,
}

/// Runs the command.
pub async fn run(seed: Seed) -> CommandResult {
    if seed.demo {
        let ctx = owner_context()?;
        seed_demo::run(&ctx, &demo_roll_csv()).await?;
        for (council, results) in RESULTS {
            let report = import_results::run(&ctx, results, |_| {}).await?;
            println!("{council}: marks of {} candidates, {} as before", report.new_candidates, report.unchanged);
        }
        println!("Huế: {} more candidates with preference lists", seed_demo_population::run(&ctx).await?);
        start_clock(&ctx).await?;
    }
    Ok(())
}

/// A demo begins on the second morning of the exam registration, unless its clock was set before.
async fn start_clock(ctx: &Ctx) -> CommandResult {
    ctx.refresh_demo_clock().await?;
    if ctx.clock.is_moved() {
        return Ok(());
    }
    let calendar = view_season::run(ctx).await?.calendar;
    let Some(phase) = calendar.phase(PhaseKind::ExamRegistration) else { return Ok(()) };
    set_demo_clock::run(ctx, &Actor::System, phase.opens_at.plus_minutes(MINUTES_OF_A_DAY)).await?;
    Ok(())
}

/// The demo's school roll with what the citizen-ID mock knows of each person.
#[must_use]
pub fn demo_roll_csv() -> String {
    let mut csv = String::from(
        "unit_code,identity_kind,identity_number,full_name,birth_date,sex,class_name,ethnic_group_code,candidate_kind,candidate_number\n",
    );
    for line in ROLL.lines().skip(1) {
        let mut fields = line.splitn(3, ',');
        let (slug, unit, rest) = (fields.next(), fields.next(), fields.next());
        let (Some(persona), Some(unit), Some(rest)) = (slug.and_then(by_slug), unit, rest) else { continue };
        let identity_kind = match persona.document {
            Document::PersonalId(_) => "personal_id",
            Document::Passport(_) => "passport",
        };
        let sex = match persona.sex {
            Sex::Female => "female",
            Sex::Male => "male",
        };
        let mut rest = rest.splitn(2, ',');
        let (class_name, rest) = (rest.next().unwrap_or_default(), rest.next().unwrap_or_default());
        csv.push_str(&format!(
            "{unit},{identity_kind},{},{},{},{sex},{class_name},{rest}\n",
            persona.document.number(),
            persona.full_name,
            persona.birth_date_iso(),
        ));
    }
    csv
}
