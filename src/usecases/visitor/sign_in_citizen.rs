//! A citizen signs in: the citizen-ID service says who it is, the portal finds the candidate.
//!
//! The service's name of a person (`sub`) and their identity number are bound to one person at the first sign-in:
//! whoever comes with one of them and another other is turned away, and people look at it: the school of the candidate
//! whose number somebody else came with gets a case (`domain/registry/case.rs`). Where it decides that this is the
//! candidate, whose electronic identity was made anew, the number is bound to that name from the next sign-in on.
//! Name, birth date and sex are the service's to say: when they differ from what is kept, e.g. because a civil-status
//! record was corrected, the portal takes them over, writes which of them changed into the audit log, and has the
//! population registry compared again, so that the verifying school sees it. Once the candidate has a number, the record
//! stays, as slips alone correct what was printed, and the log alone tells that the service says otherwise.

use serde_json::json;

use crate::{
    domain::{
        access::{Actor, CandidateActor},
        ids::{CandidateId, PersonId, SeasonYear},
    },
    external::citizen_id::{AssuranceLevel, CitizenIdentity},
    storage::{
        StorageError, Tx,
        exam_registration::candidate_is_numbered,
        person::{
            KnownPerson, PersonClaims, candidate_find, candidate_insert, person_find, person_insert,
            person_note_claims, person_rebind, person_take_over, school_roll_find,
        },
        registry_comparison::{candidate_of_number, registry_comparison_reopen},
        season::season_require_current,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        system::registry_cases,
    },
};

/// How a name of the service and a number contradict what is kept.
pub use crate::storage::person::Contradiction;

/// What comes of a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInOutcome {
    /// A candidate of the season.
    Candidate(CandidateActor),
    /// On no school's roll: nobody registered this person yet.
    NotOnRoll,
    /// The service's name and number of the person contradict what the portal knows.
    Contradiction(Contradiction),
}

/// How often a sign-in is tried when another one adds the same person meanwhile.
const MAX_TRIES: u8 = 3;
/// What the slower of two first sign-ins of one person runs into.
const RACES: [&str; 3] = ["person_subject_uq", "person_identity_uq", "candidate_person_season_uq"];

/// Finds the candidate, and adds person and candidate at the first sign-in.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx, identity: &CitizenIdentity) -> Result<SignInOutcome, StorageError> {
    let mut tries = 1;
    loop {
        match once(ctx, identity).await {
            Err(StorageError::Conflict { constraint }) if tries < MAX_TRIES && RACES.contains(&&*constraint) => {
                tries += 1;
            }
            outcome => return outcome,
        }
    }
}

async fn once(ctx: &Ctx, identity: &CitizenIdentity) -> Result<SignInOutcome, StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let current = season_require_current(&mut tx).await?;
    let season = current.year;
    let claims = claims_of(identity);
    let mut known = person_find(&mut tx, &claims).await?;
    if known == KnownPerson::Contradiction(Contradiction::OtherSubject) && rebind(ctx, &mut tx, &claims, season).await?
    {
        known = person_find(&mut tx, &claims).await?;
    }
    let (person_id, changed) = match known {
        KnownPerson::Contradiction(contradiction) => {
            let act = Act::new("citizen.contradiction").with(json!({ "reason": contradiction.as_str() }));
            audit::record(&mut tx, ctx, &Actor::Visitor, act).await?;
            if contradiction != Contradiction::OtherNumber {
                let number = (claims.identity_number.kind(), claims.identity_number.as_str());
                if let Some(candidate) = candidate_of_number(&mut tx, season, number.0, number.1).await? {
                    registry_cases::open_duplicate(&mut tx, ctx, &current, candidate, claims.subject).await?;
                }
            }
            tx.commit().await?;
            return Ok(SignInOutcome::Contradiction(contradiction));
        }
        KnownPerson::Same { id, changed } => (Some(id), changed),
        KnownPerson::Nobody => (None, Vec::new()),
    };
    let known = match person_id {
        Some(person_id) => candidate_find(&mut tx, person_id, season).await?.map(|candidate| (person_id, candidate)),
        None => None,
    };
    let found = match known {
        Some(found) => Some(found),
        None => first_sign_in(ctx, &mut tx, &claims, person_id, season).await?,
    };
    let Some((person_id, candidate_id)) = found else { return Ok(SignInOutcome::NotOnRoll) };
    let ids = (person_id, candidate_id);
    let candidate = signed_in(ctx, &mut tx, ids, identity, &changed, "citizen.sign_in").await?;
    tx.commit().await?;
    Ok(SignInOutcome::Candidate(candidate))
}

