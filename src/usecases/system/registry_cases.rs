//! What a check with the population registry means for cases: new ones are opened, open ones end or go on. Doing it
//! twice changes nothing. The transitions are the domain's (`domain/registry/case.rs`).

use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::{
    domain::{
        access::Actor,
        candidate::citizen_id::PersonalId,
        ids::{CandidateId, RegistryCaseId},
        registry::{
            case::{CaseKind, CaseState, Party, Trigger, after_check as trigger_of, apply, findings},
            case_form::Identity,
            comparison::{ComparisonStatus, DifferingField},
        },
        season::Season,
        text::hex,
    },
    storage::{
        StorageError, Tx,
        registry_case::{
            CaseStep, NewCase, RegistryCase, registry_case_is_one_person, registry_case_move, registry_case_open,
            registry_case_put_values, registry_case_tell, registry_cases_of_candidate,
        },
        registry_comparison::namesakes_fetch,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        mail::{MailTemplate, enqueue_to_candidate},
    },
};

/// What a check found out about a candidate.
pub(super) struct Checked<'a> {
    /// The candidate.
    pub candidate_id: CandidateId,
    /// The record that was compared.
    pub record: &'a Identity,
    /// The number.
    pub number: &'a PersonalId,
    /// What came of it.
    pub status: &'a ComparisonStatus,
    /// What the record and the registry hold in the fields that differ.
    pub differences: &'a [(DifferingField, String, String)],
    /// Whether every difference is the school roll's alone.
    pub only_the_roll_differs: bool,
}

/// A case that something found calls for.
struct Wanted<'a> {
    candidate_id: CandidateId,
    kind: CaseKind,
    only_the_roll_differs: bool,
    /// What it is about: the same subject is not decided twice.
    subject: String,
    other_candidate_id: Option<CandidateId>,
    values: Option<(&'a str, &'a str)>,
}

/// Opens, moves and ends cases of a candidate who was checked.
pub(super) async fn after_check(
    tx: &mut Tx,
    ctx: &Ctx,
    season: &Season,
    checked: &Checked<'_>,
) -> Result<(), StorageError> {
    let contradicts = !checked.number.disagreements(checked.record.birth_date, checked.record.sex).is_empty();
    let Some(found) = findings(checked.status, contradicts) else { return Ok(()) };
    let values_of = |kind: CaseKind| {
        let difference = checked.differences.iter().find(|(field, ..)| Some(*field) == kind.field());
        difference.map(|(_, recorded, registered)| (recorded.as_str(), registered.as_str()))
    };
    for case in registry_cases_of_candidate(tx, checked.candidate_id).await? {
        if let (false, Some(values)) = (case.state.is_end(), values_of(case.kind)) {
            registry_case_put_values(tx, case.id, values).await?;
        }
        if let Some(trigger) = trigger_of(case.kind, case.state, &found) {
            by_portal(tx, ctx, season, &case, trigger).await?;
        }
    }
    for kind in &found {
        let values = values_of(*kind);
        let wanted = Wanted {
            candidate_id: checked.candidate_id,
            kind: *kind,
            only_the_roll_differs: checked.only_the_roll_differs,
            subject: subject(&[
                kind.as_str(),
                values.map_or("", |v| v.0),
                values.map_or(checked.status.as_str(), |v| v.1),
            ]),
            other_candidate_id: None,
            values,
        };
        open(tx, ctx, season, &wanted).await?;
    }
    twins(tx, ctx, season, checked).await
}

/// Opens a case for each of two who look like one: the same name, birth date and school.
async fn twins(tx: &mut Tx, ctx: &Ctx, season: &Season, checked: &Checked<'_>) -> Result<(), StorageError> {
    let name = checked.record.full_name.upper();
    for (other, other_name) in namesakes_fetch(tx, checked.candidate_id, checked.record.birth_date).await? {
        if other_name.upper() != name {
            continue;
        }
        for (one, two) in [(checked.candidate_id, other), (other, checked.candidate_id)] {
            let wanted = Wanted {
                candidate_id: one,
                kind: CaseKind::Twin,
                only_the_roll_differs: false,
                subject: subject(&[CaseKind::Twin.as_str(), &two.to_string()]),
                other_candidate_id: Some(two),
                values: None,
            };
            open(tx, ctx, season, &wanted).await?;
        }
    }
    Ok(())
}

