//! The population registry (domain.md §10): what it holds for a personal ID number.
//!
//! The registry answers with its own values; the comparison and its consequences belong to
//! `domain::registry`. The caller keeps time, request id and the hash of each answer, never the answer.
//!
//! A question that finds the registry down or too slow is asked again twice, a little later each time: most failures are
//! over by then. Whoever gets no answer even so comes back in minutes, not in milliseconds; that is the caller's to plan.

use std::{fmt, time::Duration};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use time::Date;
use uuid::Uuid;

use super::http::{self, Timeouts};
use crate::domain::{
    candidate::{citizen_id::PersonalId, kind::Sex},
    time::parse_date,
};

/// Where the registry is, and how the portal shows that it may ask.
#[derive(Clone)]
pub struct PopulationRegistryConfig {
    /// The registry's address without a slash at the end; the comparison is `{base_url}/registry/compare`.
    pub base_url: String,
    /// The service token.
    pub bearer_token: String,
    /// How long a call may take.
    pub timeouts: Timeouts,
}

/// A question about one person. Its `Debug` shows no more than the request id.
#[derive(Clone)]
pub struct RegistryRequest {
    /// Names this question in both parties' records.
    pub request_id: Uuid,
    /// The number asked about.
    pub personal_id: PersonalId,
    /// The name we have.
    pub full_name: String,
    /// The day of birth we have.
    pub birth_date: Date,
    /// The sex we have.
    pub sex: Sex,
}

impl fmt::Debug for RegistryRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RegistryRequest").field("request_id", &self.request_id).finish_non_exhaustive()
    }
}

/// An answer, and the SHA-256 of its bytes as they came, by which both parties can show what was answered.
#[derive(Clone, PartialEq, Eq)]
pub struct RegistryReply {
    /// What the registry holds.
    pub answer: RegistryAnswer,
    /// The hash of the answer's body.
    pub sha256: [u8; 32],
}

/// How long to wait before each repetition of a question.
const BACK_OFF: [Duration; 2] = [Duration::from_millis(200), Duration::from_millis(600)];

/// What the registry holds.
#[derive(Clone, PartialEq, Eq)]
pub enum RegistryAnswer {
    /// No such number.
    NotFound,
    /// This person.
    Found(RegistryRecord),
}

/// One person in the registry.
#[derive(Clone, PartialEq, Eq)]
pub struct RegistryRecord {
    /// Full name.
    pub full_name: String,
    /// Day of birth, as far as the registry knows it.
    pub birth_date: RegistryBirthDate,
    /// Sex.
    pub sex: Sex,
    /// Whether the record is good.
    pub status: RegistryStatus,
}

/// A date of birth in the registry: old records have the year only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistryBirthDate {
    /// The whole date.
    Day(Date),
    /// The year.
    Year(i32),
}

/// Whether a record is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegistryStatus {
    /// A living person's valid number.
    Active,
    /// The person died.
    Deceased,
    /// The number was withdrawn.
    Invalid,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegistryError {
    /// Down or too slow: ask again later; never a reason to stop a candidate.
    #[error("the population registry is unavailable")]
    Unavailable,
    /// The registry does not accept our token.
    #[error("the population registry refused the portal's token")]
    NotAllowed,
    /// The registry does not accept the question, or its answer is not one.
    #[error("the population registry's answer is invalid")]
    Invalid,
}

/// Asks the population registry. Cheap to clone.
#[derive(Clone)]
pub struct PopulationRegistryClient {
    http: reqwest::Client,
    compare_url: String,
    bearer_token: String,
}

#[derive(Serialize)]
struct QuestionBody<'a> {
    request_id: Uuid,
    identity_number: &'a str,
    full_name: &'a str,
    birth_date: String,
    sex: &'static str,
}

#[derive(Deserialize)]
struct AnswerBody {
    request_id: Uuid,
    found: bool,
    full_name: Option<String>,
    birth_date: Option<String>,
    sex: Option<String>,
    status: Option<RegistryStatus>,
}

impl PopulationRegistryClient {
    /// Asks nothing of the registry yet.
    ///
    /// # Errors
    /// `Invalid` when the HTTP client cannot be set up.
    pub fn new(config: PopulationRegistryConfig) -> Result<Self, RegistryError> {
        Ok(Self {
            http: http::client(config.timeouts).map_err(|_| RegistryError::Invalid)?,
            compare_url: format!("{}/registry/compare", config.base_url.trim_end_matches('/')),
            bearer_token: config.bearer_token,
        })
    }

    /// What the registry holds for this number. Repeats under the same request id while the registry is unavailable.
    ///
    /// # Errors
    /// See [`RegistryError`]; `Unavailable` once the last repetition failed as well.
    pub async fn compare(&self, request: &RegistryRequest) -> Result<RegistryReply, RegistryError> {
        for pause in BACK_OFF {
            match self.ask(request).await {
                Err(RegistryError::Unavailable) => tokio::time::sleep(pause).await,
                answered => return answered,
            }
        }
        self.ask(request).await
    }

    async fn ask(&self, request: &RegistryRequest) -> Result<RegistryReply, RegistryError> {
        let date = request.birth_date;
        let body = QuestionBody {
            request_id: request.request_id,
            identity_number: request.personal_id.as_str(),
            full_name: &request.full_name,
            birth_date: format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day()),
            sex: request.sex.as_str(),
        };
        let response = self
            .http
            .post(&self.compare_url)
            .bearer_auth(&self.bearer_token)
            .json(&body)
            .send()
            .await
            .map_err(|_| RegistryError::Unavailable)?;
        match response.status().as_u16() {
            200 => {}
            401 | 403 => return Err(RegistryError::NotAllowed),
            429 | 500.. => return Err(RegistryError::Unavailable),
            _ => return Err(RegistryError::Invalid),
        }
        let bytes = response.bytes().await.map_err(|_| RegistryError::Unavailable)?;
        let answer: AnswerBody = serde_json::from_slice(&bytes).map_err(|_| RegistryError::Invalid)?;
        if answer.request_id != request.request_id {
            return Err(RegistryError::Invalid);
        }
        let answer = read(answer).ok_or(RegistryError::Invalid)?;
        Ok(RegistryReply { answer, sha256: Sha256::digest(&bytes).into() })
    }
}

fn read(answer: AnswerBody) -> Option<RegistryAnswer> {
    if !answer.found {
        return Some(RegistryAnswer::NotFound);
    }
    Some(RegistryAnswer::Found(RegistryRecord {
        full_name: answer.full_name?,
        birth_date: read_birth_date(&answer.birth_date?)?,
        sex: Sex::parse(&answer.sex?)?,
        status: answer.status?,
    }))
}

fn read_birth_date(text: &str) -> Option<RegistryBirthDate> {
    if text.len() == 4 {
        return text.parse().ok().map(RegistryBirthDate::Year);
    }
    parse_date(text).map(RegistryBirthDate::Day)
}
