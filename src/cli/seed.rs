//! `portal seed --demo`, `portal seed --candidates N`

use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::{CommandResult, owner_context};
use crate::{
    domain::{access::Actor, season::PhaseKind},
    mocks::citizen_id::personas::{Document, Sex, by_slug},
    usecases::{
        Ctx,
        ministry::set_demo_clock,
        system::{
            import_results, seed_demo, seed_demo_population,
            seed_population::{self, Wish},
        },
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
#[group(id = "what", required = true, multiple = true, args = ["demo", "candidates"])]
pub struct Seed {
    /// The demo season: schools, staff, the roll with the citizen-ID mock's people, marks, and many more candidates
    #[arg(long)]
    demo: bool,
    /// So many made-up candidates of schools in all provinces, at every stage of the registration; once in a database
    #[arg(long, value_name = "N")]
    candidates: Option<u64>,
    /// Which of the many possible populations
    #[arg(long, value_name = "S", default_value_t = 2026, requires = "candidates")]
    seed: u64,
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
    match seed.candidates {
        Some(candidates) => seed_candidates(Wish { candidates, seed: seed.seed }).await,
        None => Ok(()),
    }
}

async fn seed_candidates(wish: Wish) -> CommandResult {
    let ctx = owner_context()?;
    let bar = ProgressBar::new(wish.candidates);
    bar.set_style(ProgressStyle::with_template("{wide_bar} {human_pos}/{human_len} {per_sec} {eta}")?);
    // A log has no bar: there, a line now and then.
    let mut next_line = wish.candidates / 10;
    let is_log = bar.is_hidden();
    let made = seed_population::run(&ctx, wish, |done| {
        bar.set_position(done);
        if is_log && done >= next_line {
            println!("{done} of {} candidates", wish.candidates);
            next_line = done + wish.candidates / 10;
        }
    })
    .await;
    let took = bar.elapsed();
    bar.finish_and_clear();
    let made = made?;
    println!(
        "{} candidates of {} schools and receiving points, {} rows in {}",
        made.candidates,
        made.units,
        made.rows,
        words(took)
    );
    Ok(())
}

/// Seconds with a tenth.
fn words(took: Duration) -> String {
    format!("{}.{} s", took.as_secs(), took.subsec_millis() / 100)
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
