//! Hands an institution the list of those who confirmed. First it is recorded, for the institution and for each
//! candidate on it; then the rows recorded are read, a batch at a time.

use futures::stream::{self, Stream};
use serde_json::json;

use super::{InstitutionError, tenant_of};
use crate::{
    domain::{
        access::{Actor, Permission},
        admission::confirmed_list::{ConfirmedCandidate, DownloadFormat, DownloadPurpose},
        audit::AccessPurpose,
        ids::{InstitutionCode, SeasonYear},
        time::Instant,
    },
    storage::institution::{
        DISCLOSE, Disclosure, confirmed_candidates_fetch, confirmed_list_page, published_run_fetch,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
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
    let (_, tenant) = tenant_of(actor, Permission::DownloadConfirmedList, season)?;
    let now = ctx.now();
    let mut tx = ctx.db.begin(actor).await?;
    let (published_run, _) = published_run_fetch(&mut tx, season, now).await?.ok_or(InstitutionError::NotPublished)?;
    let disclosure = Disclosure { id: ctx.fresh_uuid(), at: now, tenant };
    let institution = &disclosure.tenant.institution;
    let to_candidates = json!({ "institution": institution, "purpose": purpose, "format": format });
    let candidates = confirmed_candidates_fetch(&mut tx, &disclosure.tenant).await?;
    let rows = candidates.len();
    let access = match purpose {
        DownloadPurpose::Enrolment => AccessPurpose::Enrolment,
        DownloadPurpose::StudentRecords => AccessPurpose::StudentRecords,
        DownloadPurpose::Reconciliation => AccessPurpose::Reconciliation,
        DownloadPurpose::Inspection => AccessPurpose::Inspection,
    };
    let disclose = Act::new(DISCLOSE).on(disclosure.id).purpose(access).with(to_candidates);
    audit::record_for_each(&mut tx, ctx, actor, disclose, &candidates).await?;
    audit::record(
        &mut tx,
        ctx,
        actor,
        Act::new("confirmed_list.download").on(disclosure.id).purpose(access).with(json!({
            "institution": institution,
            "purpose": purpose,
            "format": format,
            "rows": rows,
            "run": published_run,
        })),
    )
    .await?;
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
