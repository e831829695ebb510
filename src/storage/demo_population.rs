//! The many candidates of the demo season besides those who can sign in: written in bulk, column by column.

use serde_json::Value;
use time::Date;
use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    ids::{ProgrammeId, SeasonYear},
    money::Dong,
    time::Instant,
};

/// What the subjects of these people begin with.
const SUBJECT_PREFIX: &str = "demo-population-";

/// One of the many. The id names the person and everything that is the person's.
#[derive(Debug)]
pub struct Extra {
    /// A fresh id.
    pub id: Uuid,
    /// Twelve digits.
    pub identity_number: String,
    /// Full name.
    pub full_name: String,
    /// Day of birth.
    pub birth_date: Date,
    /// `female` or `male`.
    pub sex: &'static str,
    /// The registration unit.
    pub unit: Uuid,
    /// The candidate number.
    pub candidate_number: String,
    /// The number of the registration form.
    pub form_number: String,
    /// The approved registration.
    pub content: Value,
    /// The submitted list, by rank.
    pub programmes: Vec<ProgrammeId>,
    /// The numbers on the receipts of the list and of the payment; no payment without one.
    pub receipts: (String, Option<String>),
}

/// When what was done.
#[derive(Debug, Clone, Copy)]
pub struct ExtraTimes {
    /// Registrations submitted.
    pub registered_at: Instant,
    /// Registrations approved.
    pub approved_at: Instant,
    /// Lists submitted.
    pub listed_at: Instant,
    /// Bills frozen.
    pub billed_at: Instant,
    /// Bills paid.
    pub paid_at: Instant,
}

/// Whether the many are there already.
///
/// # Errors
/// `Driver`.
pub async fn extras_exist(tx: &mut Tx) -> Result<bool, StorageError> {
    let exist = sqlx::query_scalar!(
        r#"SELECT EXISTS(SELECT FROM person WHERE starts_with(subject, $1)) AS "exist!""#,
        SUBJECT_PREFIX
    );
    Ok(exist.fetch_one(tx.conn()).await?)
}

/// The units of the many: id, code, code of the school.
///
/// # Errors
/// `Driver`.
pub async fn extra_units_fetch(tx: &mut Tx) -> Result<Vec<(Uuid, String, String)>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT id, unit_code, high_school_code AS "school!" FROM registration_unit
           WHERE department_code = '46' AND unit_code BETWEEN '010' AND '015' AND high_school_code IS NOT NULL
           ORDER BY unit_code"#
    );
    let rows = rows.fetch_all(tx.conn()).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.unit_code, row.school)).collect())
}

/// The programmes of some institutions with the fewest seats, in an order that says nothing but is always the same.
///
/// # Errors
/// `Driver`.
pub async fn popular_programmes_fetch(
    tx: &mut Tx,
    season: SeasonYear,
    institutions: &[String],
    limit: i64,
) -> Result<Vec<ProgrammeId>, StorageError> {
    let ids = sqlx::query_scalar!(
        r#"SELECT id AS "id!" FROM (
               SELECT id, institution_code, admission_code FROM programme
               WHERE season = $1 AND institution_code = ANY ($2) AND EXISTS (
                   SELECT FROM programme_combination WHERE programme_id = programme.id)
               ORDER BY quota, institution_code, admission_code LIMIT $3
           ) AS small ORDER BY md5(institution_code || admission_code)"#,
        season.0,
        institutions,
        limit
    );
    Ok(ids.fetch_all(tx.conn()).await?.into_iter().map(ProgrammeId).collect())
}

/// Writes the many with all that is theirs.
///
/// # Errors
/// `Driver`, `Conflict`.
pub async fn extras_insert(
    tx: &mut Tx,
    season: SeasonYear,
    fee: Dong,
    times: ExtraTimes,
    extras: &[Extra],
) -> Result<(), StorageError> {
    insert_people(tx, season, times, extras).await?;
    insert_registrations(tx, times, extras).await?;
    insert_lists(tx, times, extras).await?;
    insert_bills(tx, fee, times, extras).await
}

fn column<T>(extras: &[Extra], value: impl Fn(&Extra) -> T) -> Vec<T> {
    extras.iter().map(value).collect()
}

