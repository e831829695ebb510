//! Searches the audit log. What is found names people by ids alone, so the search is recorded once: for the candidate
//! when it is about one, and with what kind of thing was searched for.

use serde_json::json;

use crate::{
    domain::{
        access::{Actor, Permission},
        audit::{AccessPurpose, EntryKey},
        field_errors::{FieldErrorCode, FieldErrors},
        ids::SeasonYear,
        time::Instant,
    },
    storage::{
        StorageError, Tx,
        audit_search::{AuditSearch, audit_candidate_find, audit_office_find, audit_search, audit_staff_find},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

pub use crate::storage::audit_search::FoundEntry;

/// How many entries a page holds.
pub const PAGE_ROWS: usize = 50;

/// What an auditor types; what is empty does not matter.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct SearchForm {
    /// A candidate number or a form number of the season.
    pub candidate: String,
    /// The e-mail address of a member of staff.
    pub staff: String,
    /// An action's word.
    pub action: String,
    /// `46` a department, `46.001` a unit, `BKA` an institution.
    pub office: String,
    /// From this moment on.
    pub from: String,
    /// Before this moment.
    pub until: String,
}

/// What was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The entries, the latest first.
    pub rows: Vec<FoundEntry>,
    /// Where the next page begins; none on the last.
    pub next: Option<EntryKey>,
}

/// Why nothing was searched.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The actor may not read the log.
    #[error("the actor may not read the log")]
    Forbidden,
    /// A field names nothing, or no moment.
    #[error("invalid search")]
    Invalid(FieldErrors),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Searches.
///
/// # Errors
/// [`SearchError`].
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    season: SeasonYear,
    form: &SearchForm,
    after: Option<EntryKey>,
) -> Result<Found, SearchError> {
    if !actor.may(Permission::ReadAuditLog) {
        return Err(SearchError::Forbidden);
    }
    let mut tx = ctx.db.begin(actor).await?;
    let search = read(&mut tx, season, form).await?;
    let mut rows = audit_search(&mut tx, &search, after, PAGE_ROWS as i64 + 1).await?;
    let has_more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    let next = rows.last().filter(|_| has_more).map(|row| row.key);
    let act = Act::new("audit_log.search").about(search.candidate).purpose(AccessPurpose::Audit).with(json!({
        "by_staff": search.staff,
        "action": search.action,
        "office": search.tenant.as_ref().map(|tenant| (tenant.kind(), tenant.id())),
        "from": search.from.map(Instant::iso),
        "until": search.until.map(Instant::iso),
        "found": rows.len(),
    }));
    audit::record(&mut tx, ctx, actor, act).await?;
    tx.commit().await?;
    Ok(Found { rows, next })
}

async fn read(tx: &mut Tx, season: SeasonYear, form: &SearchForm) -> Result<AuditSearch, SearchError> {
    let mut errors = FieldErrors::new();
    let known = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    let candidate = match known(&form.candidate) {
        Some(number) => Some(audit_candidate_find(tx, season, &number).await?),
        None => None,
    };
    let staff = match known(&form.staff) {
        Some(email) => Some(audit_staff_find(tx, &email.to_lowercase()).await?),
        None => None,
    };
    let tenant = match known(&form.office) {
        Some(code) => Some(audit_office_find(tx, &code).await?),
        None => None,
    };
    let moment = |text: &str| known(text).map(|text| Instant::parse(&text).ok_or(FieldErrorCode::NotAnInstant));
    let (from, until) = (moment(&form.from), moment(&form.until));
    let search = AuditSearch {
        candidate: candidate.and_then(|id| errors.collect("candidate", id.ok_or(FieldErrorCode::NotKnown))),
        staff: staff.and_then(|id| errors.collect("staff", id.ok_or(FieldErrorCode::NotKnown))),
        action: known(&form.action),
        tenant: tenant.and_then(|office| errors.collect("office", office.ok_or(FieldErrorCode::NotKnown))),
        from: from.and_then(|moment| errors.collect("from", moment)),
        until: until.and_then(|moment| errors.collect("until", moment)),
    };
    errors.into_result(search).map_err(SearchError::Invalid)
}
