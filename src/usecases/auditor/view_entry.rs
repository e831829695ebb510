//! One entry of the audit log with all its fields and its place in the chain, checked on the spot.

use uuid::Uuid;

use crate::{
    domain::{
        access::{Actor, Permission},
        audit::{AccessPurpose, Entry, Hash},
        ids::CandidateId,
    },
    storage::{
        StorageError,
        audit_chain::{Link, audit_chain_find, audit_entry_fetch},
        audit_search::{audit_candidate_numbers, audit_office_name, audit_staff_name},
    },
    usecases::{
        Ctx,
        audit::{self, Act, chain::entry_of},
    },
};

/// An entry with what its ids mean.
#[derive(Debug, Clone)]
pub struct EntryView {
    /// The entry.
    pub entry: Entry,
    /// Candidate number and form number of the candidate concerned.
    pub candidate_numbers: (Option<String>, Option<String>),
    /// Address and name of the account.
    pub staff: Option<(String, String)>,
    /// The office's name.
    pub office: Option<String>,
    /// Day, number and hash; none while it waits for its place.
    pub place: Option<(time::Date, i64, Hash)>,
}

/// The entry; `None` where there is none. That it was read is recorded, for its candidate too.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx, actor: &Actor, id: Uuid) -> Result<Option<EntryView>, StorageError> {
    if !actor.may(Permission::ReadAuditLog) {
        return Ok(None);
    }
    let mut tx = ctx.db.begin(actor).await?;
    let Some(stored) = audit_entry_fetch(&mut tx, id).await? else { return Ok(None) };
    let entry = entry_of(stored);
    let place = audit_chain_find(&mut tx, id).await?.map(|link: Link| (link.day, link.number, link.hash));
    let candidate = entry.candidate_id.map(CandidateId);
    let candidate_numbers = match candidate {
        Some(candidate) => audit_candidate_numbers(&mut tx, candidate).await?,
        None => (None, None),
    };
    let staff = match entry.actor_id {
        Some(staff) => audit_staff_name(&mut tx, staff).await?,
        None => None,
    };
    let office = match (&entry.tenant_kind, &entry.tenant) {
        (Some(kind), Some(tenant)) => audit_office_name(&mut tx, kind, tenant).await?,
        _ => None,
    };
    let act = Act::new("audit_log.view").about(candidate).on(id).purpose(AccessPurpose::Audit);
    audit::record(&mut tx, ctx, actor, act).await?;
    tx.commit().await?;
    Ok(Some(EntryView { entry, candidate_numbers, staff, office, place }))
}
