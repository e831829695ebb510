//! What disabled candidates need at a venue, for those who prepare the rooms: the kinds and the place, nothing of why.

use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    exam::arrangements::Arrangement,
    ids::{CandidateId, SeasonYear},
};

/// Somebody of a venue who needs something.
#[derive(Debug, Clone)]
pub struct NeedThere {
    /// Who.
    pub candidate_id: CandidateId,
    /// Where; `None` before the number is given out.
    pub place: Option<NeedPlace>,
    /// What.
    pub kinds: Vec<Arrangement>,
}

/// Where somebody sits, without a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedPlace {
    /// The number of the room.
    pub room: i16,
    /// The place in it.
    pub seat: i16,
    /// The candidate number.
    pub number: String,
}

/// What is needed at a venue by those whose form is signed, by room and place; at the end those who have no place yet.
///
/// # Errors
/// `Driver`; `Inconsistent` for a kind that the domain does not know.
pub async fn needs_fetch(tx: &mut Tx, venue: Uuid, season: SeasonYear) -> Result<Vec<NeedThere>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT candidate.id, needed.kinds AS "kinds!", seat.room AS "room?", seat.seat AS "seat?",
                  candidate.candidate_number
           FROM department_arrangements($2) AS needed
           JOIN candidate ON candidate.id = needed.candidate_id
           LEFT JOIN exam_seat AS seat ON seat.candidate_id = candidate.id
           LEFT JOIN exam_venue_unit AS placed ON placed.registration_unit_id = candidate.registration_unit_id
               AND placed.season = $2
           WHERE coalesce(seat.venue_id, placed.venue_id) = $1
           ORDER BY seat.room, seat.seat, candidate.id"#,
        venue,
        season.0
    )
    .fetch_all(tx.conn())
    .await?;
    let needs = rows.into_iter().map(|row| {
        let kinds: Option<Vec<Arrangement>> = row.kinds.iter().map(|word| Arrangement::parse(word)).collect();
        let place = row.room.zip(row.seat).map(|(room, seat)| {
            let number = row.candidate_number.unwrap_or_default();
            NeedPlace { room, seat, number }
        });
        Ok(NeedThere {
            candidate_id: CandidateId(row.id),
            place,
            kinds: kinds.ok_or(StorageError::inconsistent("exam_arrangement", "kinds", row.id))?,
        })
    });
    needs.collect()
}
