//! The exam notice (giấy báo dự thi): number, venue, room and sessions.

use std::sync::Arc;

use super::{
    Ctx,
    amendment::{self, AmendmentNames, Amendments},
    qr_picture,
};
use crate::{
    domain::{
        exam::{papers::Papers, subject::Subject},
        ids::SeasonYear,
    },
    storage::{
        StorageError, Tx,
        amendment::amendments_fetch,
        exam_seat::{PlacesOf, exam_places_fetch, exam_sessions_fetch},
    },
};

pub use crate::storage::exam_seat::{ExamPlace, ExamSession};

/// A notice.
#[derive(Debug, Clone)]
pub struct ExamNotice {
    /// Who sits what where, with the notice's number.
    pub place: ExamPlace,
    /// What was put right on the procedures day.
    pub amendments: Amendments,
    /// What the candidate sits when, in order.
    pub sessions: Vec<(Subject, ExamSession)>,
    /// Where everybody can check the number.
    pub address: String,
    /// The same as a QR code, an SVG picture.
    pub qr_svg: String,
}

/// The notices of those whose number is given out, by number.
pub(super) async fn fetch(
    tx: &mut Tx,
    ctx: &Ctx,
    of: PlacesOf,
    season: SeasonYear,
) -> Result<Vec<ExamNotice>, StorageError> {
    let all = exam_sessions_fetch(tx, season).await?;
    let places = exam_places_fetch(tx, of).await?;
    let mut slips = amendments_fetch(tx, of).await?;
    let names = if slips.is_empty() { Arc::<AmendmentNames>::default() } else { amendment::names(tx, season).await? };
    let notice = |place: ExamPlace| {
        let slips = slips.remove(&place.candidate_id).unwrap_or_default();
        let amendments = Amendments { slips, names: Arc::clone(&names) };
        let sessions = all
            .iter()
            .filter_map(|session| Some((subject_of(&session.paper, &place.papers)?, session.clone())))
            .collect();
        let address = format!("{}/documents/{}", ctx.config.web.base_url, place.document_code);
        let qr_svg = qr_picture::svg(&address).unwrap_or_default();
        ExamNotice { place, amendments, sessions, address, qr_svg }
    };
    Ok(places.into_iter().map(notice).collect())
}

/// What somebody with these papers sits in a session; `None` where they are free.
fn subject_of(paper: &str, papers: &Papers) -> Option<Subject> {
    match paper {
        "elective_1" => papers.electives().next(),
        "elective_2" => papers.electives().nth(1),
        word => Subject::parse(word).filter(|subject| papers.subjects().contains(subject)),
    }
}
