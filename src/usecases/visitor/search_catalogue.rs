//! Finds programmes of the current season.

use crate::{
    domain::{
        access::Actor,
        admission::{
            catalogue_search::CatalogueSearch,
            programme::{CatalogueFilters, ProgrammeSummary},
        },
    },
    storage::{
        StorageError,
        catalogue::{catalogue_count, catalogue_filters_fetch, catalogue_search},
        season::season_require_current,
    },
    usecases::Ctx,
};

/// The number of programmes on a page.
pub const PAGE_SIZE: u32 = 20;

/// A page of what was found.
#[derive(Debug, Clone)]
pub struct CataloguePage {
    /// The number of programmes found in all.
    pub count: u32,
    /// This page, from 1; the last where a later one was asked for.
    pub page: u32,
    /// The last page, from 1.
    pub last_page: u32,
    /// The programmes of this page.
    pub programmes: Vec<ProgrammeSummary>,
    /// What can be filtered by.
    pub filters: CatalogueFilters,
}

/// A page of the programmes that `search` finds; without a search there are only the filters.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx, search: &CatalogueSearch) -> Result<CataloguePage, StorageError> {
    let mut tx = ctx.db.begin(&Actor::Visitor).await?;
    let season = season_require_current(&mut tx).await?.year;
    let filters = catalogue_filters_fetch(&mut tx, season).await?;
    let count = catalogue_count(&mut tx, season, search).await?;
    let last_page = count.div_ceil(PAGE_SIZE).max(1);
    let page = search.page.min(last_page);
    let programmes = catalogue_search(&mut tx, season, search, (page - 1) * PAGE_SIZE, PAGE_SIZE).await?;
    tx.commit().await?;
    Ok(CataloguePage { count, page, last_page, programmes, filters })
}
