//! The audit log: its chain, what candidates read of it, what they ask, and what auditors do.

mod access_log;
mod auditor;
mod chain;
mod questions;
mod recording;
mod tampering;
mod transparency;
mod words;

use portal::{
    domain::{access::Actor, ids::CandidateId},
    testing::TestApp,
};
use uuid::Uuid;

/// A moment at which registrations are submitted and verified: a Wednesday.
pub const NOW: &str = "2026-04-22T09:00";
pub const NAME_A: &str = "Trường THPT Sông Hương";
pub const HEAD_A: &str = "hieutruong.songhuong@demo.example.vn";
pub const HEAD_B: &str = "hieutruong.ngubinh@demo.example.vn";
pub const DEPARTMENT_LEAD: &str = "lanhdao.sohue@demo.example.vn";
pub const INSTITUTION_LEAD: &str = "lanhdao.bka@demo.example.vn";
pub const OPERATOR: &str = "bo.dieuhanh@demo.example.vn";
pub const AUDITOR: &str = "kiemtoan@demo.example.vn";
pub const DAY_SECONDS: i64 = 24 * 60 * 60;

pub fn candidate_id(actor: &Actor) -> CandidateId {
    let Actor::Candidate(candidate) = actor else { unreachable!("a candidate") };
    candidate.candidate_id
}

pub async fn count(app: &TestApp, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(app.owner()).await.unwrap()
}

/// The latest entry of this action.
pub async fn last_entry(app: &TestApp, action: &str) -> Uuid {
    let query = "SELECT id FROM audit_log WHERE action = $1 ORDER BY recorded_at DESC, id DESC LIMIT 1";
    sqlx::query_scalar(query).bind(action).fetch_one(app.owner()).await.unwrap()
}
