//! Which run is public: the single pointer, and the proposals that move it.

use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    ids::{MatchingRunId, PublicationProposalId, SeasonYear, StaffId},
    matching::publication::{ProposalEnd, ProposalStatus, PublicationProposal},
    time::Instant,
};

/// The constraint that a second open proposal of a season violates.
pub const ONE_OPEN_PROPOSAL: &str = "publication_proposal_one_open";

/// Which run candidates see, and from when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Publication {
    /// The run.
    pub run: MatchingRunId,
    /// From when.
    pub visible_from: Instant,
}

/// A proposal with the names of those who acted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedProposal {
    /// The proposal.
    pub proposal: PublicationProposal,
    /// Who proposed.
    pub proposer: String,
    /// Who ended it.
    pub ended_by: Option<String>,
}

/// Which run of the season is published.
///
/// # Errors
/// `Driver`.
pub async fn publication_fetch(tx: &mut Tx, season: SeasonYear) -> Result<Option<Publication>, StorageError> {
    let row = sqlx::query!("SELECT run_id, visible_from FROM matching_publication WHERE season = $1", season.0)
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.map(|row| Publication { run: MatchingRunId(row.run_id), visible_from: Instant::from_utc(row.visible_from) }))
}

/// The same, and holds it: nobody publishes another run before this transaction ends.
///
/// # Errors
/// `Driver`.
pub async fn publication_fetch_and_hold(tx: &mut Tx, season: SeasonYear) -> Result<Option<Publication>, StorageError> {
    let row =
        sqlx::query!("SELECT run_id, visible_from FROM matching_publication WHERE season = $1 FOR SHARE", season.0);
    let row = row.fetch_optional(tx.conn()).await?;
    Ok(row.map(|row| Publication { run: MatchingRunId(row.run_id), visible_from: Instant::from_utc(row.visible_from) }))
}

/// Lets the pointer of the season point where `proposal` says, by the one who approves it at `now`.
///
/// # Errors
/// `Driver`; `Conflict` when one person alone publishes.
pub async fn publication_set(
    tx: &mut Tx,
    season: SeasonYear,
    proposal: &PublicationProposal,
    approved_by: StaffId,
    now: Instant,
) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO matching_publication (season, run_id, visible_from, published_at, proposed_by, approved_by)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (season) DO UPDATE SET run_id = excluded.run_id, visible_from = excluded.visible_from,
             published_at = excluded.published_at, proposed_by = excluded.proposed_by,
             approved_by = excluded.approved_by",
        season.0,
        proposal.run.0,
        proposal.visible_from.to_utc(),
        now.to_utc(),
        proposal.proposed_by.0,
        approved_by.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps a new proposal.
///
/// # Errors
/// `Conflict` by [`ONE_OPEN_PROPOSAL`] while another one waits; `Driver`.
pub async fn proposal_insert(
    tx: &mut Tx,
    season: SeasonYear,
    proposal: &PublicationProposal,
) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO publication_proposal (id, season, run_id, output_sha256, visible_from, proposed_by, proposed_at,
             state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        proposal.id.0,
        season.0,
        proposal.run.0,
        proposal.output_sha256,
        proposal.visible_from.to_utc(),
        proposal.proposed_by.0,
        proposal.proposed_at.to_utc(),
        proposal.status().as_str()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps how a proposal ended.
///
/// # Errors
/// `Stale` when it has ended meanwhile; `Driver`.
pub async fn proposal_end(tx: &mut Tx, proposal: PublicationProposalId, end: &ProposalEnd) -> Result<(), StorageError> {
    let outcome = sqlx::query!(
        "UPDATE publication_proposal SET state = $2, ended_by = $3, ended_at = $4, reason = $5
         WHERE id = $1 AND state = 'proposed'",
        proposal.0,
        end.status.as_str(),
        end.by.0,
        end.at.to_utc(),
        end.reason
    )
    .execute(tx.conn())
    .await?;
    if outcome.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Stale) }
}

/// Columns of a proposal.
struct ProposalRow {
    id: Uuid,
    run_id: Uuid,
    output_sha256: String,
    visible_from: time::OffsetDateTime,
    proposed_by: Uuid,
    proposed_at: time::OffsetDateTime,
    state: String,
    ended_by: Option<Uuid>,
    ended_at: Option<time::OffsetDateTime>,
    reason: Option<String>,
}

impl ProposalRow {
    fn read(self) -> Result<PublicationProposal, StorageError> {
        let inconsistent = || StorageError::inconsistent("publication_proposal", "state", self.id);
        let status = ProposalStatus::parse(&self.state).ok_or_else(inconsistent)?;
        let end = match (status, self.ended_by.zip(self.ended_at)) {
            (ProposalStatus::Proposed, None) => None,
            (ProposalStatus::Approved | ProposalStatus::Rejected | ProposalStatus::Withdrawn, Some((by, at))) => {
                Some(ProposalEnd { status, by: StaffId(by), at: Instant::from_utc(at), reason: self.reason })
            }
            _ => return Err(inconsistent()),
        };
        Ok(PublicationProposal {
            id: PublicationProposalId(self.id),
            run: MatchingRunId(self.run_id),
            output_sha256: self.output_sha256,
            visible_from: Instant::from_utc(self.visible_from),
            proposed_by: StaffId(self.proposed_by),
            proposed_at: Instant::from_utc(self.proposed_at),
            end,
        })
    }
}

/// A proposal of the season, held: nobody else ends it before this transaction does.
///
/// # Errors
/// `Driver`, `Inconsistent`.
pub async fn proposal_fetch_for_update(
    tx: &mut Tx,
    season: SeasonYear,
    id: PublicationProposalId,
) -> Result<Option<PublicationProposal>, StorageError> {
    let row = sqlx::query_as!(
        ProposalRow,
        "SELECT id, run_id, output_sha256, visible_from, proposed_by, proposed_at, state, ended_by, ended_at, reason
         FROM publication_proposal WHERE season = $1 AND id = $2 FOR UPDATE",
        season.0,
        id.0
    );
    row.fetch_optional(tx.conn()).await?.map(ProposalRow::read).transpose()
}

/// All proposals of the season, the latest first.
///
/// # Errors
/// `Driver`, `Inconsistent`.
pub async fn proposals_fetch(tx: &mut Tx, season: SeasonYear) -> Result<Vec<NamedProposal>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT proposal.id, run_id, output_sha256, visible_from, proposed_by, proposed_at, state, ended_by, ended_at,
               reason, proposer.full_name AS proposer_name, ender.full_name AS "ender_name?"
           FROM publication_proposal proposal
           JOIN staff proposer ON proposer.id = proposal.proposed_by
           LEFT JOIN staff ender ON ender.id = proposal.ended_by
           WHERE season = $1 ORDER BY proposed_at DESC, proposal.id DESC"#,
        season.0
    )
    .fetch_all(tx.conn())
    .await?;
    let proposals = rows.into_iter().map(|row| {
        let proposal = ProposalRow {
            id: row.id,
            run_id: row.run_id,
            output_sha256: row.output_sha256,
            visible_from: row.visible_from,
            proposed_by: row.proposed_by,
            proposed_at: row.proposed_at,
            state: row.state,
            ended_by: row.ended_by,
            ended_at: row.ended_at,
            reason: row.reason,
        };
        Ok(NamedProposal { proposal: proposal.read()?, proposer: row.proposer_name, ended_by: row.ender_name })
    });
    proposals.collect()
}
