//! Shows an institution its programmes in figures.

use super::{InstitutionError, tenant_of};
use crate::{
    domain::{
        access::{Actor, Permission},
        admission::confirmed_list::ProgrammeFigures,
        ids::SeasonYear,
        time::Instant,
    },
    storage::institution::{
        institution_count_applicants, institution_fetch_name, programme_figures_list, published_run_fetch,
    },
    usecases::Ctx,
};

/// The institution in figures.
#[derive(Debug)]
pub struct InstitutionFigures {
    /// Its name.
    pub name: String,
    /// Its programmes by code.
    pub programmes: Vec<ProgrammeFigures>,
    /// Candidates who name it at least once, each counted once.
    pub applicants: u32,
    /// Since when the results are public; nothing before.
    pub public_since: Option<Instant>,
}

/// The figures of the actor's institution.
///
/// # Errors
/// `Forbidden`, or what the database says.
pub async fn run(ctx: &Ctx, actor: &Actor, season: SeasonYear) -> Result<InstitutionFigures, InstitutionError> {
    let (_, tenant) = tenant_of(actor, Permission::ViewApplicants, season)?;
    let mut tx = ctx.db.begin(actor).await?;
    let published = published_run_fetch(&mut tx, season, ctx.now()).await?;
    Ok(InstitutionFigures {
        name: institution_fetch_name(&mut tx, &tenant.institution).await?,
        programmes: programme_figures_list(&mut tx, &tenant, published.map(|(run, _)| run), None).await?,
        applicants: institution_count_applicants(&mut tx, &tenant).await?,
        public_since: published.map(|(_, since)| since),
    })
}
