//! The slips of the procedures day with what their codes mean: for the candidate, the school and the council alike.

use std::sync::Arc;

use crate::{
    domain::{
        exam::amendment::{AmendmentCodes, Slips},
        ids::{CandidateId, SeasonYear},
    },
    storage::{
        StorageError, Tx,
        amendment::amendments_fetch_of,
        exam_reference::{categories_fetch, ethnic_groups_fetch, provinces_fetch},
    },
};

pub use crate::storage::exam_reference::{CategoryOnOffer, Named};

/// What the codes of slips mean, and what may be chosen.
#[derive(Debug, Clone, Default)]
pub struct AmendmentNames {
    /// The provinces, by name.
    pub provinces: Vec<Named>,
    /// The ethnic groups, by code.
    pub ethnic_groups: Vec<Named>,
    /// The season's priority categories, by code.
    pub categories: Vec<CategoryOnOffer>,
}

impl AmendmentNames {
    /// The codes alone, by which a form is read.
    #[must_use]
    pub fn codes(&self) -> AmendmentCodes {
        AmendmentCodes {
            provinces: self.provinces.iter().map(|named| named.code.clone()).collect(),
            ethnic_groups: self.ethnic_groups.iter().map(|named| named.code.clone()).collect(),
            categories: self.categories.iter().map(|category| (category.code.clone(), category.group)).collect(),
        }
    }
}

/// The slips of one candidate.
#[derive(Debug, Clone, Default)]
pub struct Amendments {
    /// The slips.
    pub slips: Slips,
    /// What their codes mean.
    pub names: Arc<AmendmentNames>,
}

/// What the codes of a season mean.
pub(super) async fn names(tx: &mut Tx, season: SeasonYear) -> Result<Arc<AmendmentNames>, StorageError> {
    Ok(Arc::new(AmendmentNames {
        provinces: provinces_fetch(tx).await?,
        ethnic_groups: ethnic_groups_fetch(tx).await?,
        categories: categories_fetch(tx, season).await?,
    }))
}

/// The slips of a candidate; most have none, and then nothing else is read.
pub(super) async fn fetch(tx: &mut Tx, candidate: CandidateId, season: SeasonYear) -> Result<Amendments, StorageError> {
    let slips = amendments_fetch_of(tx, candidate).await?;
    if slips.is_empty() {
        return Ok(Amendments::default());
    }
    Ok(Amendments { slips, names: names(tx, season).await? })
}