/// Binds the number to the name that came with it, where its candidate's school has decided that this is the candidate.
async fn rebind(ctx: &Ctx, tx: &mut Tx, claims: &PersonClaims<'_>, season: SeasonYear) -> Result<bool, StorageError> {
    let (kind, number) = (claims.identity_number.kind(), claims.identity_number.as_str());
    let Some(candidate) = candidate_of_number(tx, season, kind, number).await? else { return Ok(false) };
    if !registry_cases::is_the_candidate(tx, candidate, claims.subject).await? {
        return Ok(false);
    }
    person_rebind(tx, claims).await?;
    audit::record(tx, ctx, &Actor::System, Act::new("person.rebind").about(candidate)).await?;
    Ok(true)
}

/// What storage is told of the person.
pub(in crate::usecases) fn claims_of(identity: &CitizenIdentity) -> PersonClaims<'_> {
    PersonClaims {
        subject: &identity.subject,
        identity_number: &identity.identity_number,
        full_name: &identity.full_name,
        birth_date: identity.birth_date,
        sex: identity.sex,
    }
}

/// The candidate as signed in now, with the trace of it; what `changed` at the service is taken over.
pub(in crate::usecases) async fn signed_in(
    ctx: &Ctx,
    tx: &mut Tx,
    (person_id, candidate_id): (PersonId, CandidateId),
    identity: &CitizenIdentity,
    changed: &[&'static str],
    action: &'static str,
) -> Result<CandidateActor, StorageError> {
    let candidate = CandidateActor {
        person_id,
        candidate_id,
        is_level_2: identity.assurance_level >= AssuranceLevel::Level2,
        authenticated_at: identity.authenticated_at,
    };
    let actor = Actor::Candidate(candidate.clone());
    let level = if candidate.is_level_2 { 2 } else { 1 };
    let act = Act::new(action).about(candidate_id).with(json!({ "level": level }));
    audit::record(tx, ctx, &actor, act).await?;
    if changed.is_empty() {
        return Ok(candidate);
    }
    if candidate_is_numbered(tx, candidate_id).await? {
        // Lists and notices are printed: what is wrong becomes a slip on the day of the procedures.
        person_note_claims(tx, person_id, &claims_of(identity)).await?;
        let act = Act::new("person.differ").about(candidate_id).on(person_id.0);
        audit::record(tx, ctx, &actor, act.with(json!({ "fields": changed }))).await?;
    } else {
        let (before, after) = person_take_over(tx, person_id, &claims_of(identity)).await?;
        registry_comparison_reopen(tx, candidate_id, ctx.now()).await?;
        let act = Act::new("person.change").about(candidate_id).on(person_id.0).changed(&before, &after);
        audit::record(tx, ctx, &actor, act.with(json!({ "fields": changed }))).await?;
    }
    Ok(candidate)
}

/// Adds whoever is on a school's roll; `None` for anyone else.
async fn first_sign_in(
    ctx: &Ctx,
    tx: &mut Tx,
    claims: &PersonClaims<'_>,
    person_id: Option<PersonId>,
    season: SeasonYear,
) -> Result<Option<(PersonId, CandidateId)>, StorageError> {
    let Some(entry) = school_roll_find(tx, season, claims.identity_number).await? else { return Ok(None) };
    let person_id = match person_id {
        Some(person_id) => person_id,
        None => {
            let id = PersonId(ctx.fresh_uuid());
            person_insert(tx, id, claims, ctx.now()).await?;
            id
        }
    };
    let candidate_id = CandidateId(ctx.fresh_uuid());
    candidate_insert(tx, candidate_id, person_id, season, &entry, ctx.now()).await?;
    Ok(Some((person_id, candidate_id)))
}
