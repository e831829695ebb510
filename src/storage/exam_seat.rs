//! Who sits the exam where, and under which number.

use uuid::Uuid;

use super::{StorageError, Tx, document::document_code_of_row};
use crate::domain::{
    candidate::name::FullName,
    exam::{
        document::DocumentCode,
        papers::Papers,
        programme::ExamProgramme,
        seating::{CandidateNumber, Seated, Sitter},
        state::RegistrationStatus,
    },
    ids::{CandidateId, DepartmentCode, ExamRegistrationId, RegistrationUnitId, SeasonYear, StaffId},
    time::Instant,
};

/// The council of a department with its next running number, held until the transaction ends: whoever else gives out
/// numbers there waits. Numbers that came from elsewhere are not given out again.
///
/// # Errors
/// `Driver`; `Inconsistent` for a department that does not exist.
pub async fn council_hold(
    tx: &mut Tx,
    department: &DepartmentCode,
    season: SeasonYear,
) -> Result<(String, u32), StorageError> {
    sqlx::query!(
        "INSERT INTO exam_number_counter (season, department_code, next_number) VALUES ($1, $2, 1)
         ON CONFLICT ON CONSTRAINT exam_number_counter_pk DO NOTHING",
        season.0,
        department.0
    )
    .execute(tx.conn())
    .await?;
    let counter = sqlx::query_scalar!(
        "SELECT next_number FROM exam_number_counter WHERE season = $1 AND department_code = $2 FOR UPDATE",
        season.0,
        department.0
    )
    .fetch_one(tx.conn())
    .await?;
    let row = sqlx::query!(
        r#"SELECT council.exam_council_code AS code, greatest(
               (SELECT max(candidate_number) FROM candidate WHERE season = $1
                    AND starts_with(candidate_number, council.exam_council_code)),
               (SELECT max(candidate_number) FROM school_roll_entry WHERE season = $1
                    AND starts_with(candidate_number, council.exam_council_code))) AS "last?"
           FROM department AS council WHERE council.code = $2"#,
        season.0,
        department.0
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(StorageError::inconsistent("department", "code", Uuid::nil()))?;
    let last = row.last.and_then(|last| CandidateNumber::running_of(&last, &row.code));
    let next = u32::try_from(counter).unwrap_or(1).max(last.map_or(1, |last| last + 1));
    Ok((row.code, next))
}

/// Those of a venue who are to get a number, each with the form that is thereby numbered, in its version: whoever sits no
/// paper gets none.
///
/// # Errors
/// `Driver`; `Inconsistent` for a name that the domain refuses.
pub async fn sitters_fetch(
    tx: &mut Tx,
    venue: Uuid,
    season: SeasonYear,
) -> Result<Vec<((ExamRegistrationId, i32), Sitter)>, StorageError> {
    let rows = sqlx::query!(
        "SELECT candidate.id, form.id AS registration_id, form.version, person.full_name, person.birth_date
         FROM exam_venue AS venue
         JOIN exam_venue_unit AS placed ON placed.venue_id = venue.id
         JOIN candidate ON candidate.registration_unit_id = placed.registration_unit_id
             AND candidate.season = venue.season
         JOIN exam_registration AS form ON form.candidate_id = candidate.id AND form.state = 'signed'
         JOIN person ON person.id = candidate.person_id
         WHERE venue.id = $1 AND venue.season = $2 AND form.id IN (SELECT department_sitters($2))
         FOR UPDATE OF form",
        venue,
        season.0
    )
    .fetch_all(tx.conn())
    .await?;
    let mut sitters = Vec::with_capacity(rows.len());
    for row in rows {
        let full_name =
            FullName::parse(&row.full_name).map_err(|_| StorageError::inconsistent("person", "full_name", row.id))?;
        let candidate_id = CandidateId(row.id);
        let form = (ExamRegistrationId(row.registration_id), row.version);
        sitters.push((form, Sitter { candidate_id, full_name, birth_date: row.birth_date }));
    }
    Ok(sitters)
}

/// How many places of a venue are taken.
///
/// # Errors
/// `Driver`.
pub async fn places_taken(tx: &mut Tx, venue: Uuid) -> Result<u32, StorageError> {
    let count = sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM exam_seat WHERE venue_id = $1"#, venue);
    Ok(u32::try_from(count.fetch_one(tx.conn()).await?).unwrap_or(u32::MAX))
}

/// A run that gave out numbers.
#[derive(Debug, Clone, Copy)]
pub struct NumberingRun {
    /// A fresh id.
    pub id: Uuid,
    /// Where.
    pub venue: Uuid,
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: StaffId,
}

