//! What became of the candidate's preferences, from the instant of the publication on.

use crate::{
    domain::{
        access::{Actor, CandidateActor},
        admission::{
            enrolment::{ConfirmationWindow, EnrolmentState},
            result::PreferenceStatus,
        },
        season::{Calendar, PhaseKind},
        time::Instant,
    },
    storage::{
        StorageError, Tx,
        enrolment::enrolment_fetch,
        matching_run::run_fetch_of_candidate,
        publication::{Publication, publication_fetch},
        season::season_require_current,
    },
    usecases::Ctx,
};

pub use crate::{
    domain::admission::explanation::{PreferenceResult, ScoreParts},
    storage::enrolment::Enrolment,
};

/// What there is to see.
#[derive(Debug)]
pub enum ResultView {
    /// Results are not public yet.
    NotYet {
        /// From when they are; `None` when their time has come and nothing is published.
        visible_from: Option<Instant>,
    },
    /// Results are public.
    Published(Box<PublishedResult>),
}

/// A candidate's result.
#[derive(Debug)]
pub struct PublishedResult {
    /// By rank; empty when no list was submitted.
    pub preferences: Vec<PreferenceResult>,
    /// Where the candidate stands.
    pub state: EnrolmentState,
    /// When seats can be confirmed.
    pub window: ConfirmationWindow,
    /// The confirmation, if there is one.
    pub enrolment: Option<Enrolment>,
}

impl PublishedResult {
    /// The preference with the seat.
    #[must_use]
    pub fn admitted(&self) -> Option<&PreferenceResult> {
        self.preferences.iter().find(|preference| preference.status == PreferenceStatus::Admitted)
    }
}

/// The result of the candidate who acts.
///
/// # Errors
/// `Driver`, `Inconsistent`.
pub async fn run(ctx: &Ctx, actor: &CandidateActor) -> Result<ResultView, StorageError> {
    let mut tx = ctx.db.begin(&Actor::Candidate(actor.clone())).await?;
    let season = season_require_current(&mut tx).await?;
    let publication = publication_fetch(&mut tx, season.year).await?;
    let view = match visible(publication, &season.calendar, ctx.now()) {
        Ok(publication) => {
            let window = confirmation_window(&season.calendar)?;
            ResultView::Published(Box::new(fetch(&mut tx, actor, publication, window, ctx.now()).await?))
        }
        Err(visible_from) => ResultView::NotYet { visible_from },
    };
    tx.commit().await?;
    Ok(view)
}

/// The publication if its instant has come; otherwise the instant, if there is one ahead.
pub(super) fn visible(
    publication: Option<Publication>,
    calendar: &Calendar,
    now: Instant,
) -> Result<Publication, Option<Instant>> {
    match publication {
        Some(publication) if publication.visible_from <= now => Ok(publication),
        Some(publication) => Err(Some(publication.visible_from)),
        None => {
            let planned = calendar.phase(PhaseKind::AdmissionResults).map(|phase| phase.opens_at);
            Err(planned.filter(|opens_at| now < *opens_at))
        }
    }
}

/// When seats can be confirmed.
pub(super) fn confirmation_window(calendar: &Calendar) -> Result<ConfirmationWindow, StorageError> {
    let phase = calendar.phase(PhaseKind::EnrolmentConfirmation);
    let phase = phase.ok_or(StorageError::inconsistent("season_phase", "kind", uuid::Uuid::nil()))?;
    Ok(ConfirmationWindow { opens_at: phase.opens_at, closes_at: phase.closes_at })
}

pub(super) async fn fetch(
    tx: &mut Tx,
    actor: &CandidateActor,
    publication: Publication,
    window: ConfirmationWindow,
    now: Instant,
) -> Result<PublishedResult, StorageError> {
    let preferences = run_fetch_of_candidate(tx, publication.run, actor.candidate_id).await?;
    let enrolment = enrolment_fetch(tx, actor.candidate_id).await?;
    let mut result = PublishedResult { preferences, state: EnrolmentState::NotAdmitted, window, enrolment };
    let seat = result.admitted().map(|preference| preference.programme_id);
    let standing = result.enrolment.as_ref().map(|enrolment| &enrolment.confirmation);
    result.state = EnrolmentState::derive(seat, standing, now, window);
    Ok(result)
}
