//! Where a candidate stands in the season, in one query.

use super::{StorageError, Tx};
use crate::domain::{exam::state::RegistrationStatus, ids::CandidateId, money::Dong, time::Instant};

/// Where a candidate stands.
#[derive(Debug, Clone)]
pub struct CandidateOverview {
    /// The number under which they sit the exam, once assigned.
    pub candidate_number: Option<String>,
    /// The exam registration, once begun.
    pub registration: Option<RegistrationStatus>,
    /// How many appeals against marks stand, decided or not.
    pub standing_appeals: u32,
    /// How many of them wait for the exam council.
    pub open_appeals: u32,
    /// How many preferences the draft list holds.
    pub drafted_preferences: usize,
    /// The last submitted preference list: its number, when, and how many preferences.
    pub submitted_list: Option<(u32, Instant, u8)>,
    /// Whether the draft differs from it.
    pub draft_differs: bool,
    /// The frozen bill: what to pay, and when it was paid.
    pub bill: Option<(Dong, Option<Instant>)>,
    /// The province group whose payment window applies.
    pub payment_group: u8,
    /// When enrolment was confirmed.
    pub enrolment_confirmed_at: Option<Instant>,
}

/// The overview of one candidate.
///
/// # Errors
/// `Driver`; `Inconsistent` for a state that the domain does not know.
pub async fn candidate_overview_fetch(
    tx: &mut Tx,
    candidate_id: CandidateId,
) -> Result<CandidateOverview, StorageError> {
    let row = sqlx::query!(
        r#"SELECT candidate.candidate_number, exam_registration.state AS "state?",
            coalesce(cardinality(draft.programme_ids), 0) AS "drafted!",
            list.number AS "list_number?", list.submitted_at AS "list_submitted_at?",
            coalesce(cardinality(listed.programme_ids), 0) AS "listed!",
            draft.programme_ids IS DISTINCT FROM listed.programme_ids AS "differs!",
            bill.amount_dong AS "amount_dong?", bill.paid_at AS "paid_at?",
            coalesce(season_payment_group.province_group, 0) AS "payment_group!",
            enrolment.confirmed_at AS "confirmed_at?",
            (SELECT count(*) FROM mark_appeal WHERE candidate_id = candidate.id AND state <> 'withdrawn') AS "appeals!",
            (SELECT count(*) FROM mark_appeal WHERE candidate_id = candidate.id
                AND state IN ('submitted', 'proposed')) AS "open_appeals!"
         FROM candidate
         JOIN registration_unit ON registration_unit.id = candidate.registration_unit_id
         JOIN department ON department.code = registration_unit.department_code
         LEFT JOIN season_payment_group ON season_payment_group.season = candidate.season
            AND season_payment_group.province_code = department.province_code
         LEFT JOIN exam_registration ON exam_registration.candidate_id = candidate.id
         LEFT JOIN preference_draft draft ON draft.candidate_id = candidate.id
         LEFT JOIN LATERAL (SELECT id, number, submitted_at FROM preference_list_version
            WHERE candidate_id = candidate.id ORDER BY number DESC LIMIT 1) list ON true
         LEFT JOIN LATERAL (SELECT array_agg(programme_id ORDER BY rank) AS programme_ids FROM preference
            WHERE list_version_id = list.id) listed ON true
         LEFT JOIN bill ON bill.candidate_id = candidate.id
         LEFT JOIN enrolment ON enrolment.candidate_id = candidate.id
         WHERE candidate.id = $1"#,
        candidate_id.0
    )
    .fetch_one(tx.conn())
    .await?;
    let inconsistent = |table, column| StorageError::inconsistent(table, column, candidate_id.0);
    let registration = row
        .state
        .map(|state| RegistrationStatus::parse(&state).ok_or_else(|| inconsistent("exam_registration", "state")));
    let count = |count: i32| usize::try_from(count).unwrap_or_default();
    let number = row.list_number.map(u32::try_from).transpose();
    let number = number.map_err(|_| inconsistent("preference_list_version", "number"))?;
    Ok(CandidateOverview {
        candidate_number: row.candidate_number,
        registration: registration.transpose()?,
        standing_appeals: u32::try_from(row.appeals).unwrap_or_default(),
        open_appeals: u32::try_from(row.open_appeals).unwrap_or_default(),
        drafted_preferences: count(row.drafted),
        submitted_list: number.zip(row.list_submitted_at).map(|(number, submitted_at)| {
            (number, Instant::from_utc(submitted_at), u8::try_from(row.listed).unwrap_or(u8::MAX))
        }),
        draft_differs: row.drafted > 0 && row.differs,
        bill: row.amount_dong.map(|amount| (Dong::new(amount), row.paid_at.map(Instant::from_utc))),
        payment_group: u8::try_from(row.payment_group)
            .map_err(|_| inconsistent("season_payment_group", "province_group"))?,
        enrolment_confirmed_at: row.confirmed_at.map(Instant::from_utc),
    })
}