/// Keeps what a run gave out: the run, the seats, the candidates' numbers, and the council's next one.
///
/// # Errors
/// `Conflict` where a number or place is taken; `Driver`.
pub async fn numbers_keep(
    tx: &mut Tx,
    run: NumberingRun,
    (department, season): (&DepartmentCode, SeasonYear),
    seated: &[Seated],
    next_number: u32,
) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO exam_numbering (id, venue_id, at, numbered_by, numbered) VALUES ($1, $2, $3, $4, $5)",
        run.id,
        run.venue,
        run.at.to_utc(),
        run.by.0,
        i32::try_from(seated.len()).unwrap_or(i32::MAX)
    )
    .execute(tx.conn())
    .await?;
    let small = |number: u16| i16::try_from(number).unwrap_or(i16::MAX);
    let ids: Vec<Uuid> = seated.iter().map(|seated| seated.candidate_id.0).collect();
    let rooms: Vec<i16> = seated.iter().map(|seated| small(seated.room)).collect();
    let seats: Vec<i16> = seated.iter().map(|seated| small(seated.seat)).collect();
    let numbers: Vec<String> = seated.iter().map(|seated| seated.number.as_str().to_owned()).collect();
    sqlx::query!(
        "INSERT INTO exam_seat (candidate_id, venue_id, room, seat, numbering_id)
         SELECT new.id, $4, new.room, new.seat, $5
         FROM unnest($1::uuid[], $2::smallint[], $3::smallint[]) AS new (id, room, seat)",
        &ids,
        &rooms,
        &seats,
        run.venue,
        run.id
    )
    .execute(tx.conn())
    .await?;
    // Whoever was given a number before, e.g. by the school's roll, keeps it.
    sqlx::query!(
        "UPDATE candidate SET candidate_number = new.number
         FROM unnest($1::uuid[], $2::text[]) AS new (id, number)
         WHERE candidate.id = new.id AND candidate.candidate_number IS NULL",
        &ids,
        &numbers
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "UPDATE exam_number_counter SET next_number = $3 WHERE season = $1 AND department_code = $2",
        season.0,
        department.0,
        i32::try_from(next_number).unwrap_or(i32::MAX)
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Somebody in a room's list.
#[derive(Debug, Clone)]
pub struct RoomRow {
    /// Who.
    pub candidate_id: CandidateId,
    /// The number of the room.
    pub room: i16,
    /// The place in it.
    pub seat: i16,
    /// The candidate number.
    pub number: String,
    /// Full name.
    pub full_name: String,
    /// Day of birth.
    pub birth_date: time::Date,
    /// The state of the form.
    pub status: RegistrationStatus,
}

/// Who sits at a venue, by room and place, named as amended.
///
/// # Errors
/// `Driver`; `Inconsistent`.
pub async fn rooms_fetch(tx: &mut Tx, venue: Uuid) -> Result<Vec<RoomRow>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT seat.candidate_id, seat.room, seat.seat, candidate.candidate_number AS "number!",
                  coalesce(amended.full_name, person.full_name) AS "full_name!",
                  coalesce(amended.birth_date, person.birth_date) AS "birth_date!", form.state
           FROM exam_seat AS seat
           JOIN candidate ON candidate.id = seat.candidate_id
           JOIN person ON person.id = candidate.person_id
           LEFT JOIN amended ON amended.candidate_id = candidate.id
           JOIN exam_registration AS form ON form.candidate_id = candidate.id
           WHERE seat.venue_id = $1 ORDER BY seat.room, seat.seat"#,
        venue
    )
    .fetch_all(tx.conn())
    .await?;
    let mut read = Vec::with_capacity(rows.len());
    for row in rows {
        read.push(RoomRow {
            candidate_id: CandidateId(row.candidate_id),
            room: row.room,
            seat: row.seat,
            number: row.number,
            full_name: row.full_name,
            birth_date: row.birth_date,
            status: RegistrationStatus::parse(&row.state).ok_or(StorageError::inconsistent(
                "exam_registration",
                "state",
                row.candidate_id,
            ))?,
        });
    }
    Ok(read)
}

/// Whose places.
#[derive(Debug, Clone, Copy)]
pub enum PlacesOf {
    /// One candidate's.
    Candidate(CandidateId),
    /// Those of a unit's candidates.
    Unit(RegistrationUnitId, SeasonYear),
}

