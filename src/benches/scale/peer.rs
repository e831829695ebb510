//! COPY by psql: out of the database that was seeded, and into another that has all but these people.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use portal::{testing::TestApp, usecases::system::seed_population::population_tables};

use crate::Failure;

/// What the people refer to.
const PLACES: [&str; 4] = ["department", "high_school", "registration_unit", "staff"];

/// Copies everything that was seeded in `seeded` into `empty`; gives how long the way in took and how many bytes it was.
pub fn copy(seeded: &TestApp, empty: &TestApp) -> Result<(Duration, u64), Failure> {
    let (from, to) = (&seeded.ctx.config.database.owner_url, &empty.ctx.config.database.owner_url);
    let folder = env::temp_dir().join(format!("portal-bench-scale-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let file = |table: &str| folder.join(table);
    for table in PLACES.into_iter().chain(population_tables()) {
        psql(from, &format!("\\copy (SELECT * FROM {table}) TO '{}'", file(table).display()))?;
    }
    psql(to, "DELETE FROM school_roll_entry")?;
    for table in PLACES {
        let script = format!(
            "CREATE TEMPORARY TABLE incoming (LIKE {table});\n\\copy incoming FROM '{}'\n\
             INSERT INTO {table} SELECT * FROM incoming ON CONFLICT DO NOTHING;",
            file(table).display()
        );
        psql(to, &script)?;
    }
    // psql copies as whoever owns the tables, so it passes their policies as the seed does.
    let each = |statement: &dyn Fn(&str) -> String| population_tables().map(statement).collect::<String>();
    let script = [
        "BEGIN;\n".to_owned(),
        each(&|table| format!("ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;\n")),
        each(&|table| format!("\\copy {table} FROM '{}'\n", file(table).display())),
        each(&|table| format!("ALTER TABLE {table} FORCE ROW LEVEL SECURITY;\n")),
        "COMMIT;\n".to_owned(),
    ];
    let bytes = population_tables().map(|table| bytes_of(&file(table))).sum::<Result<u64, _>>()?;
    let began = Instant::now();
    psql(to, &script.concat())?;
    let took = began.elapsed();
    fs::remove_dir_all(&folder)?;
    Ok((took, bytes))
}

fn bytes_of(path: &Path) -> std::io::Result<u64> {
    Ok(fs::metadata(path)?.len())
}

/// Runs a script of statements and backslash commands.
fn psql(url: &str, script: &str) -> Result<(), Failure> {
    let path: PathBuf = env::temp_dir().join(format!("portal-bench-scale-{}.sql", std::process::id()));
    fs::write(&path, script)?;
    let output = Command::new("psql")
        .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-f"])
        .arg(&path)
        .env("PGOPTIONS", "-c portal.actor_kind=system")
        .output()?;
    fs::remove_file(&path)?;
    if !output.status.success() {
        return Err(format!("psql: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(())
}
