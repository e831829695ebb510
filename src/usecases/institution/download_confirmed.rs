//! Hands an institution the list of those who confirmed. First it is recorded, for the institution and for each
//! candidate on it; then the rows recorded are read, a batch at a time.

use futures::stream::{self, Stream};
use serde_json::json;

use super::{InstitutionError, tenant_of};
use crate::{
    domain::{
        access::Actor,
        admission::confirmed_list::{ConfirmedCandidate, DownloadFormat, DownloadPurpose},
        ids::{InstitutionCode, SeasonYear},
        time::Instant,
    },
    storage::{
        audit::{AuditEntry, audit_append},
        institution::{Disclosure, confirmed_list_page, confirmed_list_record, published_run_fetch},
    },
    usecases::Ctx,
};

/// Rows read at once: what a download holds in memory. Between batches it holds no connection, however slowly
/// the other side reads.
const BATCH_ROWS: u32 = 500;

/// A recorded download, ready to be read.
#[derive(Debug)]
pub struct ConfirmedList {
    ctx: Ctx,
    actor: Actor,
    disclosure: Disclosure,
}

/// Records the download of the confirmed list of the actor's institution, durably before anything is handed out.
///
/// # Errors
/// `NotPublished` before the results are public; `Forbidden`; what the database says.
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    season: SeasonYear,
    purpose: DownloadPurpose,
    format: DownloadFormat,
) -> Result<ConfirmedList, InstitutionError> {
    let (staff, tenant) = tenant_of(actor, season)?;
    let now = ctx.now();
    let mut tx = ctx.db.begin(actor).await?;
    let (published_run, _) = published_run_fetch(&mut tx, season, now).await?.ok_or(InstitutionError::NotPublished)?;
    let disclosure = Disclosure { id: ctx.fresh_uuid(), at: now, staff: staff.clone(), tenant };
    let institution = &disclosure.tenant.institution;
    let to_candidates = json!({ "institution": institution, "purpose": purpose, "format": format });
    let rows = confirmed_list_record(&mut tx, &disclosure, &to_candidates).await?;
    let entry = AuditEntry {
        id: ctx.fresh_uuid(),
        at: now,
        actor,
        action: "confirmed_list.download",
        candidate_id: None,
        object_id: Some(disclosure.id),
        details: json!({
            "institution": institution,
            "purpose": purpose,
            "format": format,
            "rows": rows,
            "run": published_run,
        }),
    };
    audit_append(&mut tx, entry).await?;
    tx.commit().await?;
    Ok(ConfirmedList { ctx: ctx.clone(), actor: actor.clone(), disclosure })
}

impl ConfirmedList {
    /// Whose list it is.
    #[must_use]
    pub const fn institution(&self) -> &InstitutionCode {
        &self.disclosure.tenant.institution
    }

    /// When it was taken.
    #[must_use]
    pub const fn taken_at(&self) -> Instant {
        self.disclosure.at
    }

    /// The rows, by programme and candidate number, in batches. Ends after an error.
    pub fn batches(self) -> impl Stream<Item = Result<Vec<ConfirmedCandidate>, InstitutionError>> + Send + 'static {
        stream::try_unfold((self, None), |(list, after): (Self, Option<ConfirmedCandidate>)| async move {
            let mut tx = list.ctx.db.begin(&list.actor).await?;
            let batch = confirmed_list_page(&mut tx, &list.disclosure, after.as_ref(), BATCH_ROWS).await?;
            drop(tx);
            let Some(last) = batch.last().cloned() else { return Ok(None) };
            Ok(Some((batch, (list, Some(last)))))
        })
    }
}
