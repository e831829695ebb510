//! A member of staff takes a record, so that no colleague does the same work meanwhile. It is theirs for ten minutes; then it
//! lapses by itself, and until then the others see whose it is.

use super::queue_at;
use crate::{
    domain::{
        access::{Actor, Permission},
        exam::queue::{CLAIM_MINUTES, QueueGroup},
        ids::{ExamRegistrationId, StaffId},
        season::Season,
        time::Instant,
    },
    storage::{
        StorageError, Tx,
        registration_claim::registration_claim_take,
        school_queue::{QueueAt, QueuePart, school_queue_fetch},
    },
    usecases::Ctx,
};

/// How many records are tried one after the other, where colleagues begin at the same moment.
const TRIES: i64 = 10;

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claimed {
    /// It is theirs until then.
    Until(Instant),
    /// Somebody else has it, or nothing is to be decided about it.
    Not,
}

/// Takes the record of this id; `None` if the unit has none.
///
/// # Errors
/// What the database says.
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    season: &Season,
    id: ExamRegistrationId,
) -> Result<Option<Claimed>, StorageError> {
    let (Some(unit), Actor::Staff(staff)) = (actor.unit_for(Permission::DecideRegistration), actor) else {
        return Ok(None);
    };
    let at = queue_at(season, unit, ctx.now());
    let mut tx = ctx.db.begin(actor).await?;
    let part = QueuePart { only: Some(id), ..QueuePart::first(1) };
    let Some(row) = school_queue_fetch(&mut tx, &at, part).await?.into_iter().next() else { return Ok(None) };
    if !row.group.needs_decision() {
        return Ok(Some(Claimed::Not));
    }
    let claimed = take(&mut tx, &at, staff.staff_id, id).await?;
    tx.commit().await?;
    Ok(Some(claimed))
}

/// Takes the first record that needs a decision and is nobody else's, of `group` if there is one; `None` if there is none.
///
/// # Errors
/// What the database says.
pub async fn next(
    ctx: &Ctx,
    actor: &Actor,
    season: &Season,
    group: Option<QueueGroup>,
) -> Result<Option<ExamRegistrationId>, StorageError> {
    let (Some(unit), Actor::Staff(staff)) = (actor.unit_for(Permission::DecideRegistration), actor) else {
        return Ok(None);
    };
    let at = queue_at(season, unit, ctx.now());
    let mut tx = ctx.db.begin(actor).await?;
    let taken = take_next(&mut tx, &at, staff.staff_id, group).await?;
    tx.commit().await?;
    Ok(taken)
}

/// The same within a transaction. What a colleague took meanwhile is left to them, for the one that follows.
pub(super) async fn take_next(
    tx: &mut Tx,
    at: &QueueAt,
    staff: StaffId,
    group: Option<QueueGroup>,
) -> Result<Option<ExamRegistrationId>, StorageError> {
    let part = QueuePart { group, free_for: Some(staff), ..QueuePart::first(TRIES) };
    for id in school_queue_fetch(tx, at, part).await?.into_iter().filter_map(|row| row.registration_id) {
        if take(tx, at, staff, id).await? != Claimed::Not {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

async fn take(tx: &mut Tx, at: &QueueAt, staff: StaffId, id: ExamRegistrationId) -> Result<Claimed, StorageError> {
    let until = at.now.plus_minutes(CLAIM_MINUTES);
    let is_taken = registration_claim_take(tx, id, staff, at.now, until).await?;
    Ok(if is_taken { Claimed::Until(until) } else { Claimed::Not })
}
