//! What people can do: a folder an actor, a file a verb, one function `run`, one transaction.

pub mod alerts;
pub mod amendment;
pub mod audit;
pub mod auditor;
pub mod candidate;
pub mod context;
pub mod department;
pub mod exam_notice;
mod files;
pub mod heavy_work;
pub mod institution;
pub mod lead;
pub mod link_token;
pub mod mail;
pub mod ministry;
pub mod password;
mod picture;
mod qr_picture;
pub mod registry_case;
pub mod roll_file;
pub mod school;
pub mod second_factor;
pub mod staff;
pub mod support;
pub mod system;
pub mod throttle;
pub mod visitor;

use crate::storage::session_store::StoreClock;

/// What the pages need of the lower layers, which they may not name.
pub use crate::{
    config::{LimitsConfig, TrustedProxies},
    external::citizen_id::{CitizenIdError, CitizenSignIn, InvalidReason, Outage, ServiceHealth, SignInAttempt},
    storage::{
        StorageError,
        session_store::{FACTS as SESSION_FACTS, PostgresSessionStore},
    },
};
pub use context::Ctx;

/// The sessions of the portal, by the machine's clock.
#[must_use]
pub fn session_store(ctx: &Ctx) -> PostgresSessionStore {
    let clock = ctx.clock.clone();
    PostgresSessionStore::new(ctx.db.clone(), StoreClock::new(move || clock.machine_now()))
}
