//! A database for each test: a copy of a template that is filled once per state of migrations and data.

use sha2::{Digest as _, Sha256};
use sqlx::{Connection as _, Executor as _, PgConnection};

/// What a template is made of; another hash, another template.
fn template_name() -> String {
    let mut hash = Sha256::new();
    for folder in ["migrations", "migrations/reference", "migrations/demo"] {
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .expect("run from the repository's root")
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| path.is_file())
            .collect();
        files.sort();
        for file in files {
            hash.update(std::fs::read(file).expect("a readable file"));
        }
    }
    hash.update(crate::cli::demo_roll_csv());
    hash.update(include_str!("../storage/reference.rs"));
    hash.update(include_str!("../storage/demo.rs"));
    let digest: String = hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("portal_template_{digest}")
}

/// The same database for the application, whose role the migrations make.
pub fn as_application(owner_url: &str) -> String {
    let mut url = url::Url::parse(owner_url).expect("a URL");
    url.set_username("portal_app").expect("a URL with a host");
    url.to_string()
}

/// The URL of a fresh database with reference data and the demo season, as its owner.
#[expect(clippy::disallowed_methods, reason = "tests are told by DATABASE_URL where their server is")]
pub async fn fresh() -> String {
    let server = std::env::var("DATABASE_URL").expect("DATABASE_URL names the server for tests; make test sets it");
    let mut url = url::Url::parse(&server).expect("DATABASE_URL is a URL");
    url.set_path("/postgres");
    let mut admin = PgConnection::connect(url.as_str()).await.expect("PostgreSQL answers");
    let template = template_name();
    url.set_path(&format!("/{template}"));
    // One test fills the template, the others wait: the lock ends with the connection.
    execute(&mut admin, "SELECT pg_advisory_lock(2026)".to_owned()).await;
    let filled: bool =
        sqlx::query_scalar!("SELECT exists(SELECT FROM pg_database WHERE datname = $1) AS \"exists!\"", template)
            .fetch_one(&mut admin)
            .await
            .expect("catalogue");
    if !filled {
        let filling = format!("{template}_filling");
        execute(&mut admin, format!("DROP DATABASE IF EXISTS {filling}")).await;
        execute(&mut admin, format!("CREATE DATABASE {filling} TEMPLATE template0")).await;
        let mut filling_url = url.clone();
        filling_url.set_path(&format!("/{filling}"));
        super::fill_template(filling_url.as_str()).await;
        execute(&mut admin, format!("ALTER DATABASE {filling} RENAME TO {template}")).await;
    }
    execute(&mut admin, "SELECT pg_advisory_unlock(2026)".to_owned()).await;
    let name = format!("portal_test_{}", uuid::Uuid::from_u128(rand::random()).simple());
    execute(&mut admin, format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    url.set_path(&format!("/{name}"));
    url.to_string()
}

async fn execute(connection: &mut PgConnection, statement: String) {
    connection.execute(sqlx::AssertSqlSafe(statement)).await.expect("statement of the test harness");
}
