//! Makes a population of any size: schools in all provinces, their staff, and candidates at every stage of the exam
//! registration, with papers and, where numbers were given out, marks. The same for the same seed on the same database.
//!
//! How many sit where and what comes of it follows what was published of 2026 (`marks`); names, numbers and addresses are
//! invented. Units are made up apart from each other, each from the seed and its place, by as many threads as there are
//! processors, and written in their order by COPY in one transaction: all of them are there, or nobody. Meanwhile the
//! tables are the seed's alone, so a portal on the same database waits.
//!
//! No portraits and no evidence: files would be most of the work, and the registrations say, as those from before files
//! were asked for, that there are none. No preference lists: the matching has a season of its own
//! (src/benches/matching), and the demo has candidates with lists.

mod forms;
mod history;
mod marks;
mod people;
mod places;
mod unit;

use std::{collections::HashMap, sync::Arc, thread};

use futures::{StreamExt as _, stream};
use serde_json::json;
use uuid::Uuid;

use self::{
    marks::Published,
    places::{Country, Plan, PlannedUnit},
    unit::Season,
};
use crate::{
    domain::{
        access::Actor,
        candidate::{kind::CandidateKind, priority::CommuneArea},
        exam::{sections::RegistrationRules, state::ExamWindows},
        ids::DepartmentCode,
        season,
    },
    storage::{
        StorageError, Tx,
        exam_reference::{categories_fetch, communes_fetch, ethnic_groups_fetch},
        exam_seat::council_hold,
        population::{
            Batch, SeedProvince, candidate_numbers_reserve, form_numbers_reserve, population_add, population_begin,
            population_end, population_exists, seed_provinces_prepare, seed_staff_insert, seed_units_insert,
        },
        season::season_require_current,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        context::Rng,
        password::PasswordError,
        system::seed_demo::DEMO_PASSWORD,
    },
};

pub use crate::storage::population::population_tables;

/// The most that one seed makes.
pub const MOST: u64 = 5_000_000;
/// Candidates of a batch, about.
const OF_A_BATCH: u64 = 2_000;
/// Numbers of candidates begin here: below are the real ones of the demo's marks.
const LEAST_NUMBER: u32 = 500_001;

/// How many, and which.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// Candidates, on rolls at least.
    pub candidates: u64,
    /// Another seed, other people.
    pub seed: u64,
}

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Made {
    /// Schools and receiving points.
    pub units: usize,
    /// Candidates.
    pub candidates: u64,
    /// Rows written by COPY.
    pub rows: u64,
}

/// Why nobody was made.
#[derive(Debug, thiserror::Error)]
pub enum SeedPopulationError {
    /// Accounts with a known password belong into a demo alone.
    #[error("made-up people can be seeded in a demo alone (PORTAL_DEMO=on)")]
    NotADemo,
    /// None, or more than there are numbers for.
    #[error(
        "between 1 and {MOST} candidates can be seeded at once, and of a province no more than there are numbers for"
    )]
    Number,
    /// Some are there already.
    #[error("there are made-up people in this database already: seed an empty one")]
    AlreadyThere,
    /// The season has no windows in which to register, or rules that the forms do not keep.
    #[error("the season's calendar and rules allow no such registrations")]
    Season,
    /// The password could not be hashed.
    #[error(transparent)]
    Hashing(#[from] PasswordError),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A thread that made people up did not come to its end.
    #[error("a part of the population was not made up")]
    Broken,
}

/// Makes them; `told` is told how many candidates are written.
///
/// # Errors
/// What [`SeedPopulationError`] says; nobody is there then.
pub async fn run(ctx: &Ctx, wish: Wish, mut told: impl FnMut(u64)) -> Result<Made, SeedPopulationError> {
    if !ctx.config.is_demo {
        return Err(SeedPopulationError::NotADemo);
    }
    if !(1..=MOST).contains(&wish.candidates) {
        return Err(SeedPopulationError::Number);
    }
    // Whatever is drawn from the context while seeding comes from the seed too.
    let seeded = Ctx { rng: Rng::seeded(wish.seed), ..ctx.clone() };
    let mut tx = ctx.db.begin(&Actor::System).await?;
    if population_exists(&mut tx).await? {
        return Err(SeedPopulationError::AlreadyThere);
    }
    let current = season_require_current(&mut tx).await?;
    let (season, units) = prepare(&mut tx, &seeded, &current, wish).await?;
    let (season, year, unit_count) = (Arc::new(season), current.year, units.len());
    population_begin(&mut tx).await?;
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut batches = stream::iter(chunks(units))
        .map(|units| {
            let season = Arc::clone(&season);
            let size: u64 = units.iter().map(|(unit, _)| unit.size).sum();
            tokio::task::spawn_blocking(move || {
                let work: Option<Vec<_>> = units.iter().map(|(unit, lead)| unit::work(&season, unit, *lead)).collect();
                work.map(|work| (size, Batch::of(year, &work)))
            })
        })
        .buffered(threads + 1);
    let (mut done, mut rows) = (0, 0);
    while let Some(made) = batches.next().await {
        let (size, batch) = made.map_err(|_| SeedPopulationError::Broken)?.ok_or(SeedPopulationError::Season)?;
        rows += population_add(&mut tx, batch).await?;
        done += size;
        told(done);
    }
    population_end(&mut tx).await?;
    let act = Act::new("demo_population.seed").with(json!({ "candidates": done }));
    audit::record(&mut tx, ctx, &Actor::System, act).await?;
    tx.commit().await?;
    Ok(Made { units: unit_count, candidates: done, rows })
}

