//! A made-up population of any size: places and staff by statements, people by COPY, batch after batch within one
//! transaction, straight into the tables as their owner. A batch is put together without the database, so that others
//! are made while one is written.

use uuid::Uuid;

use super::{
    StorageError, Tx,
    copy::{Rows, analyze, wall_lower, wall_raise},
    staff_account::search_text,
};
use crate::domain::{ids::SeasonYear, time::Instant};

mod encode;
mod people;

pub use people::{
    SeededCandidate, SeededChange, SeededComparison, SeededForm, SeededSeat, SeededSection, SeededUnitWork,
    SeededUnlock, SeededVenue,
};

/// What the subjects of these people begin with, and what comes right after all of them.
const SUBJECTS: (&str, &str) = ("seeded-", "seeded.");

/// A table and the columns that are filled.
type Target = (&'static str, &'static [&'static str]);

/// The tables in the order in which they are filled: what is named comes first.
const TARGETS: [Target; 17] = [
    ("person", &["id", "subject", "identity_kind", "identity_number", "full_name", "birth_date", "sex", "created_at"]),
    (
        "school_roll_entry",
        &[
            "season",
            "registration_unit_id",
            "identity_kind",
            "identity_number",
            "full_name",
            "birth_date",
            "sex",
            "ethnic_group_code",
            "class_name",
            "candidate_kind",
            "candidate_number",
            "school_10",
            "school_11",
            "id",
        ],
    ),
    ("candidate", &["id", "person_id", "season", "kind", "registration_unit_id", "candidate_number", "created_at"]),
    (
        "registry_comparison",
        &["candidate_id", "status", "differing_fields", "registry_values", "request_id", "checked_at", "next_check_at"],
    ),
    (
        "registry_check",
        &["id", "candidate_id", "request_id", "checked_at", "status", "differing_fields", "answer_sha256"],
    ),
    (
        "exam_registration",
        &[
            "id",
            "candidate_id",
            "state",
            "form_number",
            "version",
            "submitted_at",
            "decided_at",
            "rejection_category",
            "rejection_text",
            "updated_at",
        ],
    ),
    ("exam_registration_section", &["registration_id", "section", "form", "is_complete", "version", "saved_at"]),
    ("exam_registration_version", &["registration_id", "number", "content", "submitted_at", "document_code"]),
    (
        "exam_registration_event",
        &["id", "registration_id", "at", "actor_kind", "actor_id", "from_state", "to_state", "category", "text"],
    ),
    ("correction_request", &["id", "registration_id", "section", "base_number", "proposed", "reason", "requested_at"]),
    (
        "unlock_request",
        &["id", "registration_id", "reason", "requested_at", "requested_by", "decided_at", "decided_by", "is_granted"],
    ),
    ("unit_sign_off", &["id", "registration_unit_id", "season", "at", "signed_off_by", "forms"]),
    ("exam_venue", &["id", "season", "department_code", "venue_code", "name", "address"]),
    ("exam_venue_unit", &["season", "registration_unit_id", "venue_id"]),
    ("exam_numbering", &["id", "venue_id", "at", "numbered_by", "numbered"]),
    ("exam_seat", &["candidate_id", "venue_id", "room", "seat", "numbering_id", "document_code"]),
    ("mark", &["season", "candidate_number", "subject_code", "mark_hundredths"]),
];

fn tables() -> Vec<&'static str> {
    TARGETS.iter().map(|(table, _)| *table).collect()
}

/// The tables that a population fills, in the order in which they can be filled: for whoever copies one.
pub fn population_tables() -> impl Iterator<Item = &'static str> {
    TARGETS.iter().map(|(table, _)| *table)
}

/// Rows of all tables, ready to be copied.
pub struct Batch {
    rows: [Rows; TARGETS.len()],
}

impl Batch {
    /// The work of a few units as rows. Needs no database and no other thread's patience.
    #[must_use]
    pub fn of(season: SeasonYear, units: &[SeededUnitWork]) -> Self {
        let mut batch = Self { rows: TARGETS.map(|(_, columns)| Rows::new(columns.len())) };
        for unit in units {
            batch.add(season, unit);
        }
        batch
    }
}

/// A province with what its made-up people need.
#[derive(Debug, Clone)]
pub struct SeedProvince {
    /// Its code; its department and exam council bear the same.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The codes in the citizen numbers of those born there.
    pub citizen_id_codes: Vec<String>,
    /// Its communes by code, with their names.
    pub communes: Vec<(String, String)>,
    /// The codes of its department's units that are taken.
    pub unit_codes: Vec<String>,
    /// The codes of its department's venues that are taken.
    pub venue_codes: Vec<String>,
}