impl PlacesOf {
    /// The candidate, the unit and the season that a query asks for; what is none does not matter.
    pub(super) const fn conditions(self) -> (Option<Uuid>, Option<Uuid>, Option<i16>) {
        match self {
            Self::Candidate(id) => (Some(id.0), None, None),
            Self::Unit(id, season) => (None, Some(id.0), Some(season.0)),
        }
    }
}

/// Where and under which number somebody sits which papers.
#[derive(Debug, Clone)]
pub struct ExamPlace {
    /// Who.
    pub candidate_id: CandidateId,
    /// Full name.
    pub full_name: FullName,
    /// Day of birth.
    pub birth_date: time::Date,
    /// The candidate number.
    pub number: String,
    /// The venue's two digits.
    pub venue_code: String,
    /// Its name.
    pub venue_name: String,
    /// Where it is.
    pub address: String,
    /// The room.
    pub room: i16,
    /// The place in it.
    pub seat: i16,
    /// What they sit.
    pub papers: Papers,
    /// The number of the notice.
    pub document_code: DocumentCode,
}

/// The places that are given out, by candidate number: of those whose form the actor may read.
///
/// # Errors
/// `Driver`; `Inconsistent`.
pub async fn exam_places_fetch(tx: &mut Tx, of: PlacesOf) -> Result<Vec<ExamPlace>, StorageError> {
    let (candidate, unit, season) = of.conditions();
    let rows = sqlx::query!(
        r#"SELECT candidate.id, person.full_name, person.birth_date, candidate.candidate_number AS "number!",
                  venue.venue_code, venue.name AS venue_name, venue.address, seat.room, seat.seat, seat.document_code,
                  form.papers AS "papers!"
           FROM exam_seat AS seat
           JOIN exam_venue AS venue ON venue.id = seat.venue_id
           JOIN candidate ON candidate.id = seat.candidate_id
           JOIN person ON person.id = candidate.person_id
           JOIN LATERAL (SELECT content -> 'papers' AS papers FROM exam_registration_version AS kept
               JOIN exam_registration AS form ON form.id = kept.registration_id
               WHERE form.candidate_id = candidate.id ORDER BY kept.number DESC LIMIT 1) AS form ON true
           WHERE ($1::uuid IS NULL OR candidate.id = $1) AND ($2::uuid IS NULL OR candidate.registration_unit_id = $2)
               AND ($3::smallint IS NULL OR candidate.season = $3)
           ORDER BY candidate.candidate_number"#,
        candidate,
        unit,
        season
    )
    .fetch_all(tx.conn())
    .await?;
    let places = rows.into_iter().map(|row| {
        let papers = serde_json::from_value(row.papers);
        Ok(ExamPlace {
            candidate_id: CandidateId(row.id),
            full_name: FullName::parse(&row.full_name)
                .map_err(|_| StorageError::inconsistent("person", "full_name", row.id))?,
            birth_date: row.birth_date,
            number: row.number,
            venue_code: row.venue_code,
            venue_name: row.venue_name,
            address: row.address,
            room: row.room,
            seat: row.seat,
            papers: papers.map_err(|_| StorageError::inconsistent("exam_registration_version", "content", row.id))?,
            document_code: document_code_of_row("exam_seat", &row.document_code, row.id)?,
        })
    });
    places.collect()
}

/// A session of the exam.
#[derive(Debug, Clone)]
pub struct ExamSession {
    /// Whose session: each programme has its own.
    pub programme: ExamProgramme,
    /// The word of a subject, or `elective_1` and `elective_2`.
    pub paper: String,
    /// When it starts.
    pub starts_at: Instant,
    /// How long it takes.
    pub minutes: i16,
    /// Whether a published source confirms it.
    pub is_verified: bool,
}

/// The sessions of a season, in their order.
///
/// # Errors
/// `Driver`; `Inconsistent` for a programme that the domain does not know.
pub async fn exam_sessions_fetch(tx: &mut Tx, season: SeasonYear) -> Result<Vec<ExamSession>, StorageError> {
    let rows = sqlx::query!(
        "SELECT programme, paper, starts_at, minutes, is_verified FROM season_exam_session
         WHERE season = $1 ORDER BY position",
        season.0
    );
    let rows = rows.fetch_all(tx.conn()).await?;
    let sessions = rows.into_iter().map(|row| {
        let programme = ExamProgramme::parse(&row.programme);
        Ok(ExamSession {
            programme: programme.ok_or(StorageError::inconsistent("season_exam_session", "programme", Uuid::nil()))?,
            paper: row.paper,
            starts_at: Instant::from_utc(row.starts_at),
            minutes: row.minutes,
            is_verified: row.is_verified,
        })
    });
    sessions.collect()
}
