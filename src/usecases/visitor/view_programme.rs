//! One programme; for a candidate also the own score for it, and where it stands in the own list.

use crate::{
    domain::{
        access::{Actor, CandidateActor},
        admission::{
            programme::ProgrammeDetails,
            score::{AdmissionScore, Applicant, NotConsidered, ProgrammeRequirements, best_score, evaluate_preference},
        },
        exam::{registration::ExamRegistrationContent, subject::Subject},
        score::Score,
        season::{PhaseKind, Season, WindowState},
        time::Instant,
    },
    storage::{
        StorageError, Tx,
        amendment::amended_priority_fetch,
        catalogue::programme_fetch,
        exam_registration::{exam_registration_fetch, exam_registration_latest_version},
        mark::marks_fetch_of_candidate,
        preference_list::preference_draft_fetch,
        season::season_require_current,
    },
    usecases::Ctx,
};

/// A programme as its page shows it.
#[derive(Debug, Clone)]
pub struct ProgrammeView {
    /// The programme.
    pub details: ProgrammeDetails,
    /// What it is to the candidate who asks; `None` for anyone else.
    pub own: Option<OwnView>,
}

/// What a programme is to a candidate.
#[derive(Debug, Clone)]
pub struct OwnView {
    /// The score.
    pub score: OwnScore,
    /// The rank in the list being edited, from 1.
    pub rank: Option<usize>,
    /// How many programmes that list holds.
    pub listed: usize,
    /// Whether preferences can be edited now.
    pub window: WindowState,
}

/// The own score for a programme, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnScore {
    /// Marks are published from this moment on.
    NotPublished {
        /// When; `None` where it is not planned yet.
        from: Option<Instant>,
    },
    /// No mark of the candidate is published.
    NoMarks,
    /// The marks fill none of the programme's combinations.
    NoCombination {
        /// See [`OwnScore::Known`].
        is_language_unknown: bool,
    },
    /// The best score.
    Known {
        /// The score and its parts.
        score: AdmissionScore,
        /// The priority before its reduction; `None` where no approved registration says it.
        priority_max: Option<Score>,
        /// Why it would not be considered with these marks: a floor.
        obstacle: Option<NotConsidered>,
        /// Whether there is a foreign-language mark that counts nowhere, because no approved registration names its
        /// language.
        is_language_unknown: bool,
    },
}

/// The programme of an institution's code and an admission code; `None` where the season has none such.
///
/// # Errors
/// What the database says.
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    institution: &str,
    admission_code: &str,
) -> Result<Option<ProgrammeView>, StorageError> {
    let mut tx = ctx.db.begin(actor).await?;
    let season = season_require_current(&mut tx).await?;
    let Some(details) = programme_fetch(&mut tx, season.year, institution, admission_code).await? else {
        return Ok(None);
    };
    let own = match actor {
        Actor::Candidate(candidate) => Some(own_view(&mut tx, candidate, &season, &details, ctx.now()).await?),
        _ => None,
    };
    tx.commit().await?;
    Ok(Some(ProgrammeView { details, own }))
}

async fn own_view(
    tx: &mut Tx,
    candidate: &CandidateActor,
    season: &Season,
    details: &ProgrammeDetails,
    now: Instant,
) -> Result<OwnView, StorageError> {
    let draft = preference_draft_fetch(tx, candidate.candidate_id).await?;
    let rank = draft.programme_ids.iter().position(|id| *id == details.summary.id).map(|index| index + 1);
    let score = match season.calendar.state(PhaseKind::ResultsPublication, now) {
        WindowState::NotPlanned => OwnScore::NotPublished { from: None },
        WindowState::NotYetOpen { opens_at } => OwnScore::NotPublished { from: Some(opens_at) },
        WindowState::Open { .. } | WindowState::Closed { .. } => own_score(tx, candidate, season, details).await?,
    };
    let window = season.calendar.state(PhaseKind::Preference, now);
    Ok(OwnView { score, rank, listed: draft.programme_ids.len(), window })
}

async fn own_score(
    tx: &mut Tx,
    candidate: &CandidateActor,
    season: &Season,
    details: &ProgrammeDetails,
) -> Result<OwnScore, StorageError> {
    let marks = marks_fetch_of_candidate(tx, candidate.candidate_id).await?.map(|(_, marks)| marks);
    let Some(marks) = marks.filter(|marks| !marks.is_empty()) else { return Ok(OwnScore::NoMarks) };
    let approved = approved_content(tx, candidate).await?;
    let amended = amended_priority_fetch(tx, candidate.candidate_id).await?;
    let priority_max = approved.map(|content| content.priority_max(amended));
    let applicant = Applicant {
        is_approved: true,
        is_paid: true,
        marks: &marks,
        bonus: Score::ZERO,
        priority_max: priority_max.unwrap_or(Score::ZERO),
    };
    let requirements = ProgrammeRequirements {
        combinations: &details.combinations,
        weighted_subject: details.weighted_subject,
        entry_threshold: details.entry_threshold,
        is_teacher_training: details.summary.is_teacher_training,
    };
    let rules = season.rules.score_rules();
    // At the first rank no rule about ranks stands in the way.
    let (score, obstacle) =
        match evaluate_preference(1, &applicant, &requirements, &season.rules.preference_rules(), &rules) {
            Ok(score) => (Some(score), None),
            Err(reason) => {
                let weighted = details.weighted_subject;
                let (bonus, priority) = (applicant.bonus, applicant.priority_max);
                (best_score(&marks, &details.combinations, weighted, bonus, priority, &rules), Some(reason))
            }
        };
    let has_language_mark = marks.iter().any(|(subject, _)| subject == Subject::ForeignLanguage);
    let is_language_unknown = has_language_mark && marks.language().is_none();
    Ok(match score {
        Some(score) => OwnScore::Known { score, priority_max, obstacle, is_language_unknown },
        None => OwnScore::NoCombination { is_language_unknown },
    })
}

async fn approved_content(
    tx: &mut Tx,
    candidate: &CandidateActor,
) -> Result<Option<ExamRegistrationContent>, StorageError> {
    let registration = exam_registration_fetch(tx, candidate.candidate_id).await?;
    if !registration.is_some_and(|registration| registration.state.status().is_accepted()) {
        return Ok(None);
    }
    let version = exam_registration_latest_version(tx, candidate.candidate_id).await?;
    Ok(version.map(|version| version.content))
}
