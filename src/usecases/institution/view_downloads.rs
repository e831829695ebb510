//! Shows an institution what it can download.

use super::{InstitutionError, tenant_of};
use crate::{
    domain::{
        access::{Actor, Permission},
        ids::SeasonYear,
    },
    storage::institution::{confirmed_count, institution_fetch_name, published_run_fetch},
    usecases::Ctx,
};

/// What there is to download.
#[derive(Debug)]
pub struct DownloadsView {
    /// The institution's name.
    pub institution_name: String,
    /// How many have confirmed so far; nothing before the results are public.
    pub confirmed: Option<u64>,
}

/// The downloads of the actor's institution.
///
/// # Errors
/// `Forbidden`, or what the database says.
pub async fn run(ctx: &Ctx, actor: &Actor, season: SeasonYear) -> Result<DownloadsView, InstitutionError> {
    let (_, tenant) = tenant_of(actor, Permission::DownloadConfirmedList, season)?;
    let mut tx = ctx.db.begin(actor).await?;
    let confirmed = match published_run_fetch(&mut tx, season, ctx.now()).await? {
        Some(_) => Some(confirmed_count(&mut tx, &tenant).await?),
        None => None,
    };
    Ok(DownloadsView { institution_name: institution_fetch_name(&mut tx, &tenant.institution).await?, confirmed })
}
