//! Bills, and what they are made from.

use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    ids::{BillId, CandidateId, PreferenceListVersionId, SeasonYear},
    money::Dong,
    payment::bill::{Bill, BillItem, IssuedBill, PaymentReceipt},
    time::Instant,
};

struct BillRow {
    id: Uuid,
    candidate_id: Uuid,
    list_version_id: Uuid,
    preference_count: i16,
    unit_fee_dong: i64,
    frozen_at: time::OffsetDateTime,
    paid_at: Option<time::OffsetDateTime>,
    receipt_number: Option<String>,
}

impl BillRow {
    fn into_bill(self) -> Result<IssuedBill, StorageError> {
        let inconsistent = || StorageError::inconsistent("bill", "preference_count", self.id);
        let count = u8::try_from(self.preference_count).map_err(|_| inconsistent())?;
        Ok(IssuedBill {
            id: BillId(self.id),
            candidate_id: CandidateId(self.candidate_id),
            list_version_id: PreferenceListVersionId(self.list_version_id),
            bill: Bill::freeze(count, Dong::new(self.unit_fee_dong)).ok_or_else(inconsistent)?,
            frozen_at: Instant::from_utc(self.frozen_at),
            receipt: self
                .paid_at
                .zip(self.receipt_number)
                .map(|(paid_at, number)| PaymentReceipt { paid_at: Instant::from_utc(paid_at), number }),
        })
    }
}