/// The plan, written as far as it is places and staff; each unit with who leads its department.
async fn prepare(
    tx: &mut Tx,
    ctx: &Ctx,
    current: &season::Season,
    wish: Wish,
) -> Result<(Season, Vec<Led>), SeedPopulationError> {
    let windows = ExamWindows::of(current).ok_or(SeedPopulationError::Season)?;
    let provinces = seed_provinces_prepare(tx, current.year).await?;
    let published = Published::read();
    let mut next_numbers = HashMap::new();
    for province in &provinces {
        let (_, next) = council_hold(tx, &DepartmentCode(province.code.clone()), current.year).await?;
        next_numbers.insert(province.code.clone(), next.max(LEAST_NUMBER));
    }
    let areas = commune_areas(tx, current, &provinces).await?;
    let country = Country { provinces: &provinces, areas: &areas, published: &published, next_numbers: &next_numbers };
    let plan = Plan::make(ctx, &country, wish.candidates, wish.seed, windows.opens_at);
    let Plan { units, staff, leads, next_numbers } = plan.ok_or(SeedPopulationError::Number)?;
    let password_hash = ctx.passwords.hash_unchecked(&ctx.rng, DEMO_PASSWORD).await?;
    let kept: Vec<_> = units.iter().map(|planned| planned.unit.clone()).collect();
    seed_units_insert(tx, &kept).await?;
    seed_staff_insert(tx, &staff, &password_hash, windows.opens_at).await?;
    for (department, next) in &next_numbers {
        candidate_numbers_reserve(tx, department, current.year, *next).await?;
    }
    let count = i64::try_from(wish.candidates).map_err(|_| SeedPopulationError::Number)?;
    let first_form_number = form_numbers_reserve(tx, count).await?;
    let season = Season {
        seed: wish.seed,
        rules: rules(tx, current, &provinces).await?,
        windows,
        room_size: current.rules.exam_room_size,
        choices: provinces.iter().map(|province| published.choices(&province.code)).collect(),
        published,
        provinces,
        first_form_number,
    };
    let led = units.into_iter().map(|unit| leads.get(&unit.unit.department).map(|lead| (unit, lead.0)));
    let led: Option<Vec<_>> = led.collect();
    Ok((season, led.ok_or(SeedPopulationError::Season)?))
}

async fn commune_areas(
    tx: &mut Tx,
    current: &season::Season,
    provinces: &[SeedProvince],
) -> Result<HashMap<String, CommuneArea>, StorageError> {
    let codes: Vec<String> =
        provinces.iter().flat_map(|province| &province.communes).map(|(code, _)| code.clone()).collect();
    let communes = communes_fetch(tx, current.year, &codes).await?;
    Ok(communes.into_iter().map(|commune| (commune.code, commune.area)).collect())
}

/// The season's rules for anybody, with the codes that anybody may name, and without files.
async fn rules(
    tx: &mut Tx,
    current: &season::Season,
    provinces: &[SeedProvince],
) -> Result<RegistrationRules, StorageError> {
    let mut rules = RegistrationRules::new(CandidateKind::CurrentGrade12, current.year.0);
    rules.exam = current.rules.exam;
    rules.known.provinces.extend(provinces.iter().map(|province| province.code.clone()));
    rules.known.ethnic_groups.extend(ethnic_groups_fetch(tx).await?.into_iter().map(|group| group.code));
    let categories = categories_fetch(tx, current.year).await?.into_iter();
    rules.known.categories.extend(categories.map(|category| (category.code, category.group)));
    Ok(rules)
}

/// A unit and the account that leads its department.
type Led = (PlannedUnit, Uuid);

/// Units in a row that together have about as many as a batch holds.
fn chunks(units: Vec<Led>) -> Vec<Vec<Led>> {
    let (mut chunks, mut chunk, mut size) = (Vec::new(), Vec::new(), 0);
    for unit in units {
        size += unit.0.size;
        chunk.push(unit);
        if size >= OF_A_BATCH {
            chunks.push(std::mem::take(&mut chunk));
            size = 0;
        }
    }
    chunks.push(chunk);
    chunks
}
