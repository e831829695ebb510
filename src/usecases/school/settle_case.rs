//! The registration unit settles a case: corrects its record, lets it stand on papers, sends the candidate to the
//! commune's police, or decides between two people. Each with a reason that the candidate reads.

use serde_json::json;

use crate::{
    domain::{
        access::{Actor, Permission},
        ids::RegistryCaseId,
        registry::{
            case::{Party, Trigger},
            case_form::{Identity, Settlement},
        },
        season::Season,
    },
    storage::{
        Tx,
        exam_registration::candidate_is_numbered,
        registry_case::{CasesOf, RegistryCase, case_person_fetch, registry_case_counterpart, registry_case_lock},
        registry_comparison::{record_correct, registry_comparison_reopen},
        school_record::Units,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        registry_case::{CaseError, Move, move_case},
    },
};

/// Settles the case that was shown in `version`. Of twins, the case of the other one goes the same way.
///
/// # Errors
/// [`CaseError`].
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    season: &Season,
    (id, version): (RegistryCaseId, i32),
    settlement: &Settlement,
    reason: &str,
) -> Result<(), CaseError> {
    let unit = actor.unit_for(Permission::SettleCase).ok_or(CaseError::NotFound)?;
    let mut tx = ctx.db.begin(actor).await?;
    let whose = CasesOf::Units(Units::One(unit));
    let case = registry_case_lock(&mut tx, whose, id).await?.ok_or(CaseError::NotFound)?;
    if case.version != version {
        return Err(CaseError::Stale);
    }
    let trigger = settlement.trigger();
    let wanted = Move { action: action(trigger), party: Party::School, trigger, reason: Some(reason) };
    move_case(&mut tx, ctx, actor, season, &case, &wanted).await?;
    if let Some(counterpart) = registry_case_counterpart(&mut tx, &case).await? {
        move_case(&mut tx, ctx, actor, season, &counterpart, &wanted).await?;
    }
    if let Settlement::Correct(corrected) = settlement {
        if candidate_is_numbered(&mut tx, case.candidate_id).await? {
            return Err(CaseError::Numbered);
        }
        correct(&mut tx, ctx, actor, &case, corrected).await?;
    }
    Ok(tx.commit().await?)
}

const fn action(trigger: Trigger) -> &'static str {
    match trigger {
        Trigger::Corrected => "registry_case.correct",
        Trigger::Accepted => "registry_case.accept",
        Trigger::RegistryIsWrong => "registry_case.refer",
        _ => "registry_case.decide",
    }
}

async fn correct(
    tx: &mut Tx,
    ctx: &Ctx,
    actor: &Actor,
    case: &RegistryCase,
    corrected: &Identity,
) -> Result<(), CaseError> {
    let before = case_person_fetch(tx, case.candidate_id).await?.ok_or(CaseError::NotFound)?;
    record_correct(tx, case.candidate_id, corrected).await?;
    registry_comparison_reopen(tx, case.candidate_id, ctx.now()).await?;
    let facts = |name: &str, birth_date: time::Date, sex: Option<&str>| json!({ "full_name": name, "birth_date": birth_date.to_string(), "sex": sex });
    let before = facts(&before.full_name, before.birth_date, before.sex.as_deref());
    let after = facts(corrected.full_name.as_str(), corrected.birth_date, Some(corrected.sex.as_str()));
    let act = Act::new("person.change").about(case.candidate_id).on_a("registry_case", case.id.0);
    Ok(audit::record(tx, ctx, actor, act.changed(&before, &after)).await?)
}
