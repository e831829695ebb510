//! What the population registry is told: how ill it is, and what it holds for a number from now on, as when the commune's
//! police mends a record.
//!
//! | address | what |
//! |---|---|
//! | `GET`, `POST /control/registry` | how ill it is: `{"kind": "none" \| "unavailable" \| "slow" \| "down"}`, with `"delay_ms"` for `slow` and `"times"` for so many questions alone; sign-ins go on |
//! | `POST /control/registry/records` | what it holds: `{"identity_number": …, "full_name": …, "birth_date": …, "sex": …, "status": …}`; `{"identity_number": …, "status": "absent"}` for nothing; `{"identity_number": …}` alone for what it held at first |
//!
//! `GET` also tells how many questions came, answered or not.

use std::collections::BTreeMap;

use axum::{Json, extract::State, http::StatusCode, response::Response};
use serde::{Deserialize, Serialize};

use super::{SharedService, faults::Fault, locked};

/// So many numbers may be told something about.
const MAX_RECORDS: usize = 10_000;

/// What the registry was told.
#[derive(Default)]
pub(super) struct RegistryControl {
    illness: Illness,
    questions: u64,
    records: BTreeMap<String, ToldRecord>,
}

/// How ill it is.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(super) struct Illness {
    #[serde(flatten)]
    fault: Fault,
    /// So many questions more; for good when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    times: Option<u32>,
}

/// How ill it is, and how often it was asked.
#[derive(Serialize)]
pub(super) struct Shown {
    #[serde(flatten)]
    illness: Illness,
    questions: u64,
}

/// What it holds for a number.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ToldRecord {
    identity_number: String,
    pub(super) full_name: Option<String>,
    /// `YYYY-MM-DD`, or `YYYY`.
    pub(super) birth_date: Option<String>,
    /// `female` or `male`.
    pub(super) sex: Option<String>,
    /// `active`, `deceased`, `invalid` or `absent`.
    pub(super) status: Option<String>,
}

impl RegistryControl {
    /// Notes a question; gives what is wrong with its answer.
    fn next_fault(&mut self) -> Fault {
        self.questions += 1;
        match &mut self.illness.times {
            Some(0) => Fault::None,
            Some(times) => {
                *times -= 1;
                self.illness.fault
            }
            None => self.illness.fault,
        }
    }

    /// What it was told to hold for the number.
    pub(super) fn record(&self, number: &str) -> Option<ToldRecord> {
        self.records.get(number).cloned()
    }
}

/// How the next answer fails; `None` when it does not, after the delay where there is one.
pub(super) async fn failure(service: &SharedService) -> Option<Response> {
    let fault = locked(&service.registry).next_fault();
    fault.of_transport().await
}

pub(super) async fn show(State(service): State<SharedService>) -> Json<Shown> {
    let control = locked(&service.registry);
    Json(Shown { illness: control.illness, questions: control.questions })
}

pub(super) async fn set(State(service): State<SharedService>, Json(illness): Json<Illness>) -> Json<Illness> {
    locked(&service.registry).illness = illness;
    Json(illness)
}

pub(super) async fn tell(State(service): State<SharedService>, Json(record): Json<ToldRecord>) -> StatusCode {
    let mut control = locked(&service.registry);
    let is_told = [&record.full_name, &record.birth_date, &record.sex, &record.status].into_iter().any(Option::is_some);
    if !is_told {
        control.records.remove(&record.identity_number);
        return StatusCode::NO_CONTENT;
    }
    if control.records.len() >= MAX_RECORDS && !control.records.contains_key(&record.identity_number) {
        return StatusCode::INSUFFICIENT_STORAGE;
    }
    control.records.insert(record.identity_number.clone(), record);
    StatusCode::NO_CONTENT
}
