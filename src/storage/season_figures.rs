//! How far a season is, in numbers.

use super::{StorageError, Tx};
use crate::domain::ids::SeasonYear;

/// What has been done so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SeasonFigures {
    /// Candidates.
    pub candidates: i64,
    /// Exam registrations that were ever submitted.
    pub registered: i64,
    /// Approved ones.
    pub approved: i64,
    /// Candidates with a submitted preference list.
    pub lists: i64,
    /// Paid bills.
    pub paid: i64,
    /// Candidate numbers with marks.
    pub marked: i64,
    /// Confirmed enrolments.
    pub confirmed: i64,
}

/// The figures of a season.
///
/// # Errors
/// `Driver`.
pub async fn season_figures_fetch(tx: &mut Tx, season: SeasonYear) -> Result<SeasonFigures, StorageError> {
    let figures = sqlx::query_as!(
        SeasonFigures,
        r#"SELECT
            (SELECT count(*) FROM candidate WHERE season = $1) AS "candidates!",
            (SELECT count(*) FROM exam_registration r JOIN candidate c ON c.id = r.candidate_id
             WHERE c.season = $1 AND r.submitted_at IS NOT NULL) AS "registered!",
            (SELECT count(*) FROM exam_registration r JOIN candidate c ON c.id = r.candidate_id
             WHERE c.season = $1 AND is_accepted_registration(r.state)) AS "approved!",
            (SELECT count(DISTINCT l.candidate_id) FROM preference_list_version l JOIN candidate c ON c.id = l.candidate_id
             WHERE c.season = $1) AS "lists!",
            (SELECT count(*) FROM bill b JOIN candidate c ON c.id = b.candidate_id
             WHERE c.season = $1 AND b.paid_at IS NOT NULL) AS "paid!",
            (SELECT count(DISTINCT candidate_number) FROM mark WHERE season = $1) AS "marked!",
            (SELECT count(*) FROM enrolment e JOIN candidate c ON c.id = e.candidate_id
             WHERE c.season = $1) AS "confirmed!""#,
        season.0
    );
    Ok(figures.fetch_one(tx.conn()).await?)
}
