//! What people can do: a folder an actor, a file a verb, one function `run`, one transaction.

pub mod audit;
pub mod candidate;
pub mod context;
pub mod institution;
pub mod link_token;
pub mod mail;
pub mod ministry;
pub mod password;
pub mod school;
pub mod second_factor;
pub mod system;
pub mod throttle;
pub mod visitor;

/// What the pages need of the lower layers, which they may not name.
pub use crate::{
    external::citizen_id::{CitizenIdError, SignInAttempt},
    storage::{StorageError, session_store::PostgresSessionStore},
};
pub use context::Ctx;