/// A school or receiving point to be made up.
#[derive(Debug, Clone)]
pub struct SeedUnit {
    /// A fresh id.
    pub id: Uuid,
    /// Code of its department, of its province and of its exam council.
    pub department: String,
    /// Its code within the department.
    pub unit_code: String,
    /// Its name.
    pub name: String,
    /// The school's code; none of a receiving point.
    pub school: Option<String>,
    /// The commune where it is.
    pub commune: String,
    /// The priority area of that commune.
    pub area: &'static str,
    /// What the school is searched by.
    pub search_text: String,
}

/// A member of staff to be made up.
#[derive(Debug, Clone)]
pub struct SeedStaff {
    /// A fresh id.
    pub id: Uuid,
    /// Address of the account.
    pub email: String,
    /// Full name.
    pub full_name: String,
    /// A word of the roles of a unit or a department.
    pub role: &'static str,
    /// The unit.
    pub unit: Option<Uuid>,
    /// The department.
    pub department: Option<String>,
    /// The sealed secret of the second factor.
    pub sealed_secret: Vec<u8>,
    /// The salt of recovery codes that there are none of.
    pub recovery_salt: Vec<u8>,
}

/// Whether a made-up population is there already.
///
/// # Errors
/// `Driver`.
pub async fn population_exists(tx: &mut Tx) -> Result<bool, StorageError> {
    let exists = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM person WHERE subject >= $1 AND subject < $2) AS "exists!""#,
        SUBJECTS.0,
        SUBJECTS.1
    );
    Ok(exists.fetch_one(tx.conn()).await?)
}

/// All provinces by code, whose departments are made where there are none.
///
/// # Errors
/// `Driver`.
pub async fn seed_provinces_prepare(tx: &mut Tx, season: SeasonYear) -> Result<Vec<SeedProvince>, StorageError> {
    sqlx::query!(
        "INSERT INTO department (code, name, province_code, exam_council_code)
         SELECT code, 'Sở Giáo dục và Đào tạo ' || CASE WHEN full_name LIKE 'Thành phố%' THEN 'thành phố ' ELSE '' END || name,
             code, code
         FROM province ON CONFLICT (code) DO NOTHING"
    )
    .execute(tx.conn())
    .await?;
    let rows = sqlx::query!(
        r#"SELECT province.code, province.name,
               array(SELECT citizen_id_code FROM old_province WHERE province_code = province.code ORDER BY 1)
                   AS "citizen_id_codes!",
               array(SELECT commune.code FROM commune WHERE province_code = province.code ORDER BY code) AS "communes!",
               array(SELECT commune.name FROM commune WHERE province_code = province.code ORDER BY code)
                   AS "commune_names!",
               array(SELECT unit_code FROM registration_unit WHERE department_code = province.code) AS "unit_codes!",
               array(SELECT venue_code FROM exam_venue WHERE department_code = province.code AND season = $1)
                   AS "venue_codes!"
           FROM province ORDER BY province.code"#,
        season.0
    );
    let provinces = rows.fetch_all(tx.conn()).await?.into_iter().map(|row| SeedProvince {
        code: row.code,
        name: row.name,
        citizen_id_codes: row.citizen_id_codes,
        communes: row.communes.into_iter().zip(row.commune_names).collect(),
        unit_codes: row.unit_codes,
        venue_codes: row.venue_codes,
    });
    Ok(provinces.collect())
}

