//! The people: candidates of one school of Huế with a submitted list each; what the portal's books say of them.

use std::collections::HashSet;

use portal::{
    cli::demo_roll_csv,
    domain::{
        access::CandidateActor,
        ids::{CandidateId, PersonId},
    },
    storage::Db,
    testing::insert_payers,
    usecases::{Ctx, system::seed_demo},
};
use uuid::Uuid;

use crate::Failure;

/// The database as its owner sees it.
pub fn owner(ctx: &Ctx) -> Result<Db, Failure> {
    Ok(Db::connect_owner_lazy(&ctx.config.database.owner_url, 2)?)
}

/// A season whose attempts may be paid for one minute, and so many candidates with lists of one to five preferences.
pub async fn make(ctx: &Ctx, count: u32) -> Result<Vec<CandidateActor>, Failure> {
    let owner = owner(ctx)?;
    seed_demo::run(&Ctx { db: owner.clone(), ..ctx.clone() }, &demo_roll_csv()).await?;
    let pool = owner.pool();
    sqlx::query("UPDATE season_setting SET value = '1' WHERE name = 'payment_order_minutes'").execute(pool).await?;
    insert_payers(pool, i64::from(count)).await?;
    let ids: Vec<Uuid> =
        sqlx::query_scalar("SELECT id FROM person WHERE starts_with(subject, 'payer-') ORDER BY identity_number")
            .fetch_all(pool)
            .await?;
    let authenticated_at = ctx.clock.machine_now();
    Ok(ids
        .into_iter()
        .map(|id| CandidateActor {
            person_id: PersonId(id),
            candidate_id: CandidateId(id),
            is_level_2: true,
            authenticated_at,
        })
        .collect())
}

/// Whose fee is neither paid nor looked at by people.
pub async fn unpaid(ctx: &Ctx) -> Result<HashSet<CandidateId>, Failure> {
    let statement = "SELECT candidate_id FROM bill WHERE paid_at IS NULL AND NOT EXISTS (
        SELECT FROM payment_order WHERE bill_id = bill.id AND state = 'under_review')";
    let ids: Vec<Uuid> = with_patience(ctx, statement).await?;
    Ok(ids.into_iter().map(CandidateId).collect())
}

/// How many attempts the portal has still to do something about. People see to what is under review.
pub async fn due(ctx: &Ctx) -> Result<usize, Failure> {
    let statement = "SELECT id FROM payment_order WHERE state <> 'under_review' AND (
        state IN ('created', 'pending', 'duplicate', 'refund_requested') OR next_query_at IS NOT NULL)";
    Ok(with_patience(ctx, statement).await?.len())
}

/// The last day whose statement was compared.
pub async fn last_compared_day(ctx: &Ctx) -> Result<Option<time::Date>, Failure> {
    let statement = "SELECT max(day) FROM gateway_comparison";
    Ok(sqlx::query_scalar(statement).fetch_one(owner(ctx)?.pool()).await?)
}

/// The ids that a statement finds. The database may be down for a moment.
async fn with_patience(ctx: &Ctx, statement: &'static str) -> Result<Vec<Uuid>, Failure> {
    let owner = owner(ctx)?;
    let mut tries = 0;
    loop {
        match sqlx::query_scalar(statement).fetch_all(owner.pool()).await {
            Ok(ids) => return Ok(ids),
            Err(error) if tries == 100 => return Err(error.into()),
            Err(_) => tries += 1,
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
}
