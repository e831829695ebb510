//! Looks up where a candidate stands, by a number that the candidate tells.
//!
//! The candidate reads who looked, when and why. That a number found nobody, and that somebody asked too often, is
//! recorded as well: whoever tries numbers leaves a trace, and comes to an end soon.

use serde_json::json;

use crate::{
    domain::{
        access::{Actor, Permission, StaffActor},
        audit::AccessPurpose,
        field_errors::FieldErrors,
        ids::CandidateId,
        season::Season,
        support::{LookUp, LookUpForm},
        time::Instant,
    },
    storage::{
        StorageError,
        institution::published_run_fetch,
        support::{candidate_find_by_number, candidate_standing_fetch, look_ups_count},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

pub use crate::storage::support::CandidateStanding;

const MINUTES_OF_AN_HOUR: i64 = 60;

/// Why nothing was looked up.
#[derive(Debug, thiserror::Error)]
pub enum LookUpError {
    /// Not a member of support.
    #[error("not a member of support")]
    Forbidden,
    /// What was typed cannot be read.
    #[error("invalid form")]
    Invalid(FieldErrors),
    /// No more within this hour.
    #[error("{limit} look-ups within an hour")]
    TooMany {
        /// How many there may be.
        limit: u16,
    },
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What was found.
#[derive(Debug)]
pub struct LookedUp {
    /// Where the candidate stands.
    pub standing: CandidateStanding,
    /// Since when results are public; never what they are.
    pub results_public_since: Option<Instant>,
}

/// The candidate whose number the form holds; `None` when nobody of the season has it.
///
/// # Errors
/// [`LookUpError`].
pub async fn run(
    ctx: &Ctx,
    staff: &StaffActor,
    season: &Season,
    form: &LookUpForm,
) -> Result<Option<LookedUp>, LookUpError> {
    let actor = Actor::Staff(staff.clone());
    if !actor.may(Permission::LookUpCandidate) {
        return Err(LookUpError::Forbidden);
    }
    let asked = form.parse().map_err(LookUpError::Invalid)?;
    let limit = season.rules.support_look_ups_per_hour;
    if look_ups_within_the_hour(ctx, staff).await? >= i64::from(limit) {
        record(ctx, &actor, "candidate.look_up_refused", &asked, None).await?;
        return Err(LookUpError::TooMany { limit });
    }
    let mut tx = ctx.db.begin(&actor).await?;
    let Some(candidate) = candidate_find_by_number(&mut tx, season.year, &asked.number).await? else {
        audit::record(&mut tx, ctx, &actor, act("candidate.look_up", &asked, None)).await?;
        tx.commit().await?;
        return Ok(None);
    };
    let standing = candidate_standing_fetch(&mut tx, candidate).await?;
    let published = published_run_fetch(&mut tx, season.year, ctx.now()).await?;
    audit::record(&mut tx, ctx, &actor, act("candidate.look_up", &asked, Some(candidate))).await?;
    tx.commit().await?;
    Ok(Some(LookedUp { standing, results_public_since: published.map(|(_, since)| since) }))
}

/// Counted by the portal itself: nobody who is counted need see the log.
pub(super) async fn look_ups_within_the_hour(ctx: &Ctx, staff: &StaffActor) -> Result<i64, StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let since = ctx.clock.machine_now().plus_minutes(-MINUTES_OF_AN_HOUR);
    let count = look_ups_count(&mut tx, staff.staff_id, since).await?;
    tx.commit().await?;
    Ok(count)
}

async fn record(
    ctx: &Ctx,
    actor: &Actor,
    action: &'static str,
    asked: &LookUp,
    found: Option<CandidateId>,
) -> Result<(), StorageError> {
    let mut tx = ctx.db.begin(actor).await?;
    audit::record(&mut tx, ctx, actor, act(action, asked, found)).await?;
    tx.commit().await
}

/// By which kind of number and what for; never the number.
fn act(action: &'static str, asked: &LookUp, found: Option<CandidateId>) -> Act {
    let details = json!({ "by": asked.number.kind(), "purpose": asked.purpose, "found": found.is_some() });
    Act::new(action).about(found).purpose(AccessPurpose::Support).because(asked.reason()).with(details)
}
