//! The people and places of the demo season: `migrations/demo/*.csv`. Invented, every one.

use super::{
    StorageError, Tx,
    csv_source::{Source, merge_source},
};

/// Loads departments, schools, registration units, staff and the school roll.
///
/// `roll_csv` has the columns of [`school_roll_entry`](../../migrations/0003_people.sql) without the season, with
/// `unit_code` (of department 46) in place of the unit's id. Every account gets `password_hash`.
///
/// # Errors
/// `Driver`, also for a file that does not fit.
pub async fn demo_load(tx: &mut Tx, roll_csv: &str, password_hash: &str) -> Result<(), StorageError> {
    sqlx::query!("SELECT set_config('portal.demo_password_hash', $1, true) AS set", password_hash)
        .fetch_one(tx.conn())
        .await?;
    for source in SOURCES {
        merge_source(tx, source).await?;
    }
    merge_source(tx, &Source { table: "school_roll_entry", csv: roll_csv, search_columns: &[], merge: ROLL }).await?;
    Ok(())
}

const STAFF: &str = include_str!("../../migrations/demo/staff.csv");

/// The addresses of the demo's staff.
pub fn demo_staff_emails() -> impl Iterator<Item = &'static str> {
    STAFF.lines().skip(1).filter_map(|line| line.split(',').next())
}

const SOURCES: &[Source<'static>] = &[
    Source {
        table: "department",
        csv: include_str!("../../migrations/demo/departments.csv"),
        search_columns: &[],
        merge: "INSERT INTO department SELECT code, name, province_code, exam_council_code FROM incoming
                ON CONFLICT (code) DO UPDATE SET name = excluded.name",
    },
    Source {
        table: "high_school",
        csv: include_str!("../../migrations/demo/high_schools.csv"),
        search_columns: &["name", "code"],
        merge: "INSERT INTO high_school SELECT code, name, province_code, nullif(commune_code, ''), priority_area, search_text
                FROM incoming ON CONFLICT (code) DO UPDATE SET name = excluded.name",
    },
    Source {
        table: "registration_unit",
        csv: include_str!("../../migrations/demo/registration_units.csv"),
        search_columns: &[],
        merge: "INSERT INTO registration_unit
                SELECT gen_random_uuid(), department_code, unit_code, name, nullif(high_school_code, '') FROM incoming
                ON CONFLICT (department_code, unit_code) DO UPDATE SET name = excluded.name",
    },
    Source {
        table: "staff",
        csv: STAFF,
        search_columns: &["full_name", "email"],
        merge: "INSERT INTO staff (id, email, full_name, role, registration_unit_id, department_code, institution_code, password_hash,
                    search_text)
                SELECT gen_random_uuid(), incoming.email, incoming.full_name, incoming.role, registration_unit.id,
                    CASE WHEN incoming.unit_code = '' THEN nullif(incoming.department_code, '') END,
                    nullif(incoming.institution_code, ''), current_setting('portal.demo_password_hash'),
                    incoming.search_text
                FROM incoming
                LEFT JOIN registration_unit ON registration_unit.department_code = incoming.department_code
                    AND registration_unit.unit_code = incoming.unit_code
                ON CONFLICT (email) DO NOTHING",
    },
];

const ROLL: &str = "INSERT INTO school_roll_entry (season, registration_unit_id, identity_kind, identity_number, full_name,
        birth_date, sex, ethnic_group_code, class_name, candidate_kind, candidate_number)
    SELECT season.year, registration_unit.id, identity_kind, identity_number, incoming.full_name, birth_date::date, sex,
        ethnic_group_code, class_name, candidate_kind, nullif(candidate_number, '')
    FROM incoming
    JOIN season ON season.is_current
    JOIN registration_unit ON registration_unit.department_code = '46' AND registration_unit.unit_code = incoming.unit_code
    ON CONFLICT (season, identity_kind, identity_number) DO NOTHING";
