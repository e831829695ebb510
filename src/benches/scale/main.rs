//! What a big season costs. Three questions:
//!
//! * How long `portal seed --candidates N` takes against psql that copies the same bytes into a database with the same
//!   indexes and constraints: the use case is timed whole, with making people up, places, staff and the planner's
//!   statistics; of psql the COPY alone.
//! * Whether a school notices the size of the country: the first page of its queue, a record, and its classes in
//!   figures, each with N candidates in the database against 10,000, in schools of about the same size, by turns.
//! * Whether the 10,000th page of a list costs more than the first: the audit log with an entry a candidate, as an auditor
//!   turns its pages.
//!
//! Needs a database server (`DATABASE_URL`, an owner of databases) and `psql`. Arguments: candidates of the big and of the
//! small database, e.g. `-- 100000 10000`; 1,000,000 and 10,000 otherwise.

#![expect(clippy::disallowed_methods, reason = "the bench looks at databases that it makes itself, as it finds them")]

#[path = "../rolls/memory.rs"]
mod memory;
mod peer;

use std::{
    error::Error,
    time::{Duration, Instant},
};

use portal::{
    domain::{
        access::Actor,
        audit::EntryKey,
        ids::{ExamRegistrationId, SeasonYear},
        season::Season,
        time::Instant as Moment,
    },
    testing::TestApp,
    usecases::{
        auditor::search_log::{self, PAGE_ROWS, SearchForm},
        school::{view_classes, view_queue, view_registration},
        system::seed_population::{self, Made, Wish},
        visitor::view_season,
    },
};
use uuid::Uuid;

type Failure = Box<dyn Error + Send + Sync>;

const BIG: u64 = 1_000_000;
const SMALL: u64 = 10_000;
const SEED: u64 = 2026;
const SEED_LIMIT: f64 = 2.0;
const READ_LIMIT: f64 = 1.5;
/// Within the review, when most is to be done.
const NOW: &str = "2026-05-04T09:00";
const AUDITOR: &str = "kiemtoan@demo.example.vn";
/// Schools of about so many are compared.
const SCHOOL_SIZE: i64 = 300;
const TURNS: usize = 60;
const LAST_PAGE: u64 = 10_000;

fn main() -> Result<(), Failure> {
    let mut numbers = std::env::args().skip(1).filter_map(|argument| argument.parse().ok());
    let (big, small) = (numbers.next().unwrap_or(BIG), numbers.next().unwrap_or(SMALL));
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(run(big, small))
}

async fn run(big: u64, small: u64) -> Result<(), Failure> {
    let small_app = TestApp::start(NOW).await;
    let before_kib = memory::begin()?;
    let (_, small_took) = seed(&small_app, small).await?;
    let small_kib = memory::peak_kib()?.saturating_sub(before_kib);
    println!("{small} candidates seeded in {:.1} s; memory at the peak, KiB: {small_kib}", small_took.as_secs_f64());

    let big_app = TestApp::start(NOW).await;
    let before_kib = memory::begin()?;
    let (made, by_portal) = seed(&big_app, big).await?;
    let big_kib = memory::peak_kib()?.saturating_sub(before_kib);
    let rows = made.rows as f64;
    println!(
        "{big} candidates of {} units, {} rows seeded in {:.1} s; memory at the peak, KiB: {big_kib}",
        made.units,
        made.rows,
        by_portal.as_secs_f64()
    );
    {
        let empty_app = TestApp::start(NOW).await;
        let (by_psql, bytes) = peer::copy(&big_app, &empty_app)?;
        println!("the same {} MB copied by psql in {:.1} s", bytes / 1_000_000, by_psql.as_secs_f64());
        println!(
            "rows a second: portal {:.0}, psql {:.0}",
            rows / by_portal.as_secs_f64(),
            rows / by_psql.as_secs_f64()
        );
        row(&format!("seed of {big} / COPY by psql"), by_portal.as_secs_f64() / by_psql.as_secs_f64(), SEED_LIMIT);
        drop_database(empty_app, &big_app).await?;
    }
    for app in [&small_app, &big_app] {
        fill_log(app).await?;
        sqlx::raw_sql("VACUUM ANALYZE").execute(app.owner()).await?;
    }
    school_reads(&Reader::of(&small_app).await?, &Reader::of(&big_app).await?).await?;
    log_pages(&big_app, big).await
}

