//! The dry run of a class list, rows a second, as a ratio to a bare `COPY FROM` of the same file by psql; and whether its
//! memory stays flat. `make bench` runs it by tools/bench_rolls.sh.
//!
//! The file has one wrong row in a hundred. The dry run is all of it: reading the file out of the database, decoding, every
//! check, the staging table, the comparison with the roll, the verdict of each row. psql copies the file from disk into a
//! table of texts without an index, and tells the time itself, without its start. They take turns on the same server.
//! Needs a database server (`DATABASE_URL`, an owner of databases) and `psql`; `-- 5000` as argument takes fewer rows.

mod list;
mod memory;

use std::{
    error::Error,
    fs,
    process::Command,
    time::{Duration, Instant},
};

use portal::{
    domain::{access::Actor, ids::SeasonYear},
    testing::TestApp,
    usecases::{school::import_roll::RollUpload, system::check_rolls},
};

const ROWS: u32 = 100_000;
const TURNS: u32 = 5;
const LIMIT: f64 = 0.4;
/// A file of a tenth of the rows may need so much of the memory of the whole at least.
const FLAT_LIMIT: f64 = 0.5;
const SCHOOL: &str = "truong.songhuong@demo.example.vn";

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let rows = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(ROWS);
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(run(rows))
}

async fn run(rows: u32) -> Result<(), Failure> {
    let app = TestApp::start("2026-04-12T09:00").await;
    let school = app.staff(SCHOOL).await;
    let url = app.ctx.config.database.owner_url.clone();
    psql(
        &url,
        &["-c", &format!("CREATE TABLE plain ({})", list::COLUMNS.map(|name| format!("{name} text")).join(", "))],
    )?;
    let path = std::env::temp_dir().join("portal-bench-roll.csv");

    // A small file first: it warms the server, and tells what the same work needs for fewer rows.
    let small = dry_run(&app, &school, &list::file(rows / 10, 0)).await?;
    let (mut by_portal, mut by_psql, mut memory) = (Duration::ZERO, Duration::ZERO, 0);
    for turn in 1..=TURNS {
        let file = list::file(rows, turn);
        let run = dry_run(&app, &school, &file).await?;
        if run.wrong != i64::from(rows.div_ceil(list::WRONG_ONE_IN)) {
            return Err(format!("{} rows were wrong", run.wrong).into());
        }
        by_portal += run.time;
        memory = memory.max(run.grown_kib);
        fs::write(&path, &file)?;
        by_psql += copy(&url, &path.to_string_lossy())?;
    }
    fs::remove_file(&path)?;
    let rate = |time: Duration| f64::from(rows * TURNS) / time.as_secs_f64();
    println!("{rows} rows, one in {} wrong, {TURNS} turns", list::WRONG_ONE_IN);
    println!("rows a second: the dry run {:.0}, COPY FROM by psql {:.0}", rate(by_portal), rate(by_psql));
    row("rows a second of the dry run / COPY FROM", rate(by_portal) / rate(by_psql), LIMIT);
    println!("memory that the dry run took at its peak, KiB: {memory}; of a tenth of the rows: {}", small.grown_kib);
    row("peak memory of a tenth of the rows / of all", small.grown_kib as f64 / memory.max(1) as f64, FLAT_LIMIT);
    Ok(())
}

/// What a dry run took.
struct DryRun {
    time: Duration,
    grown_kib: u64,
    wrong: i64,
}

/// Uploads the file, which is not measured, and checks it, which is.
async fn dry_run(app: &TestApp, school: &Actor, file: &[u8]) -> Result<DryRun, Failure> {
    let mut upload = RollUpload::begin()?;
    for piece in file.chunks(64 * 1024) {
        upload.add(piece).await?;
    }
    let uploaded = upload.finish(&app.ctx, school, SeasonYear(2026), "bench.csv").await?;
    let before_kib = memory::begin()?;
    let began = Instant::now();
    check_rolls::run(&app.ctx).await?;
    let time = began.elapsed();
    let grown_kib = memory::peak_kib()?.saturating_sub(before_kib);
    let wrong: i64 = sqlx::query_scalar!(
        r#"SELECT rows_wrong::bigint AS "wrong!" FROM roll_import WHERE id = $1 AND state = 'checked'"#,
        uploaded.id.0
    )
    .fetch_one(app.owner())
    .await?;
    Ok(DryRun { time, grown_kib, wrong })
}

/// Copies the file into the emptied table; how long that took, by psql's own clock.
fn copy(url: &str, path: &str) -> Result<Duration, Failure> {
    psql(url, &["-c", "TRUNCATE plain"])?;
    let told = psql(url, &["-c", "\\timing on", "-c", &format!("\\copy plain FROM '{path}' CSV HEADER")])?;
    let milliseconds = told.split_once("Time: ").and_then(|(_, rest)| rest.split(' ').next()?.parse::<f64>().ok());
    Ok(Duration::from_secs_f64(milliseconds.ok_or_else(|| format!("psql tells no time: {told}"))? / 1_000.0))
}

fn psql(url: &str, arguments: &[&str]) -> Result<String, Failure> {
    let output = Command::new("psql").args(["-X", "-v", "ON_ERROR_STOP=1", "-d", url]).args(arguments).output()?;
    if !output.status.success() {
        return Err(format!("psql: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// One line of the table that all benches print.
fn row(name: &str, ratio: f64, limit: f64) {
    let verdict = if ratio >= limit { "meets the limit" } else { "MISSES" };
    println!("{name:<66}{ratio:>9.2}{limit:>7}  {verdict}");
}
