//! The audit log as auditors search it.

use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    access::Tenant,
    audit::{EntryKey, Hash},
    ids::{CandidateId, SeasonYear, StaffId},
    time::Instant,
};

/// What is searched for; what is not given does not matter.
#[derive(Debug, Clone, Default)]
pub struct AuditSearch {
    /// About this candidate.
    pub candidate: Option<CandidateId>,
    /// By this account.
    pub staff: Option<StaffId>,
    /// This act.
    pub action: Option<String>,
    /// On behalf of this office.
    pub tenant: Option<Tenant>,
    /// From this moment on, by the machine's clock.
    pub from: Option<Instant>,
    /// Before this moment.
    pub until: Option<Instant>,
}

/// An entry in a list.
#[derive(Debug, Clone)]
pub struct FoundEntry {
    /// Its place.
    pub key: EntryKey,
    /// Who: a role, `candidate`, `visitor` or `system`.
    pub actor_kind: String,
    /// The kind of office.
    pub tenant_kind: Option<String>,
    /// The office's name.
    pub office: Option<String>,
    /// What.
    pub action: String,
    /// Its place in the chain: day and number.
    pub link: Option<(time::Date, i64, Hash)>,
}

/// The entries that `search` finds, the latest first, after `after`.
///
/// # Errors
/// `Driver`; `Inconsistent` for a hash of another length.
pub async fn audit_search(
    tx: &mut Tx,
    search: &AuditSearch,
    after: Option<EntryKey>,
    limit: i64,
) -> Result<Vec<FoundEntry>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT log.id, log.recorded_at, log.actor_kind, log.tenant_kind, log.action,
               coalesce(unit.name, department.name, institution.name) AS office,
               link.day AS "day?", link.number AS "number?", link.hash AS "hash?"
           FROM (SELECT * FROM audit_log
               WHERE ($1::uuid IS NULL OR candidate_id = $1)
                   AND ($2::uuid IS NULL OR actor_id = $2)
                   AND ($3::text IS NULL OR action = $3)
                   AND ($4::text IS NULL OR (tenant_kind = $4 AND tenant = $5))
                   AND ($6::timestamptz IS NULL OR recorded_at >= $6)
                   AND ($7::timestamptz IS NULL OR recorded_at < $7)
                   AND ($8::timestamptz IS NULL OR (recorded_at, id) < ($8, $9))
               ORDER BY recorded_at DESC, id DESC LIMIT $10) AS log
           LEFT JOIN audit_chain AS link ON link.entry_id = log.id
           LEFT JOIN registration_unit AS unit
               ON unit.id = CASE WHEN log.tenant_kind = 'unit' THEN log.tenant::uuid END
           LEFT JOIN department ON log.tenant_kind = 'department' AND department.code = log.tenant
           LEFT JOIN institution ON log.tenant_kind = 'institution' AND institution.code = log.tenant
           ORDER BY log.recorded_at DESC, log.id DESC"#,
        search.candidate.map(|id| id.0),
        search.staff.map(|id| id.0),
        search.action,
        search.tenant.as_ref().map(Tenant::kind),
        search.tenant.as_ref().map(Tenant::id),
        search.from.map(Instant::to_utc),
        search.until.map(Instant::to_utc),
        after.map(|key| key.recorded_at.to_utc()),
        after.map(|key| key.id),
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    let rows = rows.into_iter().map(|row| {
        let hash = row.hash.map(Hash::try_from).transpose();
        let hash = hash.map_err(|_| StorageError::inconsistent("audit_chain", "hash", row.id))?;
        Ok(FoundEntry {
            key: EntryKey { recorded_at: Instant::from_utc(row.recorded_at), id: row.id },
            actor_kind: row.actor_kind,
            tenant_kind: row.tenant_kind,
            office: row.office,
            action: row.action,
            link: row.day.zip(row.number).zip(hash).map(|((day, number), hash)| (day, number, hash)),
        })
    });
    rows.collect()
}

