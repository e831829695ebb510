//! Asks the population registry about candidates who are new, whose record changed, about whom it did not answer, or who
//! have an open case; and opens, moves and ends cases by what it answers (domain.md §10).
//!
//! A registry that does not answer stops nobody: the comparison is `unavailable` and made again after a pause that doubles
//! with each failure, for everybody at once. An answer that cannot be read is asked for again in the same way, and concerns
//! its candidate alone. No lock is held while the registry is asked.

use serde_json::{Map, Value, json};
use time::Date;

use super::registry_cases::{self, Checked};
use crate::{
    domain::{
        access::Actor,
        candidate::name::FullName,
        registry::{
            case_form::Identity,
            comparison::{
                ComparisonStatus, DifferingField, RegistryAnswer, RegistryDate, RegistryRecord, StatedIdentity, compare,
            },
        },
        season::Season,
        time::Instant,
    },
    external::population_registry as registry,
    storage::{
        StorageError, Tx,
        registry_comparison::{ComparisonOutcome, OpenComparison, registry_comparison_store, registry_comparison_take},
        season::season_require_current,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

/// How many candidates one run asks about.
const BATCH: usize = 20;
/// How long the registry is left alone after it failed to answer once.
pub const RETRY_MINUTES: i64 = 1;
/// The longest pause.
pub const MAX_RETRY_MINUTES: i64 = 64;
/// How often a difference is looked at again, that the police may have mended meanwhile.
pub const RECHECK_MINUTES: i64 = 12 * 60;

/// Asks about the next candidates; gives how many answers came.
///
/// # Errors
/// What the database says. A registry that is down is no error.
pub async fn run(ctx: &Ctx) -> Result<usize, StorageError> {
    let mut answered = 0;
    for _ in 0..BATCH {
        let mut tx = ctx.db.begin(&Actor::System).await?;
        let Some(candidate) = registry_comparison_take(&mut tx, ctx.now()).await? else { break };
        let season = season_require_current(&mut tx).await?;
        tx.commit().await?;
        let asked = ask(ctx, &candidate).await;
        if asked.outcome.is_outage {
            keep(ctx, &season, &candidate, &asked).await?;
            // Whoever comes next would wait as long for nothing.
            break;
        }
        let is_answer = asked.outcome.status != ComparisonStatus::Unavailable;
        if keep(ctx, &season, &candidate, &asked).await? && is_answer {
            answered += 1;
        }
    }
    Ok(answered)
}

/// What came of a question.
struct Asked {
    outcome: ComparisonOutcome,
    /// What the record and the registry hold in the fields that differ.
    differences: Vec<(DifferingField, String, String)>,
    /// Whether every difference is the school roll's alone.
    only_the_roll_differs: bool,
}

/// Keeps the outcome with its evidence, and what it means for cases. Gives whether it was kept: not where the record was
/// changed while the registry was asked.
async fn keep(ctx: &Ctx, season: &Season, candidate: &OpenComparison, asked: &Asked) -> Result<bool, StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let outcome = &asked.outcome;
    if !registry_comparison_store(&mut tx, candidate.taken_until, outcome, ctx.fresh_uuid()).await? {
        return Ok(false);
    }
    record(&mut tx, ctx, candidate, outcome).await?;
    let checked = Checked {
        candidate_id: candidate.candidate_id,
        record: &candidate.record,
        number: &candidate.number,
        status: &outcome.status,
        differences: &asked.differences,
        only_the_roll_differs: asked.only_the_roll_differs,
    };
    registry_cases::after_check(&mut tx, ctx, season, &checked).await?;
    tx.commit().await?;
    Ok(true)
}

/// An answer about a candidate is recorded for them when it says something new; a registry that does not answer is asked
/// again, and says nothing.
async fn record(
    tx: &mut Tx,
    ctx: &Ctx,
    candidate: &OpenComparison,
    outcome: &ComparisonOutcome,
) -> Result<(), StorageError> {
    if outcome.status.is_open() || outcome.status == candidate.status {
        return Ok(());
    }
    let act = Act::new("registry_comparison.receive")
        .about(outcome.candidate_id)
        .on_a("registry_request", outcome.request_id)
        .with(json!({ "status": outcome.status.as_str() }));
    let after = (outcome.status.as_str(), &outcome.registry_values);
    audit::record(tx, ctx, &Actor::System, act.changed(&None::<()>, &after)).await
}

async fn ask(ctx: &Ctx, candidate: &OpenComparison) -> Asked {
    let request = registry::RegistryRequest {
        request_id: ctx.fresh_uuid(),
        personal_id: candidate.number.clone(),
        full_name: candidate.record.full_name.as_str().to_owned(),
        birth_date: candidate.record.birth_date,
        sex: candidate.record.sex,
    };
    let mut is_outage = false;
    let (answer, answer_sha256) = match ctx.external.population_registry.compare(&request).await {
        Ok(reply) => match read(candidate, reply.answer) {
            RegistryAnswer::Unavailable => (RegistryAnswer::Unavailable, None),
            answer => (answer, Some(reply.sha256)),
        },
        Err(error) => {
            tracing::warn!(request = %request.request_id, %error, "population registry");
            is_outage = error != registry::RegistryError::Invalid;
            (RegistryAnswer::Unavailable, None)
        }
    };
    let of_record = compared(candidate, &candidate.record, &answer);
    let of_roll = candidate.roll.as_ref().map(|roll| compared(candidate, roll, &answer));
    let only_the_roll_differs = of_record == ComparisonStatus::Matched;
    let status = of_roll.clone().map_or_else(|| of_record.clone(), |of_roll| of_record.clone().and(of_roll));
    let differences = match &answer {
        RegistryAnswer::Found(held) => {
            // Which of the two records it is that differs in a field; the school answers for both.
            let side = |field: &DifferingField| match (&candidate.roll, &of_roll) {
                (Some(roll), Some(of_roll)) if of_roll.differing_fields().contains(field) => roll,
                _ => &candidate.record,
            };
            let both = |field: &DifferingField| (*field, recorded(*field, side(field)), registered(*field, held));
            status.differing_fields().iter().map(both).collect()
        }
        _ => Vec::new(),
    };
    let values: Map<String, Value> = differences
        .iter()
        .map(|(field, _, registered)| (field.as_str().to_owned(), Value::String(registered.clone())))
        .collect();
    let now = ctx.now();
    let outcome = ComparisonOutcome {
        candidate_id: candidate.candidate_id,
        next_check_at: next_check(&status, candidate.tries, now),
        status,
        registry_values: Value::Object(values),
        request_id: request.request_id,
        answer_sha256,
        checked_at: now,
        is_outage,
    };
    Asked { outcome, differences, only_the_roll_differs }
}

fn compared(candidate: &OpenComparison, side: &Identity, answer: &RegistryAnswer) -> ComparisonStatus {
    let stated = StatedIdentity {
        number: &candidate.number,
        full_name: &side.full_name,
        birth_date: side.birth_date,
        sex: side.sex,
    };
    compare(&stated, answer)
}

/// When to ask again: soon and then less and less often where there was no answer, now and then where there is a
/// difference, and not where there is none.
fn next_check(status: &ComparisonStatus, tries: u16, now: Instant) -> Option<Instant> {
    match status {
        ComparisonStatus::Matched => None,
        ComparisonStatus::Unchecked | ComparisonStatus::Unavailable => {
            let doubled = RETRY_MINUTES << tries.min(6);
            Some(now.plus_minutes(doubled.min(MAX_RETRY_MINUTES)))
        }
        ComparisonStatus::Partial(_) | ComparisonStatus::NotFound | ComparisonStatus::Invalid => {
            Some(now.plus_minutes(RECHECK_MINUTES))
        }
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

/// What a record holds in a field, as the registry would write it.
fn recorded(field: DifferingField, record: &Identity) -> String {
    match field {
        DifferingField::FullName | DifferingField::FullNameDiacritics => record.full_name.as_str().to_owned(),
        DifferingField::BirthDate => iso(record.birth_date),
        DifferingField::Sex => record.sex.as_str().to_owned(),
    }
}

fn registered(field: DifferingField, held: &RegistryRecord) -> String {
    match field {
        DifferingField::FullName | DifferingField::FullNameDiacritics => held.full_name.as_str().to_owned(),
        DifferingField::BirthDate => match held.birth_date {
            RegistryDate::Day(day) => iso(day),
            RegistryDate::Year(year) => year.to_string(),
        },
        DifferingField::Sex => held.sex.map(|sex| sex.as_str().to_owned()).unwrap_or_default(),
    }
}

fn iso(day: Date) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), u8::from(day.month()), day.day())
}

#[cfg(test)]
mod tests {
    use super::{ComparisonStatus, Instant, next_check};

    #[test]
    fn the_pause_doubles_up_to_an_hour() {
        let now = Instant::parse("2026-04-22T09:00").unwrap();
        for (tries, minutes) in [(0, 1), (1, 2), (2, 4), (5, 32), (6, 64), (7, 64), (u16::MAX, 64)] {
            let next = next_check(&ComparisonStatus::Unavailable, tries, now);
            assert_eq!(next, Some(now.plus_minutes(minutes)), "{tries}");
        }
        assert_eq!(next_check(&ComparisonStatus::Matched, 3, now), None);
    }
}
