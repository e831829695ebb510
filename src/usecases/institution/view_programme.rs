//! Shows an institution one of its programmes: the figures and, once the results are public, who was admitted.

use super::{InstitutionError, tenant_of};
use crate::{
    domain::{
        access::{Actor, Permission},
        admission::confirmed_list::{AdmittedCandidate, ProgrammeFigures},
        audit::AccessPurpose,
        ids::{CandidateId, SeasonYear},
        time::Instant,
    },
    storage::institution::{admitted_list, institution_fetch_name, programme_figures_list, published_run_fetch},
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

/// How many candidates a page shows.
pub const PAGE_SIZE: u32 = 50;

/// One programme.
#[derive(Debug)]
pub struct ProgrammeView {
    /// The institution's name.
    pub institution_name: String,
    /// The programme in figures.
    pub figures: ProgrammeFigures,
    /// Since when the results are public; nothing before.
    pub public_since: Option<Instant>,
    /// One page of those admitted, best score first; none before the results are public.
    pub admitted: Vec<AdmittedCandidate>,
    /// The last of this page, when more follow.
    pub next_after: Option<CandidateId>,
}

/// The programme with `admission_code` of the actor's institution; those admitted from `after` on. Each of
/// them can read that they were looked at.
///
/// # Errors
/// `NotFound` for a code that the institution does not have; `Forbidden`; what the database says.
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    season: SeasonYear,
    admission_code: &str,
    after: Option<CandidateId>,
) -> Result<ProgrammeView, InstitutionError> {
    let (_, tenant) = tenant_of(actor, Permission::ViewApplicants, season)?;
    let mut tx = ctx.db.begin(actor).await?;
    let published = published_run_fetch(&mut tx, season, ctx.now()).await?;
    let run = published.map(|(run, _)| run);
    let mut found = programme_figures_list(&mut tx, &tenant, run, Some(admission_code)).await?;
    let figures = found.pop().ok_or(InstitutionError::NotFound)?;
    let mut admitted = match run {
        Some(run) => admitted_list(&mut tx, &tenant, run, figures.id, (after, PAGE_SIZE + 1)).await?,
        None => Vec::new(),
    };
    let page_size = PAGE_SIZE as usize;
    let has_more = admitted.len() > page_size;
    admitted.truncate(page_size);
    let next_after = admitted.last().filter(|_| has_more).map(|last| last.candidate_id);
    let institution_name = institution_fetch_name(&mut tx, &tenant.institution).await?;
    let shown: Vec<CandidateId> = admitted.iter().map(|candidate| candidate.candidate_id).collect();
    let look = Act::new("admission_list.view").on_a("programme", figures.id.0).purpose(AccessPurpose::AdmissionList);
    audit::record_views(&mut tx, ctx, actor, look, &shown).await?;
    tx.commit().await?;
    Ok(ProgrammeView {
        institution_name,
        figures,
        public_since: published.map(|(_, since)| since),
        admitted,
        next_after,
    })
}