async fn insert_people(
    tx: &mut Tx,
    season: SeasonYear,
    times: ExtraTimes,
    extras: &[Extra],
) -> Result<(), StorageError> {
    let ids = column(extras, |extra| extra.id);
    sqlx::query!(
        "INSERT INTO person (id, subject, identity_kind, identity_number, full_name, birth_date, sex, created_at)
         SELECT id, $7 || number, 'personal_id', number, name, birth_date, sex, $6
         FROM unnest($1::uuid[], $2::text[], $3::text[], $4::date[], $5::text[]) AS new (id, number, name, birth_date, sex)",
        &ids,
        &column(extras, |extra| extra.identity_number.clone()),
        &column(extras, |extra| extra.full_name.clone()),
        &column(extras, |extra| extra.birth_date),
        &column(extras, |extra| extra.sex.to_owned()),
        times.registered_at.to_utc(),
        SUBJECT_PREFIX
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "INSERT INTO candidate (id, person_id, season, kind, registration_unit_id, candidate_number, created_at)
         SELECT id, id, $4, 'current_grade12', unit, number, $5
         FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS new (id, unit, number)",
        &ids,
        &column(extras, |extra| extra.unit),
        &column(extras, |extra| extra.candidate_number.clone()),
        season.0,
        times.registered_at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn insert_registrations(tx: &mut Tx, times: ExtraTimes, extras: &[Extra]) -> Result<(), StorageError> {
    let ids = column(extras, |extra| extra.id);
    sqlx::query!(
        "INSERT INTO exam_registration (id, candidate_id, state, form_number, version, submitted_at, decided_at, updated_at)
         SELECT id, id, 'approved', number, 2, $3, $4, $4 FROM unnest($1::uuid[], $2::text[]) AS new (id, number)",
        &ids,
        &column(extras, |extra| extra.form_number.clone()),
        times.registered_at.to_utc(),
        times.approved_at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "INSERT INTO exam_registration_version (registration_id, number, content, submitted_at)
         SELECT id, 1, content, $3 FROM unnest($1::uuid[], $2::jsonb[]) AS new (id, content)",
        &ids,
        &column(extras, |extra| extra.content.clone()),
        times.registered_at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn insert_lists(tx: &mut Tx, times: ExtraTimes, extras: &[Extra]) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO preference_list_version (id, candidate_id, number, submitted_at, receipt_number)
         SELECT id, id, 1, $3, receipt FROM unnest($1::uuid[], $2::text[]) AS new (id, receipt)",
        &column(extras, |extra| extra.id),
        &column(extras, |extra| extra.receipts.0.clone()),
        times.listed_at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    let preferences = extras.iter().flat_map(|extra| (1_i16..).zip(&extra.programmes).map(|each| (extra.id, each)));
    let (lists, ranked): (Vec<_>, Vec<_>) = preferences.unzip();
    let (ranks, programmes): (Vec<_>, Vec<_>) = ranked.into_iter().map(|(rank, programme)| (rank, programme.0)).unzip();
    sqlx::query!(
        "INSERT INTO preference (list_version_id, rank, programme_id)
         SELECT * FROM unnest($1::uuid[], $2::smallint[], $3::uuid[])",
        &lists,
        &ranks,
        &programmes
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Bills, and the payments of those who paid, with all that the books have of them.
async fn insert_bills(tx: &mut Tx, fee: Dong, times: ExtraTimes, extras: &[Extra]) -> Result<(), StorageError> {
    let ids = column(extras, |extra| extra.id);
    sqlx::query!(
        "INSERT INTO bill (id, candidate_id, list_version_id, preference_count, unit_fee_dong, amount_dong, frozen_at,
             paid_at, receipt_number)
         SELECT id, id, id, preferences, $4::bigint, preferences * $4::bigint, $5, CASE WHEN receipt IS NOT NULL THEN $6::timestamptz END, receipt
         FROM unnest($1::uuid[], $2::smallint[], $3::text[]) AS new (id, preferences, receipt)",
        &ids,
        &column(extras, |extra| i16::try_from(extra.programmes.len()).unwrap_or(i16::MAX)),
        &column(extras, |extra| extra.receipts.1.clone()) as &[Option<String>],
        fee.amount(),
        times.billed_at.to_utc(),
        times.paid_at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "INSERT INTO payment_order (id, bill_id, reference, amount_dong, state, created_at, expires_at, finished_at)
         SELECT id, id, 'LP-' || receipt_number, amount_dong, 'paid', paid_at, paid_at, paid_at
         FROM bill WHERE id = ANY ($1) AND paid_at IS NOT NULL",
        &ids
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "INSERT INTO payment_event (id, order_id, at, source, from_state, to_state)
         SELECT id, id, created_at, 'notification', 'created', 'paid' FROM payment_order WHERE id = ANY ($1)",
        &ids
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "INSERT INTO ledger_entry (id, at, kind, debit_account, credit_account, amount_dong, bill_id, order_id)
         SELECT md5(id::text || 'issued')::uuid, frozen_at, 'bill_issued', 'receivable', 'fee_income', amount_dong, id, NULL
         FROM bill WHERE id = ANY ($1)
         UNION ALL
         SELECT id, created_at, 'payment_received', 'gateway_cash', 'receivable', amount_dong, id, id
         FROM payment_order WHERE id = ANY ($1)",
        &ids
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
