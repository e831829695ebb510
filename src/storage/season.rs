//! Seasons and what governs them.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    ids::SeasonYear,
    season::{Calendar, Phase, PhaseKind, Season, SeasonRules},
    time::Instant,
};

/// The current season, if one is set.
///
/// # Errors
/// `Driver`; `Inconsistent` for a phase kind or a setting that the domain does not know.
pub async fn season_fetch_current(tx: &mut Tx) -> Result<Option<Season>, StorageError> {
    let year = sqlx::query_scalar!("SELECT year FROM season WHERE is_current").fetch_optional(tx.conn()).await?;
    match year {
        Some(year) => season_fetch(tx, SeasonYear(year)).await,
        None => Ok(None),
    }
}

/// The season of a year, if there is one.
///
/// # Errors
/// As [`season_fetch_current`].
pub async fn season_fetch(tx: &mut Tx, year: SeasonYear) -> Result<Option<Season>, StorageError> {
    let row = sqlx::query!("SELECT name_vi, name_en FROM season WHERE year = $1", year.0);
    let Some(row) = row.fetch_optional(tx.conn()).await? else { return Ok(None) };
    let calendar = calendar_fetch(tx, year).await?;
    let rules = rules_fetch(tx, year).await?;
    Ok(Some(Season { year, name_vi: row.name_vi, name_en: row.name_en, calendar, rules }))
}

/// The current season, which every running portal has.
///
/// # Errors
/// As [`season_fetch_current`]; `Inconsistent` also where no season is current.
pub async fn season_require_current(tx: &mut Tx) -> Result<Season, StorageError> {
    let season = season_fetch_current(tx).await?;
    season.ok_or(StorageError::inconsistent("season", "is_current", Uuid::nil()))
}

async fn calendar_fetch(tx: &mut Tx, season: SeasonYear) -> Result<Calendar, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT kind, phase.province_group, opens_at, coalesce(later.closes_at, phase.closes_at) AS "closes_at!",
               coalesce(extended_from, CASE WHEN later.closes_at IS NOT NULL THEN phase.closes_at END) AS extended_from,
               is_verified
           FROM season_phase AS phase
           LEFT JOIN (
               SELECT province_group, max(closes_at) AS closes_at FROM payment_window_extension
               WHERE season = $1 GROUP BY province_group) AS later
               ON phase.kind = 'payment' AND later.province_group = phase.province_group
           WHERE season = $1"#,
        season.0
    )
    .fetch_all(tx.conn())
    .await?;
    let phases = rows.into_iter().map(|row| {
        let inconsistent = |column| StorageError::inconsistent("season_phase", column, Uuid::nil());
        Ok(Phase {
            kind: PhaseKind::parse(&row.kind).ok_or_else(|| inconsistent("kind"))?,
            province_group: u8::try_from(row.province_group).map_err(|_| inconsistent("province_group"))?,
            opens_at: Instant::from_utc(row.opens_at),
            closes_at: Instant::from_utc(row.closes_at),
            extended_from: row.extended_from.map(Instant::from_utc),
            is_verified: row.is_verified,
        })
    });
    Ok(Calendar::new(phases.collect::<Result<_, StorageError>>()?))
}

async fn rules_fetch(tx: &mut Tx, season: SeasonYear) -> Result<SeasonRules, StorageError> {
    let rows =
        sqlx::query!("SELECT name, value FROM season_setting WHERE season = $1", season.0).fetch_all(tx.conn()).await?;
    let settings: BTreeMap<_, _> = rows.into_iter().map(|row| (row.name, row.value)).collect();
    SeasonRules::from_settings(&settings)
        .map_err(|_| StorageError::inconsistent("season_setting", "value", Uuid::nil()))
}
