//! Many people who have a fee to pay, for benchmarks and for chaos: candidates of one school of Huế with a submitted list.

use sqlx::PgPool;

/// Inserts the payers 1 to `count`, as the owner of the database. Person, candidate and list of number `n` have the id
/// `md5('payer-' || n)`; the list has one to five preferences and the receipt `payer-<n>`.
///
/// # Errors
/// What the database says.
pub async fn insert_payers(pool: &PgPool, count: i64) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO person (id, subject, identity_kind, identity_number, full_name, birth_date, sex, created_at)
         SELECT md5('payer-' || number)::uuid, 'payer-' || number, 'personal_id', '046208' || lpad(number::text, 6, '0'),
             'Người Trả Phí', '2008-01-01', 'male', '2026-04-20T08:00:00+07:00'
         FROM generate_series(1, $1::bigint) AS number",
        count
    )
    .execute(pool)
    .await?;
    sqlx::query!(
        "INSERT INTO candidate (id, person_id, season, kind, registration_unit_id, created_at)
         SELECT person.id, person.id, 2026, 'current_grade12', unit.id, person.created_at
         FROM person, registration_unit AS unit
         WHERE starts_with(subject, 'payer-') AND department_code = '46' AND unit_code = '010'"
    )
    .execute(pool)
    .await?;
    sqlx::query!(
        "INSERT INTO preference_list_version (id, candidate_id, number, submitted_at, receipt_number)
         SELECT id, id, 1, '2026-07-10T08:00:00+07:00', subject FROM person WHERE starts_with(subject, 'payer-')"
    )
    .execute(pool)
    .await?;
    sqlx::query!(
        "INSERT INTO preference (list_version_id, rank, programme_id)
         SELECT list.id, wanted.rank, wanted.id
         FROM preference_list_version AS list,
             (SELECT id, (row_number() OVER (ORDER BY institution_code, admission_code))::smallint AS rank
              FROM programme WHERE season = 2026 ORDER BY institution_code, admission_code LIMIT 5) AS wanted
         WHERE starts_with(list.receipt_number, 'payer-')
             AND wanted.rank <= 1 + split_part(list.receipt_number, '-', 2)::int % 5"
    )
    .execute(pool)
    .await?;
    Ok(())
}