/// Opens a case because somebody else, whom the citizen-ID service names `claimant`, signed in with the candidate's
/// number.
pub(in crate::usecases) async fn open_duplicate(
    tx: &mut Tx,
    ctx: &Ctx,
    season: &Season,
    candidate_id: CandidateId,
    claimant: &str,
) -> Result<(), StorageError> {
    let wanted = Wanted {
        candidate_id,
        kind: CaseKind::Duplicate,
        only_the_roll_differs: false,
        subject: subject(&[CaseKind::Duplicate.as_str(), claimant]),
        other_candidate_id: None,
        values: None,
    };
    open(tx, ctx, season, &wanted).await
}

/// Whether the school has decided that the claimant whom the service names so is the candidate.
pub(in crate::usecases) async fn is_the_candidate(
    tx: &mut Tx,
    candidate_id: CandidateId,
    claimant: &str,
) -> Result<bool, StorageError> {
    let subject = subject(&[CaseKind::Duplicate.as_str(), claimant]);
    registry_case_is_one_person(tx, candidate_id, CaseKind::Duplicate, &subject).await
}

/// What a case is about, in a hash.
fn subject(parts: &[&str]) -> String {
    let hash = parts.iter().fold(Sha256::new(), |hash, part| hash.chain_update(part).chain_update(b"\0"));
    hex(&hash.finalize())
}

async fn open(tx: &mut Tx, ctx: &Ctx, season: &Season, wanted: &Wanted<'_>) -> Result<(), StorageError> {
    let now = ctx.now();
    let state = wanted.kind.begins(wanted.only_the_roll_differs);
    let due_at = season.rules.case_days.due_at(state, now);
    let case = NewCase {
        id: RegistryCaseId(ctx.fresh_uuid()),
        number: &ctx.rng.public_number("DC"),
        candidate_id: wanted.candidate_id,
        kind: wanted.kind,
        state,
        subject: &wanted.subject,
        other_candidate_id: wanted.other_candidate_id,
        values: wanted.values,
        at: now,
        due_at,
    };
    if !registry_case_open(tx, &case).await? {
        return Ok(());
    }
    registry_case_tell(tx, case.id, None, &step(ctx, None, state, due_at)).await?;
    let act = Act::new("registry_case.open")
        .about(wanted.candidate_id)
        .on(case.id.0)
        .with(json!({ "kind": wanted.kind, "state": state }));
    audit::record(tx, ctx, &Actor::System, act).await?;
    enqueue_to_candidate(tx, ctx, wanted.candidate_id, MailTemplate::RegistryCaseOpened).await?;
    Ok(())
}

/// Moves a case by what the check found.
async fn by_portal(
    tx: &mut Tx,
    ctx: &Ctx,
    season: &Season,
    case: &RegistryCase,
    trigger: Trigger,
) -> Result<(), StorageError> {
    // The table has a line for whatever a check means; were there none, the case would stay as it is.
    let Ok(to) = apply(case.kind, case.state, trigger, Party::Portal) else { return Ok(()) };
    let due_at = if to.is_end() { case.due_at } else { season.rules.case_days.due_at(to, ctx.now()) };
    registry_case_move(tx, case, &step(ctx, Some(trigger), to, due_at)).await?;
    let action = if to.is_end() { "registry_case.end" } else { "registry_case.go_on" };
    let act = Act::new(action)
        .about(case.candidate_id)
        .on(case.id.0)
        .changed(&case.state, &to)
        .with(json!({ "kind": case.kind, "state": to }));
    audit::record(tx, ctx, &Actor::System, act).await?;
    if to != CaseState::Replaced {
        enqueue_to_candidate(tx, ctx, case.candidate_id, MailTemplate::RegistryCaseMoved).await?;
    }
    Ok(())
}

fn step(ctx: &Ctx, trigger: Option<Trigger>, to: CaseState, due_at: crate::domain::time::Instant) -> CaseStep<'static> {
    let (at, event_id) = (ctx.now(), ctx.fresh_uuid());
    CaseStep { event_id, actor: (Actor::System.kind(), None), trigger, to, reason: None, at, due_at }
}
