//! A candidate who is signed in proves anew who they are, before an act that a stranger at a forgotten screen must not
//! do. Only the same person's proof counts; anyone else's changes nothing.

use serde_json::json;

use crate::{
    domain::access::{Actor, CandidateActor},
    external::citizen_id::CitizenIdentity,
    storage::{
        StorageError,
        person::{KnownPerson, person_find},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        visitor::{
            refuse_citizen_sign_in::REFUSED,
            sign_in_citizen::{claims_of, signed_in},
        },
    },
};

/// The candidate with the new proof; `None` when somebody else proved themselves.
///
/// # Errors
/// What the database says.
pub async fn run(
    ctx: &Ctx,
    candidate: &CandidateActor,
    identity: &CitizenIdentity,
) -> Result<Option<CandidateActor>, StorageError> {
    // As the portal itself: whom the proof names is known only after looking, and may be another person.
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let known = person_find(&mut tx, &claims_of(identity)).await?;
    let proved = match known {
        KnownPerson::Same { id, changed } if id == candidate.person_id => {
            let ids = (candidate.person_id, candidate.candidate_id);
            Some(signed_in(ctx, &mut tx, ids, identity, &changed, "citizen.prove_again").await?)
        }
        _ => {
            let act = Act::new(REFUSED).about(candidate.candidate_id).with(json!({ "reason": "other_person" }));
            audit::record(&mut tx, ctx, &Actor::Candidate(candidate.clone()), act).await?;
            None
        }
    };
    tx.commit().await?;
    Ok(proved)
}
