//! The test application: the whole portal in process, on a database of its own, with a frozen clock and
//! seeded randomness. Tests speak to it as a browser does: paths, forms and cookies.

mod browser;
mod database;
mod payers;
mod portrait;

use std::sync::Arc;

use axum::Router;
use sqlx::PgPool;

pub use browser::{Answer, Browser, FormFile};
pub use database::as_application;
pub use payers::insert_payers;
pub use portrait::drawn_portrait;

use crate::{
    config::Config,
    domain::{
        access::Actor,
        candidate::{
            citizen_id::{IdentityKind, IdentityNumber},
            kind::Sex,
            name::FullName,
        },
        time::{Instant, parse_date},
    },
    external::{
        citizen_id::{AssuranceLevel, CitizenIdentity},
        object_store::ObjectFileStore,
    },
    mocks::citizen_id::personas::{self, Assurance, Document, by_slug},
    storage::{Db, staff::staff_fetch_by_email},
    usecases::{
        Ctx,
        context::{Clock, Rng},
        system::{load_reference, seed_demo},
        visitor::sign_in_citizen::{self, SignInOutcome},
    },
    web::router::router,
};

/// The portal under test.
#[derive(Debug)]
pub struct TestApp {
    /// What use cases are given; `ctx.clock.advance` moves time on.
    pub ctx: Ctx,
    owner: Db,
    router: Router,
}

impl TestApp {
    /// A portal with reference data and the demo season at `now` (Vietnam, e.g. `2026-07-05T09:00`), on a
    /// fresh database of the server that `DATABASE_URL` names.
    ///
    /// # Panics
    /// When the database server is not there: a test without it says nothing.
    pub async fn start(now: &str) -> Self {
        Self::start_with(now, &[]).await
    }

    /// The same with settings of its own, e.g. the addresses of mocks.
    ///
    /// # Panics
    /// As [`TestApp::start`].
    pub async fn start_with(now: &str, settings: &[(&str, String)]) -> Self {
        let owner_url = database::fresh().await;
        let database_url = database::as_application(&owner_url);
        let lookup = |name: &str| match name {
            "DATABASE_URL" => Some(database_url.clone()),
            "DATABASE_OWNER_URL" => Some(owner_url.clone()),
            "PORTAL_DEMO" => Some("on".to_owned()),
            // The clock stands still: a test that is not about this limit must not meet it.
            "PORTAL_WRITES_BURST" if !settings.iter().any(|(setting, _)| *setting == name) => Some("100000".to_owned()),
            _ => settings.iter().find(|(setting, _)| *setting == name).map(|(_, value)| value.clone()),
        };
        let config = Config::read(&lookup).expect("test settings");
        let clock = Clock::frozen(Instant::parse(now).expect("a moment like 2026-07-05T09:00"));
        let db = Db::connect_lazy(&config.database.url, 4).expect("database url");
        let mut ctx = Ctx::new(db, config, clock, Rng::seeded(2026)).expect("test settings");
        // Of one test alone, as the database is.
        ctx.external.files = Arc::new(ObjectFileStore::in_memory());
        let owner = Db::connect_owner_lazy(&ctx.config.database.owner_url, 4).expect("database url");
        let router = router(ctx.clone());
        Self { ctx, owner, router }
    }

    /// The database as its owner sees it, who acts as the portal itself: for tests that look at what was stored.
    #[must_use]
    pub const fn owner(&self) -> &PgPool {
        self.owner.pool()
    }

    /// What use cases are given by the commands that load as the owner, e.g. `portal import`.
    #[must_use]
    pub fn owner_ctx(&self) -> Ctx {
        Ctx { db: self.owner.clone(), ..self.ctx.clone() }
    }

    /// Serves the portal on a port as well, for the services outside that call it. Settings that name the port
    /// have to be there before the start, hence the listener comes first.
    pub fn listen_on(&self, listener: tokio::net::TcpListener) {
        let router = self.router.clone();
        tokio::spawn(async move { crate::web::server::serve(listener, router, std::future::pending()).await });
    }

    /// A browser without a session.
    #[must_use]
    pub fn browser(&self) -> Browser {
        Browser::new(self.router.clone())
    }

    /// A browser that is signed in as `actor`.
    pub async fn browser_as(&self, actor: &Actor) -> Browser {
        let mut browser = self.browser();
        browser.sign_in(&self.ctx, actor).await;
        browser
    }

    /// The citizen-ID mock's person of this slug (e.g. `an`), signed in as a candidate by the real use case.
    ///
    /// # Panics
    /// When there is no such person, or they are on no school's roll.
    pub async fn candidate(&self, slug: &str) -> Actor {
        let persona = by_slug(slug).expect("a persona");
        let number = match persona.document {
            Document::PersonalId(number) => IdentityNumber::parse(IdentityKind::PersonalId, number),
            Document::Passport(number) => IdentityNumber::parse(IdentityKind::Passport, number),
        };
        let identity = CitizenIdentity {
            subject: persona.subject(),
            identity_number: number.expect("a number"),
            full_name: FullName::parse(persona.full_name).expect("a name"),
            birth_date: parse_date(persona.birth_date).expect("a day"),
            sex: if persona.sex == personas::Sex::Female { Sex::Female } else { Sex::Male },
            assurance_level: match persona.assurance {
                Assurance::Level1 => AssuranceLevel::Level1,
                Assurance::Level2 => AssuranceLevel::Level2,
            },
            authenticated_at: self.ctx.clock.machine_now(),
        };
        match sign_in_citizen::run(&self.ctx, &identity).await.expect("database") {
            SignInOutcome::Candidate(candidate) => Actor::Candidate(candidate),
            other => unreachable!("{slug}: {other:?}"),
        }
    }

    /// The demo account with this e-mail address.
    ///
    /// # Panics
    /// When the demo season has no such account.
    pub async fn staff(&self, email: &str) -> Actor {
        let mut tx = self.ctx.db.begin(&Actor::System).await.expect("database");
        let account = staff_fetch_by_email(&mut tx, email).await.expect("database").expect("a demo account");
        Actor::Staff(account.actor)
    }
}

/// Migrates and fills the template that every test's database is copied from.
async fn fill_template(database_url: &str) {
    let lookup = |name: &str| match name {
        "DATABASE_URL" => Some(database_url.to_owned()),
        "PORTAL_DEMO" => Some("on".to_owned()),
        _ => None,
    };
    let config = Config::read(&lookup).expect("test settings");
    let db = Db::connect_owner_lazy(database_url, 2).expect("database url");
    let ctx = Ctx::new(db, config, Clock::system(), Rng::seeded(1)).expect("test settings");
    load_reference::run(&ctx).await.expect("reference data");
    seed_demo::run(&ctx, &crate::cli::demo_roll_csv()).await.expect("demo season");
    ctx.db.pool().close().await;
}
