//! Asks the population registry about candidates not compared yet (domain.md §10).
//!
//! A registry that does not answer stops nobody: the comparison is `unavailable` and made again later, and the
//! school sees that it is still to come.

use serde_json::{Map, Value};
use time::Date;

use crate::{
    domain::{
        access::Actor,
        candidate::name::FullName,
        registry::comparison::{DifferingField, RegistryAnswer, RegistryDate, RegistryRecord, StatedIdentity, compare},
    },
    external::population_registry as registry,
    storage::{
        StorageError, Tx,
        registry_comparison::{
            ComparisonOutcome, OpenComparison, registry_comparison_fetch_open, registry_comparison_store,
        },
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

/// How many candidates one run asks about. They stay locked meanwhile.
const BATCH: i64 = 20;
/// How long the registry is left alone after it failed to answer.
pub const RETRY_MINUTES: i64 = 1;

/// Asks about the next candidates; gives how many answers came.
///
/// # Errors
/// What the database says. A registry that is down is no error.
pub async fn run(ctx: &Ctx) -> Result<usize, StorageError> {
    let now = ctx.now();
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let open = registry_comparison_fetch_open(&mut tx, now, now.plus_minutes(-RETRY_MINUTES), BATCH).await?;
    let mut answered = 0;
    for candidate in open {
        let outcome = ask(ctx, &candidate).await;
        registry_comparison_store(&mut tx, &outcome).await?;
        record(&mut tx, ctx, &outcome).await?;
        if outcome.status.is_open() {
            // Whoever comes next would wait as long for nothing.
            break;
        }
        answered += 1;
    }
    tx.commit().await?;
    Ok(answered)
}

/// An answer about a candidate is recorded for them; a registry that does not answer is asked again, and says nothing.
async fn record(tx: &mut Tx, ctx: &Ctx, outcome: &ComparisonOutcome) -> Result<(), StorageError> {
    if outcome.status.is_open() {
        return Ok(());
    }
    let act = Act::new("registry_comparison.receive")
        .about(outcome.candidate_id)
        .on_a("registry_request", outcome.request_id);
    let after = (outcome.status.as_str(), &outcome.registry_values);
    audit::record(tx, ctx, &Actor::System, act.changed(&None::<()>, &after)).await
}

async fn ask(ctx: &Ctx, candidate: &OpenComparison) -> ComparisonOutcome {
    let sex = candidate.number.sex();
    let request = registry::RegistryRequest {
        request_id: ctx.fresh_uuid(),
        personal_id: candidate.number.clone(),
        full_name: candidate.full_name.as_str().to_owned(),
        birth_date: candidate.birth_date,
        sex,
    };
    let answer = match ctx.external.population_registry.compare(&request).await {
        Ok(answer) => read(candidate, answer),
        Err(error) => {
            tracing::warn!(request = %request.request_id, %error, "population registry");
            RegistryAnswer::Unavailable
        }
    };
    let stated = StatedIdentity {
        number: &candidate.number,
        full_name: &candidate.full_name,
        birth_date: candidate.birth_date,
        sex,
    };
    let status = compare(&stated, &answer);
    let registry_values = match &answer {
        RegistryAnswer::Found(record) => differing_values(status.differing_fields(), record),
        _ => Map::new(),
    };
    ComparisonOutcome {
        candidate_id: candidate.candidate_id,
        status,
        registry_values: Value::Object(registry_values),
        request_id: request.request_id,
        checked_at: ctx.now(),
    }
}

/// The service's answer in the domain's words. A name that is none is no answer.
fn read(candidate: &OpenComparison, answer: registry::RegistryAnswer) -> RegistryAnswer {
    let record = match answer {
        registry::RegistryAnswer::NotFound => return RegistryAnswer::NotFound,
        registry::RegistryAnswer::Found(record) => record,
    };
    if record.status != registry::RegistryStatus::Active {
        return RegistryAnswer::Invalid;
    }
    let Ok(full_name) = FullName::parse(&record.full_name) else { return RegistryAnswer::Unavailable };
    RegistryAnswer::Found(RegistryRecord {
        number: candidate.number.clone(),
        full_name,
        birth_date: match record.birth_date {
            registry::RegistryBirthDate::Day(day) => RegistryDate::Day(day),
            registry::RegistryBirthDate::Year(year) => RegistryDate::Year(year),
        },
        sex: Some(record.sex),
    })
}

/// What the registry holds in the fields that differ, and in no other.
fn differing_values(fields: &[DifferingField], record: &RegistryRecord) -> Map<String, Value> {
    let mut values = Map::new();
    for field in fields {
        let value = match field {
            DifferingField::FullName | DifferingField::FullNameDiacritics => Some(record.full_name.as_str().to_owned()),
            DifferingField::BirthDate => Some(match record.birth_date {
                RegistryDate::Day(day) => iso(day),
                RegistryDate::Year(year) => year.to_string(),
            }),
            DifferingField::Sex => record.sex.map(|sex| sex.as_str().to_owned()),
        };
        values.extend(value.map(|value| (field.as_str().to_owned(), Value::String(value))));
    }
    values
}

fn iso(day: Date) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), u8::from(day.month()), day.day())
}
