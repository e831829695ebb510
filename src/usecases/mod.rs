//! What people can do: a folder an actor, a file a verb, one function `run`, one transaction.

pub mod candidate;
pub mod context;
pub mod institution;
pub mod ministry;
pub mod password;
pub mod school;
pub mod system;
pub mod visitor;

pub use context::Ctx;
