//! Tries another quota of one programme on a run: what would change, for all candidates and programmes. Nothing of it
//! is kept but that it was tried.

use std::{cmp::Reverse, collections::HashMap};

use serde_json::json;

use crate::{
    domain::{
        access::{Actor, Permission, StaffActor},
        field_errors::{FieldErrorCode, FieldErrors},
        ids::{CandidateId, MatchingRunId, ProgrammeId},
        matching::{
            field::TIE_COUNT,
            instance::{Application, Instance, InstanceError, Outcome},
            trial::{QuotaTrial, QuotaTrialForm, Shift, try_quota},
        },
    },
    storage::{
        StorageError, Tx,
        matching_result::{
            KeptApplication, KeptProgramme, ProgrammeName, kept_applications_read, kept_programmes_fetch,
            programme_names_fetch,
        },
        run_difference::{ProgrammeChange, ProgrammeFigures},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

/// The most programmes that are told; the others are counted.
pub const PROGRAMMES_TOLD: usize = 200;

/// Why nothing was tried.
#[derive(Debug, thiserror::Error)]
pub enum TryQuotaError {
    /// Not an operator of the ministry.
    #[error("not an operator of the ministry")]
    Forbidden,
    /// The run has no programmes: there is no such run.
    #[error("no such run")]
    NotFound,
    /// The form cannot be read, or the run has no such programme.
    #[error("invalid form")]
    Invalid(FieldErrors),
    /// What is kept of the run is no instance.
    #[error("candidate {0}: {1}")]
    Contradiction(CandidateId, InstanceError),
    /// The computation did not come to its end.
    #[error("the computation was broken off")]
    BrokenOff,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What would come of it.
#[derive(Debug)]
pub struct QuotaTried {
    /// The programme's own figures before and after.
    pub programme: ProgrammeChange,
    /// Candidates with a seat then alone.
    pub gained: u32,
    /// Candidates with a seat now alone.
    pub lost: u32,
    /// Candidates with another seat.
    pub moved: u32,
    /// The other programmes that somebody enters or leaves, the most first; at most [`PROGRAMMES_TOLD`].
    pub others: Vec<ProgrammeChange>,
    /// How many other programmes there are.
    pub other_count: usize,
}

/// Tries the quota of the form on `run`.
///
/// # Errors
/// [`TryQuotaError`].
pub async fn run(
    ctx: &Ctx,
    staff: &StaffActor,
    run: MatchingRunId,
    form: &QuotaTrialForm,
) -> Result<QuotaTried, TryQuotaError> {
    let actor = Actor::Staff(staff.clone());
    if !actor.may(Permission::ViewMatching) {
        return Err(TryQuotaError::Forbidden);
    }
    let trial = form.parse().map_err(TryQuotaError::Invalid)?;
    let mut tx = ctx.db.begin_snapshot(&actor).await?;
    let programmes = kept_programmes_fetch(&mut tx, run).await?;
    let names = programme_names_fetch(&mut tx, run).await?;
    if programmes.is_empty() {
        return Err(TryQuotaError::NotFound);
    }
    let is_asked = |name: &ProgrammeName| {
        name.institution_code == trial.institution && name.admission_code == trial.admission_code
    };
    let Some(asked) = names.iter().position(is_asked) else {
        return Err(TryQuotaError::Invalid(FieldErrors::one("admission_code", FieldErrorCode::NotOnOffer)));
    };
    let instance = read_instance(&mut tx, run, &programmes).await?;
    tx.commit().await?;
    note(ctx, &actor, run, &trial).await?;
    let (programme, quota) = (u32::try_from(asked).unwrap_or(u32::MAX), trial.quota);
    let computed = tokio::task::spawn_blocking(move || try_quota(instance, programme, quota));
    let (before, after, shift) = computed.await.map_err(|_| TryQuotaError::BrokenOff)?;
    Ok(told(&trial, asked, (&programmes, &names), (&before, &after, &shift)))
}

/// The run's lists, its programmes numbered by their places.
async fn read_instance(
    tx: &mut Tx,
    run: MatchingRunId,
    programmes: &[KeptProgramme],
) -> Result<Instance, TryQuotaError> {
    let numbers: HashMap<ProgrammeId, u32> =
        (0_u32..).zip(programmes).map(|(number, programme)| (programme.id, number)).collect();
    let mut instance = Instance::new(programmes.iter().map(|programme| programme.seats).collect(), TIE_COUNT);
    let mut list: Vec<KeptApplication> = Vec::new();
    let mut contradiction = None;
    let mut push = |instance: &mut Instance, list: &mut Vec<KeptApplication>| {
        let Some(candidate) = list.first().map(|first| first.candidate) else { return };
        let applications = list.iter().map(|kept| Application {
            rank: kept.rank,
            programme: numbers.get(&kept.programme).copied().unwrap_or(u32::MAX),
            score: kept.score,
            ties: &[],
        });
        if let Err(error) = instance.push_candidate(applications) {
            contradiction.get_or_insert((candidate, error));
        }
        list.clear();
    };
    kept_applications_read(tx, run, |kept| {
        if list.first().is_some_and(|first| first.candidate != kept.candidate) {
            push(&mut instance, &mut list);
        }
        list.push(kept);
    })
    .await?;
    push(&mut instance, &mut list);
    match contradiction {
        Some((candidate, error)) => Err(TryQuotaError::Contradiction(candidate, error)),
        None => Ok(instance),
    }
}

/// Who tried what on which run.
async fn note(ctx: &Ctx, actor: &Actor, run: MatchingRunId, trial: &QuotaTrial) -> Result<(), StorageError> {
    let mut tx = ctx.db.begin(actor).await?;
    audit::record(
        &mut tx,
        ctx,
        actor,
        Act::new("matching_run.try_quota").on(run.0).with(json!({
            "institution": trial.institution,
            "admission_code": trial.admission_code,
            "quota": trial.quota,
        })),
    )
    .await?;
    tx.commit().await
}

fn told(
    trial: &QuotaTrial,
    asked: usize,
    (programmes, names): (&[KeptProgramme], &[ProgrammeName]),
    (before, after, shift): (&Outcome, &Outcome, &Shift),
) -> QuotaTried {
    let figures = |outcome: &Outcome, number: usize, quota: u32| {
        let of_one = &outcome.programmes[number];
        let cutoff = of_one.cutoff.as_ref().map(|key| key.score);
        Some(ProgrammeFigures { quota, admitted: of_one.admitted, cutoff })
    };
    let change = |number: usize| {
        let name = &names[number];
        let movement = shift.programmes.get(&number).copied().unwrap_or_default();
        let quota = programmes[number].seats.quota;
        ProgrammeChange {
            institution_code: name.institution_code.clone(),
            admission_code: name.admission_code.clone(),
            name: name.name.clone(),
            before: figures(before, number, quota),
            after: figures(after, number, if number == asked { trial.quota } else { quota }),
            came: movement.came,
            left: movement.left,
        }
    };
    let programme = change(asked);
    let mut others: Vec<ProgrammeChange> =
        shift.programmes.keys().copied().filter(|number| *number != asked).map(change).collect();
    others.sort_by_cached_key(|each| {
        let codes = (each.institution_code.clone(), each.admission_code.clone());
        (Reverse(each.came + each.left), codes)
    });
    let other_count = others.len();
    others.truncate(PROGRAMMES_TOLD);
    QuotaTried { programme, gained: shift.gained, lost: shift.lost, moved: shift.moved, others, other_count }
}