async fn seed(app: &TestApp, candidates: u64) -> Result<(Made, Duration), Failure> {
    let began = Instant::now();
    let made = seed_population::run(&app.owner_ctx(), Wish { candidates, seed: SEED }, |_| {}).await?;
    Ok((made, began.elapsed()))
}

/// Gives the disk back; `other` is on the same server.
async fn drop_database(app: TestApp, other: &TestApp) -> Result<(), Failure> {
    let name: String = sqlx::query_scalar("SELECT current_database()::text").fetch_one(app.owner()).await?;
    app.owner().close().await;
    // Its other connections end with it, a moment later.
    drop(app);
    let statement = format!("DROP DATABASE {name}");
    for _ in 0..100 {
        if sqlx::query(sqlx::AssertSqlSafe(statement.clone())).execute(other.owner()).await.is_ok() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    println!("(the database {name} stays: somebody is still connected)");
    Ok(())
}

/// An entry of the log for each candidate, a second after the other.
async fn fill_log(app: &TestApp) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO audit_log (id, at, recorded_at, actor_kind, action, tenant_kind, tenant, candidate_id, purpose)
         SELECT gen_random_uuid(), now(), now() - row_number() OVER () * interval '1 second', 'system',
                'exam_registration.view', 'unit', registration_unit_id::text, id, 'verification' FROM candidate",
    )
    .execute(app.owner())
    .await?;
    Ok(())
}

/// A school, and what it looks at.
struct Reader<'a> {
    app: &'a TestApp,
    season: Season,
    school: Actor,
    size: i64,
    records: Vec<ExamRegistrationId>,
}

impl<'a> Reader<'a> {
    /// The school of the database that is nearest to the size that is compared.
    async fn of(app: &'a TestApp) -> Result<Self, Failure> {
        let (unit, code, size): (Uuid, String, i64) = sqlx::query_as(
            "SELECT unit.id, unit.department_code || unit.unit_code, count(*) FROM registration_unit AS unit
             JOIN candidate ON candidate.registration_unit_id = unit.id
             JOIN exam_registration AS form ON form.candidate_id = candidate.id
             WHERE unit.high_school_code IS NOT NULL
             GROUP BY unit.id HAVING count(*) FILTER (WHERE form.state = 'submitted') > count(*) / 5
             ORDER BY abs(count(*) - $1), 2 LIMIT 1",
        )
        .bind(SCHOOL_SIZE)
        .fetch_one(app.owner())
        .await?;
        let records: Vec<Uuid> = sqlx::query_scalar(
            "SELECT form.id FROM exam_registration AS form JOIN candidate ON candidate.id = form.candidate_id
             WHERE candidate.registration_unit_id = $1 AND form.state = 'submitted' ORDER BY form.id LIMIT 20",
        )
        .bind(unit)
        .fetch_all(app.owner())
        .await?;
        Ok(Self {
            app,
            season: view_season::run(&app.ctx).await?,
            school: app.staff(&format!("truong.{code}@seed.example.vn")).await,
            size,
            records: records.into_iter().map(ExamRegistrationId).collect(),
        })
    }

    async fn queue(&self) -> Result<Duration, Failure> {
        let began = Instant::now();
        let page = view_queue::run(&self.app.ctx, &self.school, &self.season, None, None).await?;
        let took = began.elapsed();
        if page.is_none_or(|page| page.rows.len() != view_queue::PAGE_ROWS) {
            return Err("the first page of the queue is not full".into());
        }
        Ok(took)
    }

    async fn record(&self, turn: usize) -> Result<Duration, Failure> {
        let id = self.records.get(turn % self.records.len().max(1)).ok_or("a school without submissions")?;
        let began = Instant::now();
        let record = view_registration::run(&self.app.ctx, &self.school, &self.season, *id).await?;
        let took = began.elapsed();
        record.ok_or("a record that is not there")?;
        Ok(took)
    }