/// Adds schools and the units of them and of receiving points.
///
/// # Errors
/// `Driver`; `Conflict` where a code is taken.
pub async fn seed_units_insert(tx: &mut Tx, units: &[SeedUnit]) -> Result<(), StorageError> {
    let schools: Vec<&SeedUnit> = units.iter().filter(|unit| unit.school.is_some()).collect();
    sqlx::query!(
        "INSERT INTO high_school (code, name, province_code, commune_code, priority_area, search_text)
         SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])",
        &schools.iter().filter_map(|unit| unit.school.clone()).collect::<Vec<_>>(),
        &column(&schools, |unit| unit.name.clone()),
        &column(&schools, |unit| unit.department.clone()),
        &column(&schools, |unit| unit.commune.clone()),
        &column(&schools, |unit| unit.area.to_owned()),
        &column(&schools, |unit| unit.search_text.clone())
    )
    .execute(tx.conn())
    .await?;
    let units: Vec<&SeedUnit> = units.iter().collect();
    sqlx::query!(
        "INSERT INTO registration_unit (id, department_code, unit_code, name, high_school_code)
         SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])",
        &column(&units, |unit| unit.id),
        &column(&units, |unit| unit.department.clone()),
        &column(&units, |unit| unit.unit_code.clone()),
        &column(&units, |unit| unit.name.clone()),
        &column(&units, |unit| unit.school.clone()) as &[Option<String>]
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Adds accounts, each with a second factor.
///
/// # Errors
/// `Driver`; `Conflict` where an address is taken.
pub async fn seed_staff_insert(
    tx: &mut Tx,
    staff: &[SeedStaff],
    password_hash: &str,
    at: Instant,
) -> Result<(), StorageError> {
    let staff: Vec<&SeedStaff> = staff.iter().collect();
    let ids = column(&staff, |account| account.id);
    sqlx::query!(
        "INSERT INTO staff (id, email, full_name, role, registration_unit_id, department_code, password_hash, search_text,
             created_at)
         SELECT new.id, new.email, new.full_name, new.role, new.unit, new.department, $8, new.search_text, $9
         FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::text[])
             AS new (id, email, full_name, role, unit, department, search_text)",
        &ids,
        &column(&staff, |account| account.email.clone()),
        &column(&staff, |account| account.full_name.clone()),
        &column(&staff, |account| account.role.to_owned()),
        &column(&staff, |account| account.unit) as &[Option<Uuid>],
        &column(&staff, |account| account.department.clone()) as &[Option<String>],
        &column(&staff, |account| search_text(&account.full_name, &account.email)),
        password_hash,
        at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "INSERT INTO staff_second_factor (staff_id, sealed_secret, begun_at, confirmed_at, recovery_salt)
         SELECT new.id, new.secret, $4, $4, new.salt
         FROM unnest($1::uuid[], $2::bytea[], $3::bytea[]) AS new (id, secret, salt)",
        &ids,
        &column(&staff, |account| account.sealed_secret.clone()),
        &column(&staff, |account| account.recovery_salt.clone()),
        at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

fn column<R, T>(rows: &[&R], value: impl Fn(&R) -> T) -> Vec<T> {
    rows.iter().map(|row| value(row)).collect()
}

/// Keeps `count` running numbers of forms; gives the first.
///
/// # Errors
/// `Driver`.
pub async fn form_numbers_reserve(tx: &mut Tx, count: i64) -> Result<i64, StorageError> {
    let first = sqlx::query_scalar!(r#"SELECT nextval('form_number_seq') AS "first!""#).fetch_one(tx.conn()).await?;
    sqlx::query_scalar!("SELECT setval('form_number_seq', $1)", first + count).fetch_one(tx.conn()).await?;
    Ok(first)
}

/// From `next` on the council of `department` gives out its numbers. Its counter is there (`council_hold`).
///
/// # Errors
/// `Driver`.
pub async fn candidate_numbers_reserve(
    tx: &mut Tx,
    department: &str,
    season: SeasonYear,
    next: u32,
) -> Result<(), StorageError> {
    sqlx::query!(
        "UPDATE exam_number_counter SET next_number = greatest(next_number, $3)
         WHERE season = $1 AND department_code = $2",
        season.0,
        department,
        i32::try_from(next).unwrap_or(i32::MAX)
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Before the first batch. The tables are this transaction's alone from here on.
///
/// # Errors
/// `Driver`, also for whoever does not own the tables.
pub async fn population_begin(tx: &mut Tx) -> Result<(), StorageError> {
    wall_lower(tx, &tables()).await
}

/// Writes a batch; gives the number of rows.
///
/// # Errors
/// `Driver`; `Conflict` where somebody else has a number that was made up.
pub async fn population_add(tx: &mut Tx, batch: Batch) -> Result<u64, StorageError> {
    let mut count = 0;
    for ((table, columns), rows) in TARGETS.iter().zip(batch.rows) {
        count += rows.copy_into(tx, table, columns).await?;
    }
    Ok(count)
}

/// After the last batch: row-level security is in force again, and the planner knows how many there are.
///
/// # Errors
/// `Driver`.
pub async fn population_end(tx: &mut Tx) -> Result<(), StorageError> {
    wall_raise(tx, &tables()).await?;
    analyze(tx, &tables()).await
}