/// The group of provinces with which the candidate pays: that of the place where the dossier was submitted
/// (domain.md §2.3); 0 where the season has no groups.
///
/// # Errors
/// `Driver`; `Inconsistent` when there is no such candidate.
pub async fn bill_province_group(tx: &mut Tx, candidate: CandidateId) -> Result<u8, StorageError> {
    let group = sqlx::query_scalar!(
        "SELECT coalesce(season_payment_group.province_group, 0::smallint) AS \"province_group!\"
         FROM candidate
         JOIN registration_unit ON registration_unit.id = candidate.registration_unit_id
         JOIN department ON department.code = registration_unit.department_code
         LEFT JOIN season_payment_group ON season_payment_group.season = candidate.season
             AND season_payment_group.province_code = department.province_code
         WHERE candidate.id = $1",
        candidate.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let group = group.and_then(|group| u8::try_from(group).ok());
    group.ok_or(StorageError::inconsistent("season_payment_group", "province_group", candidate.0))
}

/// The submitted list that stands, if there is one, and how many preferences it holds.
///
/// # Errors
/// `Driver`; `Inconsistent` for a list longer than any season allows.
pub async fn bill_basis_fetch(
    tx: &mut Tx,
    candidate: CandidateId,
) -> Result<Option<(PreferenceListVersionId, u8)>, StorageError> {
    let row = sqlx::query!(
        "SELECT id, (SELECT count(*) FROM preference WHERE preference.list_version_id = list.id) AS \"count!\"
         FROM preference_list_version AS list WHERE candidate_id = $1 ORDER BY number DESC LIMIT 1",
        candidate.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let count = u8::try_from(row.count).map_err(|_| StorageError::inconsistent("preference", "rank", row.id))?;
    Ok(Some((PreferenceListVersionId(row.id), count)))
}

/// The preferences of a submitted list of this candidate, by rank.
///
/// # Errors
/// `Driver`; `Inconsistent` for a rank beyond any list.
pub async fn bill_items_fetch(
    tx: &mut Tx,
    candidate: CandidateId,
    list: PreferenceListVersionId,
) -> Result<Vec<BillItem>, StorageError> {
    let rows = sqlx::query!(
        "SELECT preference.rank, programme.admission_code, programme.name, institution.name AS institution_name
         FROM preference
         JOIN preference_list_version ON preference_list_version.id = preference.list_version_id
         JOIN programme ON programme.id = preference.programme_id
         JOIN institution ON institution.code = programme.institution_code
         WHERE preference.list_version_id = $1 AND preference_list_version.candidate_id = $2
         ORDER BY preference.rank",
        list.0,
        candidate.0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(BillItem {
                rank: u8::try_from(row.rank).map_err(|_| StorageError::inconsistent("preference", "rank", list.0))?,
                admission_code: row.admission_code,
                programme_name: row.name,
                institution_name: row.institution_name,
            })
        })
        .collect()
}

/// Keeps a bill; whether it is the candidate's first, since there is only ever one.
///
/// # Errors
/// `Driver`.
pub async fn bill_insert(tx: &mut Tx, bill: &IssuedBill, season: SeasonYear) -> Result<bool, StorageError> {
    let result = sqlx::query!(
        "INSERT INTO bill (id, candidate_id, list_version_id, preference_count, unit_fee_dong, amount_dong, frozen_at)
         SELECT $1, candidate.id, $3, $4, $5, $6, $7 FROM candidate WHERE candidate.id = $2 AND candidate.season = $8
         ON CONFLICT (candidate_id) DO NOTHING",
        bill.id.0,
        bill.candidate_id.0,
        bill.list_version_id.0,
        i16::from(bill.bill.preference_count()),
        bill.bill.unit_fee().amount(),
        bill.bill.amount().amount(),
        bill.frozen_at.to_utc(),
        season.0
    )
    .execute(tx.conn())
    .await?;
    Ok(result.rows_affected() == 1)
}

/// The candidate's bill, if it is frozen.
///
/// # Errors
/// `Driver`; `Inconsistent`.
pub async fn bill_fetch(tx: &mut Tx, candidate: CandidateId) -> Result<Option<IssuedBill>, StorageError> {
    let row = sqlx::query_as!(
        BillRow,
        "SELECT id, candidate_id, list_version_id, preference_count, unit_fee_dong, frozen_at, paid_at, receipt_number
         FROM bill WHERE candidate_id = $1",
        candidate.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(BillRow::into_bill).transpose()
}

/// The candidate's bill, which nobody else changes before this transaction ends; nor its orders, since whoever
/// changes an order holds its bill.
///
/// # Errors
/// `Driver`; `Inconsistent`.
pub async fn bill_lock(tx: &mut Tx, candidate: CandidateId) -> Result<Option<IssuedBill>, StorageError> {
    let row = sqlx::query_as!(
        BillRow,
        "SELECT id, candidate_id, list_version_id, preference_count, unit_fee_dong, frozen_at, paid_at, receipt_number
         FROM bill WHERE candidate_id = $1 FOR UPDATE",
        candidate.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(BillRow::into_bill).transpose()
}

/// The bill of the order with this reference, locked as by [`bill_lock`].
///
/// # Errors
/// `Driver`; `Inconsistent`.
pub async fn bill_lock_of_order(tx: &mut Tx, reference: &str) -> Result<Option<IssuedBill>, StorageError> {
    let row = sqlx::query_as!(
        BillRow,
        "SELECT id, candidate_id, list_version_id, preference_count, unit_fee_dong, frozen_at, paid_at, receipt_number
         FROM bill WHERE id = (SELECT bill_id FROM payment_order WHERE reference = $1) FOR UPDATE",
        reference
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(BillRow::into_bill).transpose()
}

/// Marks the bill paid.
///
/// # Errors
/// `Driver`; `Conflict` when the receipt number is taken; `Stale` when the bill was paid before.
pub async fn bill_mark_paid(tx: &mut Tx, bill: BillId, receipt: &PaymentReceipt) -> Result<(), StorageError> {
    let result = sqlx::query!(
        "UPDATE bill SET paid_at = $2, receipt_number = $3 WHERE id = $1 AND paid_at IS NULL",
        bill.0,
        receipt.paid_at.to_utc(),
        receipt.number
    )
    .execute(tx.conn())
    .await?;
    if result.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Stale) }
}