/// The candidate with this candidate number or form number in the season.
///
/// # Errors
/// `Driver`.
pub async fn audit_candidate_find(
    tx: &mut Tx,
    season: SeasonYear,
    number: &str,
) -> Result<Option<CandidateId>, StorageError> {
    let id = sqlx::query_scalar!(
        // Each branch has its index; with OR across two tables neither would be used.
        r#"SELECT id AS "id!" FROM candidate WHERE season = $1 AND candidate_number = $2
           UNION
           SELECT candidate.id FROM exam_registration AS form JOIN candidate ON candidate.id = form.candidate_id
           WHERE candidate.season = $1 AND form.form_number = $2
           LIMIT 1"#,
        season.0,
        number
    );
    Ok(id.fetch_optional(tx.conn()).await?.map(CandidateId))
}

/// The account with this e-mail address.
///
/// # Errors
/// `Driver`.
pub async fn audit_staff_find(tx: &mut Tx, email: &str) -> Result<Option<StaffId>, StorageError> {
    let id = sqlx::query_scalar!("SELECT id FROM staff WHERE email = $1", email);
    Ok(id.fetch_optional(tx.conn()).await?.map(StaffId))
}

/// The office of a code: `46` a department, `46.001` a unit, `BKA` an institution.
///
/// # Errors
/// `Driver`.
pub async fn audit_office_find(tx: &mut Tx, code: &str) -> Result<Option<Tenant>, StorageError> {
    use crate::domain::ids::{DepartmentCode, InstitutionCode, RegistrationUnitId};
    if let Some((department, unit)) = code.split_once('.') {
        let unit = sqlx::query_scalar!(
            "SELECT id FROM registration_unit WHERE department_code = $1 AND unit_code = $2",
            department,
            unit
        );
        let unit = unit.fetch_optional(tx.conn()).await?;
        return Ok(unit.map(|id| Tenant::Unit(RegistrationUnitId(id))));
    }
    let department = sqlx::query_scalar!("SELECT code FROM department WHERE code = $1", code);
    if let Some(department) = department.fetch_optional(tx.conn()).await? {
        return Ok(Some(Tenant::Department(DepartmentCode(department))));
    }
    let institution = sqlx::query_scalar!("SELECT code FROM institution WHERE code = upper($1)", code);
    Ok(institution.fetch_optional(tx.conn()).await?.map(|code| Tenant::Institution(InstitutionCode(code))))
}

/// The numbers by which people know a candidate: candidate number and form number.
///
/// # Errors
/// `Driver`.
pub async fn audit_candidate_numbers(
    tx: &mut Tx,
    candidate: CandidateId,
) -> Result<(Option<String>, Option<String>), StorageError> {
    let row = sqlx::query!(
        "SELECT candidate.candidate_number, form.form_number FROM candidate
         LEFT JOIN exam_registration AS form ON form.candidate_id = candidate.id WHERE candidate.id = $1",
        candidate.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map_or((None, None), |row| (row.candidate_number, row.form_number)))
}

/// The address and name of an account.
///
/// # Errors
/// `Driver`.
pub async fn audit_staff_name(tx: &mut Tx, staff: Uuid) -> Result<Option<(String, String)>, StorageError> {
    let row = sqlx::query!("SELECT email, full_name FROM staff WHERE id = $1", staff).fetch_optional(tx.conn()).await?;
    Ok(row.map(|row| (row.email, row.full_name)))
}

/// The office's name; none of the whole country's.
///
/// # Errors
/// `Driver`.
pub async fn audit_office_name(tx: &mut Tx, kind: &str, id: &str) -> Result<Option<String>, StorageError> {
    let name = sqlx::query_scalar!(
        "SELECT name FROM registration_unit WHERE $1 = 'unit' AND id::text = $2
         UNION ALL SELECT name FROM department WHERE $1 = 'department' AND code = $2
         UNION ALL SELECT name FROM institution WHERE $1 = 'institution' AND code = $2",
        kind,
        id
    );
    Ok(name.fetch_optional(tx.conn()).await?.flatten())
}