    async fn classes(&self) -> Result<Duration, Failure> {
        let began = Instant::now();
        let classes = view_classes::progress(&self.app.ctx, &self.school, self.season.year).await?;
        let took = began.elapsed();
        if classes.is_none_or(|classes| classes.is_empty()) {
            return Err("a school without classes".into());
        }
        Ok(took)
    }
}

/// How long the same took here and there, turn by turn.
#[derive(Default)]
struct Times {
    small: Vec<Duration>,
    big: Vec<Duration>,
}

impl Times {
    fn tell(mut self, name: &str) {
        let median = |times: &mut Vec<Duration>| {
            times.sort_unstable();
            times.get(times.len() / 2).copied().unwrap_or_default().as_secs_f64() * 1_000.0
        };
        let (small, big) = (median(&mut self.small), median(&mut self.big));
        println!("{name}, median in ms: {small:.2} and {big:.2}");
        row(name, big / small, READ_LIMIT);
    }
}

async fn school_reads(small: &Reader<'_>, big: &Reader<'_>) -> Result<(), Failure> {
    println!("schools of {} and {} candidates, {TURNS} turns", small.size, big.size);
    let (mut queue, mut record, mut classes) = (Times::default(), Times::default(), Times::default());
    for turn in 0..=TURNS {
        let times = [
            (small.queue().await?, big.queue().await?),
            (small.record(turn).await?, big.record(turn).await?),
            (small.classes().await?, big.classes().await?),
        ];
        // The first turn warms up.
        for (all, (small, big)) in [&mut queue, &mut record, &mut classes].into_iter().zip(times).filter(|_| turn > 0) {
            all.small.push(small);
            all.big.push(big);
        }
    }
    queue.tell("queue, first page: big / small database");
    record.tell("a record: big / small database");
    classes.tell("the unit in figures: big / small database");
    Ok(())
}

/// The first page of the audit log and its 10,000th, or the last full one of a shorter log.
async fn log_pages(app: &TestApp, candidates: u64) -> Result<(), Failure> {
    let entries: i64 = sqlx::query_scalar("SELECT count(*) FROM audit_log").fetch_one(app.owner()).await?;
    let page_rows = PAGE_ROWS as u64;
    let page = (u64::try_from(entries)? / page_rows).clamp(2, LAST_PAGE);
    let (recorded_at, id): (time::OffsetDateTime, Uuid) =
        sqlx::query_as("SELECT recorded_at, id FROM audit_log ORDER BY recorded_at DESC, id DESC OFFSET $1 LIMIT 1")
            .bind(i64::try_from((page - 1) * page_rows - 1)?)
            .fetch_one(app.owner())
            .await?;
    let auditor = app.staff(AUDITOR).await;
    let far = EntryKey { recorded_at: Moment::from_utc(recorded_at), id };
    let mut times = Times::default();
    for turn in 0..=TURNS {
        let (first, last) = (log_page(app, &auditor, None).await?, log_page(app, &auditor, Some(far)).await?);
        if turn > 0 {
            times.small.push(first);
            times.big.push(last);
        }
    }
    times.tell(&format!("audit log of {candidates} candidates: page {page} / page 1"));
    Ok(())
}

async fn log_page(app: &TestApp, auditor: &Actor, after: Option<EntryKey>) -> Result<Duration, Failure> {
    let began = Instant::now();
    let found = search_log::run(&app.ctx, auditor, SeasonYear(2026), &SearchForm::default(), after).await?;
    let took = began.elapsed();
    if found.rows.len() != PAGE_ROWS {
        return Err("a page of the log is not full".into());
    }
    Ok(took)
}

/// One line of the table that all benches print.
fn row(name: &str, ratio: f64, limit: f64) {
    let verdict = if ratio <= limit { "meets the limit" } else { "MISSES" };
    println!("{name:<66}{ratio:>9.2}{limit:>7}  {verdict}");
}
