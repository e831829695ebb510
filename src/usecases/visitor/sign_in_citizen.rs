//! A citizen signs in: the citizen-ID service says who it is, the portal finds the candidate.

use crate::{
    domain::{
        access::{Actor, CandidateActor},
        ids::{CandidateId, PersonId, SeasonYear},
    },
    external::citizen_id::{AssuranceLevel, CitizenIdentity},
    storage::{
        StorageError, Tx,
        person::{
            KnownPerson, NewPerson, candidate_find, candidate_insert, person_find, person_insert, school_roll_find,
        },
        season::season_require_current,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

/// What comes of a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInOutcome {
    /// A candidate of the season.
    Candidate(CandidateActor),
    /// On no school's roll: nobody registered this person yet.
    NotOnRoll,
    /// The service's name and number of the person contradict what the portal knows.
    Contradiction,
}

/// Finds the candidate, and adds person and candidate at the first sign-in.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx, identity: &CitizenIdentity) -> Result<SignInOutcome, StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let season = season_require_current(&mut tx).await?.year;
    let person_id = match person_find(&mut tx, &identity.subject, &identity.identity_number).await? {
        KnownPerson::Contradiction => {
            audit(ctx, &mut tx, &Actor::Visitor, "citizen.contradiction", None).await?;
            tx.commit().await?;
            return Ok(SignInOutcome::Contradiction);
        }
        KnownPerson::Same(person_id) => Some(person_id),
        KnownPerson::Nobody => None,
    };
    let known = match person_id {
        Some(person_id) => candidate_find(&mut tx, person_id, season).await?.map(|candidate| (person_id, candidate)),
        None => None,
    };
    let found = match known {
        Some(found) => Some(found),
        None => first_sign_in(ctx, &mut tx, identity, person_id, season).await?,
    };
    let Some((person_id, candidate_id)) = found else { return Ok(SignInOutcome::NotOnRoll) };
    let actor = CandidateActor {
        person_id,
        candidate_id,
        is_level_2: identity.assurance_level >= AssuranceLevel::Level2,
        authenticated_at: ctx.now(),
    };
    audit(ctx, &mut tx, &Actor::Candidate(actor.clone()), "citizen.sign_in", Some(candidate_id)).await?;
    tx.commit().await?;
    Ok(SignInOutcome::Candidate(actor))
}

/// Adds whoever is on a school's roll; `None` for anyone else.
async fn first_sign_in(
    ctx: &Ctx,
    tx: &mut Tx,
    identity: &CitizenIdentity,
    person_id: Option<PersonId>,
    season: SeasonYear,
) -> Result<Option<(PersonId, CandidateId)>, StorageError> {
    let Some(entry) = school_roll_find(tx, season, &identity.identity_number).await? else { return Ok(None) };
    let person_id = match person_id {
        Some(person_id) => person_id,
        None => {
            let person = NewPerson {
                id: PersonId(ctx.fresh_uuid()),
                subject: &identity.subject,
                identity_number: &identity.identity_number,
                full_name: &identity.full_name,
                birth_date: identity.birth_date,
                sex: identity.sex,
                created_at: ctx.now(),
            };
            person_insert(tx, &person).await?;
            person.id
        }
    };
    let candidate_id = CandidateId(ctx.fresh_uuid());
    candidate_insert(tx, candidate_id, person_id, season, &entry, ctx.now()).await?;
    Ok(Some((person_id, candidate_id)))
}

async fn audit(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    action: &'static str,
    candidate_id: Option<CandidateId>,
) -> Result<(), StorageError> {
    audit::record(tx, ctx, actor, Act::new(action).about(candidate_id)).await
}
