//! The exam notice (giấy báo dự thi): number, venue, room and sessions.

use std::sync::Arc;

use super::{
    Ctx,
    amendment::{self, AmendmentNames, Amendments},
    audit::{self, Act},
    qr_picture,
};
use crate::{
    domain::{
        access::Actor,
        audit::AccessPurpose,
        exam::{papers::Papers, subject::Subject},
        ids::{CandidateId, RegistrationUnitId, SeasonYear},
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
    /// Every paper that the candidate sits: first those whose session is known, in order; then those of which it is not.
    pub sessions: Vec<(Subject, Option<ExamSession>)>,
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
        let sessions = sessions_of(&place.papers, &all);
        let address = format!("{}/documents/{}", ctx.config.web.base_url, place.document_code);
        let qr_svg = qr_picture::svg(&address).unwrap_or_default();
        ExamNotice { place, amendments, sessions, address, qr_svg }
    };
    Ok(places.into_iter().map(notice).collect())
}

/// The notices of a unit, by number, for whoever hands them out. Each candidate can read that theirs was taken.
pub(super) async fn print(
    ctx: &Ctx,
    actor: &Actor,
    unit: RegistrationUnitId,
    season: SeasonYear,
) -> Result<Vec<ExamNotice>, StorageError> {
    let mut tx = ctx.db.begin(actor).await?;
    let notices = fetch(&mut tx, ctx, PlacesOf::Unit(unit, season), season).await?;
    let taken: Vec<CandidateId> = notices.iter().map(|notice| notice.place.candidate_id).collect();
    let act = Act::new("exam_notices.print").purpose(AccessPurpose::Verification);
    audit::record_views(&mut tx, ctx, actor, act, &taken).await?;
    tx.commit().await?;
    Ok(notices)
}

/// The timetable of somebody with these papers, by the sessions of their programme: no paper is left out.
fn sessions_of(papers: &Papers, all: &[ExamSession]) -> Vec<(Subject, Option<ExamSession>)> {
    let of_programme = all.iter().filter(|session| session.programme == papers.programme());
    let known: Vec<(Subject, Option<ExamSession>)> =
        of_programme.filter_map(|session| Some((subject_of(&session.paper, papers)?, Some(session.clone())))).collect();
    let is_unknown = |subject: &Subject| known.iter().all(|(sat, _)| sat != subject);
    let unknown: Vec<_> = papers.subjects().iter().copied().filter(is_unknown).collect();
    known.into_iter().chain(unknown.into_iter().map(|subject| (subject, None))).collect()
}

/// What somebody with these papers sits in a session; `None` where they are free.
fn subject_of(paper: &str, papers: &Papers) -> Option<Subject> {
    match paper {
        "elective_1" => papers.electives().next(),
        "elective_2" => papers.electives().nth(1),
        word => Subject::parse(word).filter(|subject| papers.subjects().contains(subject)),
    }
}

#[cfg(test)]
mod tests {
    use super::{ExamSession, Papers, Subject, sessions_of};
    use crate::domain::{exam::programme::ExamProgramme, time::Instant};

    fn session(programme: ExamProgramme, paper: &str, day: u8, (hour, minute): (u8, u8)) -> ExamSession {
        let starts_at = Instant::vietnam(2026, 6, day, hour, minute).unwrap();
        ExamSession { programme, paper: paper.to_owned(), starts_at, minutes: 50, is_verified: false }
    }

    fn timetable(papers: &serde_json::Value) -> Vec<String> {
        use ExamProgramme::{Gdpt2006, Gdpt2018};
        let all = [
            session(Gdpt2018, "ngu_van", 11, (7, 35)),
            session(Gdpt2018, "elective_1", 12, (7, 35)),
            session(Gdpt2018, "elective_2", 12, (8, 35)),
            session(Gdpt2006, "ngu_van", 11, (7, 35)),
            session(Gdpt2006, "vat_li", 12, (7, 35)),
            session(Gdpt2006, "hoa_hoc", 12, (8, 35)),
            session(Gdpt2006, "sinh_hoc", 12, (9, 35)),
            session(Gdpt2006, "lich_su", 12, (7, 35)),
            session(Gdpt2006, "ngoai_ngu", 12, (14, 30)),
        ];
        let papers: Papers = serde_json::from_value(papers.clone()).unwrap();
        let line = |(subject, session): (Subject, Option<ExamSession>)| {
            let at = session.map_or_else(|| "?".to_owned(), |session| session.starts_at.hour_and_minute());
            format!("{} {at}", subject.as_str())
        };
        sessions_of(&papers, &all).into_iter().map(line).collect()
    }

    #[test]
    fn each_programme_has_its_own_sessions_and_no_paper_is_left_out() {
        let old = serde_json::json!({
            "programme": "2006",
            "subjects": ["toan", "ngu_van", "vat_li", "hoa_hoc", "sinh_hoc", "ngoai_ngu"],
            "language": "N1",
            "combined": "khtn",
        });
        let expected =
            ["ngu_van 07:35", "vat_li 07:35", "hoa_hoc 08:35", "sinh_hoc 09:35", "ngoai_ngu 14:30", "toan ?"];
        assert_eq!(timetable(&old), expected, "no session of Toán is known");
        let one =
            serde_json::json!({ "programme": "2006", "subjects": ["hoa_hoc"], "language": null, "combined": "khtn" });
        assert_eq!(timetable(&one), ["hoa_hoc 08:35"], "a component keeps its hour without the others");
        let new = serde_json::json!({
            "programme": "2018",
            "subjects": ["toan", "ngu_van", "hoa_hoc", "ngoai_ngu"],
            "language": "N1",
        });
        assert_eq!(timetable(&new), ["ngu_van 07:35", "hoa_hoc 07:35", "ngoai_ngu 08:35", "toan ?"]);
    }
}
