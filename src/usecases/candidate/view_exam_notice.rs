//! The exam notice (giấy báo dự thi): number, venue, room and sessions of the candidate who asks.

use crate::{
    domain::{
        access::Actor,
        candidate::name::FullName,
        exam::{papers::Papers, subject::Subject},
        ids::SeasonYear,
    },
    storage::{
        StorageError,
        exam_registration::exam_registration_latest_version,
        exam_seat::{exam_place_fetch, exam_sessions_fetch},
        registrant::registrant_fetch,
    },
    usecases::Ctx,
};

pub use crate::storage::exam_seat::{ExamPlace, ExamSession};

/// The notice.
#[derive(Debug, Clone)]
pub struct ExamNotice {
    /// Full name.
    pub full_name: FullName,
    /// Day of birth.
    pub birth_date: time::Date,
    /// Number and place.
    pub place: ExamPlace,
    /// What the candidate sits when, in order.
    pub sessions: Vec<(Subject, ExamSession)>,
}

/// The notice of the candidate who acts; `None` before the council has given out numbers.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx, actor: &Actor, season: SeasonYear) -> Result<Option<ExamNotice>, StorageError> {
    let Actor::Candidate(candidate) = actor else { return Ok(None) };
    let mut tx = ctx.db.begin(actor).await?;
    let Some(place) = exam_place_fetch(&mut tx, candidate.candidate_id).await? else { return Ok(None) };
    let Some(registrant) = registrant_fetch(&mut tx, candidate.candidate_id).await? else { return Ok(None) };
    let sessions = exam_sessions_fetch(&mut tx, season).await?;
    let version = exam_registration_latest_version(&mut tx, candidate.candidate_id).await?;
    tx.commit().await?;
    let papers = version.map(|version| version.content.papers);
    let sessions = sessions
        .into_iter()
        .filter_map(|session| Some((subject_of(&session.paper, papers.as_ref()?)?, session)))
        .collect();
    Ok(Some(ExamNotice { full_name: registrant.full_name, birth_date: registrant.birth_date, place, sessions }))
}

/// What somebody with these papers sits in a session; `None` where they are free.
fn subject_of(paper: &str, papers: &Papers) -> Option<Subject> {
    match paper {
        "elective_1" => papers.electives().next(),
        "elective_2" => papers.electives().nth(1),
        word => Subject::parse(word).filter(|subject| papers.subjects().contains(subject)),
    }
}
