//! Chaos: N people pay while everything goes wrong, and at the end each đồng is where it belongs.
//!
//! The portal, PostgreSQL and the payment gateway are processes of their own and speak over ports. The gateway
//! misbehaves by lot (`mocks/payment_gateway/faults.rs`); meanwhile the portal is killed, PostgreSQL stopped as if the
//! power had gone, and the gateway taken down, at random moments. Then everything is left alone until nothing is due any
//! more, and the books of both sides are held against each other ([`check`]).
//!
//! The season's clock is moved on, so that a day of questions and refunds passes in minutes; an attempt may be paid for
//! one minute, which is data of the season. Run by tools/chaos_payments.sh: `--payments N --seed S`. Exits with 1 when
//! anything is not as it must be.
#![expect(
    clippy::disallowed_methods,
    reason = "the driver looks at the database as it finds it, and at the real clock"
)]

mod check;
mod mishaps;
mod payer;
mod people;
mod stack;

use std::{error::Error, path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

use clap::Parser;
use portal::{
    domain::{access::Actor, time::Instant},
    usecases::ministry::set_demo_clock,
};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use tokio::{sync::Semaphore, task::JoinSet};

use self::{
    mishaps::Mishaps,
    payer::{Payer, World},
    stack::Stack,
};

/// What went wrong with the driver itself.
pub type Failure = Box<dyn Error + Send + Sync>;

/// How many people are at their payment at the same time.
const AT_ONCE: usize = 32;
/// How many begin in a second.
const BEGIN_PER_SECOND: u32 = 20;
/// However few pay: so long that something can go wrong meanwhile.
const AT_LEAST: Duration = Duration::from_secs(20);
/// The latest notification comes when the time to pay is over by the gateway's own clock.
const LATEST_NOTIFICATION: Duration = Duration::from_secs(70);
/// Within the window of the province group of Huế (16 July 12:00 to 21 July 17:00).
const BEGIN: &str = "2026-07-17T09:00";
/// Of a hundred whose fee is still unpaid, so many try again.
const TRY_AGAIN_PERCENT: u32 = 70;

#[derive(Parser)]
struct Options {
    /// How many people pay
    #[arg(long, default_value_t = 10_000)]
    payments: u32,
    /// What all lots are drawn by
    #[arg(long, default_value_t = 2026)]
    seed: u64,
    /// The program `portal`
    #[arg(long, default_value = "target/debug/portal")]
    portal: PathBuf,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    match run(&options).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprintln!("chaos-payments: NOT as it must be (seed {})", options.seed);
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("chaos-payments: the run itself failed: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Options) -> Result<bool, Failure> {
    let began = std::time::Instant::now();
    let stack = Stack::prepare(&options.portal)?;
    let ctx = stack.context()?;
    let mut lots = StdRng::seed_from_u64(options.seed);
    let candidates = people::make(&ctx, options.payments).await?;
    set_clock(&ctx, BEGIN).await?;
    let stack = Arc::new(stack.start().await?);
    stack.set_faults(&serde_json::json!({ "percent": 60, "seed": options.seed, "most_delay_ms": 3_000 })).await?;
    let world = Arc::new(World::new(&stack, ctx.clone())?);

    println!("{} people pay; seed {}", options.payments, options.seed);
    let mishaps = Mishaps::begin(Arc::clone(&stack), lots.random());
    let window = AT_LEAST.max(Duration::from_secs(u64::from(options.payments / BEGIN_PER_SECOND)));
    let payers: Vec<Payer> = candidates.into_iter().map(|candidate| Payer::draw(candidate, &mut lots)).collect();
    pay(&world, &payers, window, &mut lots).await;
    println!("first round over after {} s", began.elapsed().as_secs());

    // What came to nothing runs out of time; then many try again, and some of them have paid already.
    tokio::time::sleep(Duration::from_secs(10)).await;
    advance(&ctx, 5).await;
    tokio::time::sleep(Duration::from_secs(15)).await;
    let unpaid = people::unpaid(&ctx).await?;
    let mut again: Vec<Payer> = payers.into_iter().filter(|payer| unpaid.contains(&payer.candidate_id())).collect();
    again.retain_mut(|payer| {
        payer.decide_to_pay();
        lots.random_range(0..100) < TRY_AGAIN_PERCENT
    });
    println!("{} of {} unpaid try again", again.len(), unpaid.len());
    pay(&world, &again, AT_LEAST.max(window / 4), &mut lots).await;
    let mishaps = mishaps.end().await;
    println!("second round over after {} s; {mishaps}", began.elapsed().as_secs());

    stack.set_faults(&serde_json::json!({})).await?;
    settle(&ctx, options.payments).await?;
    println!("nothing is due any more after {} s", began.elapsed().as_secs());
    let_statements_come(&ctx).await?;
    let is_right = check::run(&ctx, &stack, &world, mishaps).await?;
    println!("{} s in all", began.elapsed().as_secs());
    stack.stop().await?;
    Ok(is_right)
}

/// Everyone pays, beginning at a moment of their own within `window`.
async fn pay(world: &Arc<World>, payers: &[Payer], window: Duration, lots: &mut StdRng) {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut paying = JoinSet::new();
    for payer in payers {
        let (world, places, payer) = (Arc::clone(world), Arc::clone(&places), payer.clone());
        let wait = window.mul_f64(lots.random());
        paying.spawn(async move {
            tokio::time::sleep(wait).await;
            let Ok(_place) = places.acquire().await else { return };
            payer.pay(&world).await;
        });
    }
    while let Some(done) = paying.join_next().await {
        if let Err(error) = done {
            world.note(format!("a payer did not come to an end: {error}"));
        }
    }
}

/// Lets the season's time pass until nothing is due any more.
async fn settle(ctx: &portal::usecases::Ctx, payments: u32) -> Result<(), Failure> {
    let began = std::time::Instant::now();
    // Each step is a look of the jobs; most steps have little to do.
    for step in 0..400 + payments / 20 {
        if people::due(ctx).await? == 0 && began.elapsed() > LATEST_NOTIFICATION {
            break;
        }
        advance(ctx, if step < 40 { 2 } else { 30 }).await;
        tokio::time::sleep(Duration::from_millis(900)).await;
    }
    Ok(())
}

/// Lets two nights pass, so that every day on which money moved has a statement, and waits until it is compared.
async fn let_statements_come(ctx: &portal::usecases::Ctx) -> Result<(), Failure> {
    advance(ctx, 2 * 24 * 60).await;
    let last = ctx.now().day_in_vietnam().previous_day();
    for _ in 0..200 {
        if people::last_compared_day(ctx).await? >= last {
            break;
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    Ok(())
}

async fn set_clock(ctx: &portal::usecases::Ctx, moment: &str) -> Result<(), Failure> {
    let moment = Instant::parse(moment).ok_or("no such moment")?;
    Ok(set_demo_clock::run(ctx, &Actor::System, moment).await?)
}

/// Moves the season's clock on. The database may be down for a moment.
async fn advance(ctx: &portal::usecases::Ctx, minutes: i64) {
    for _ in 0..100 {
        if ctx.refresh_demo_clock().await.is_ok()
            && set_demo_clock::run(ctx, &Actor::System, ctx.now().plus_minutes(minutes)).await.is_ok()
        {
            return;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
