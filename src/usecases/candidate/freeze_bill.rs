//! The bill stands from the moment the candidate's payment window opens: then it is frozen, by the first attempt to pay.

use serde_json::json;

use crate::{
    domain::{
        access::Actor,
        ids::{BillId, CandidateId, PreferenceListVersionId},
        payment::{
            bill::{Bill, IssuedBill},
            ledger::LedgerKind,
        },
        season::{PhaseKind, Season, WindowState},
        time::Instant,
    },
    storage::{
        StorageError, Tx,
        bill::{bill_basis_fetch, bill_fetch, bill_insert, bill_province_group},
        ledger::{LedgerEntry, ledger_append},
        season::season_require_current,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

/// How a candidate stands to the fee.
pub(in crate::usecases) struct BillSituation {
    pub season: Season,
    /// The window of the candidate's group of provinces.
    pub window: WindowState,
    /// The closing that was announced first, where the window was extended.
    pub extended_from: Option<Instant>,
    /// The submitted list that stands and how many preferences it holds.
    pub basis: Option<(PreferenceListVersionId, u8)>,
    /// The bill, once the window has opened on a list that is not empty.
    pub bill: Option<IssuedBill>,
}

/// Learns the situation, and freezes the bill when its time has come.
pub(in crate::usecases) async fn freeze_when_due(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    candidate: CandidateId,
    now: Instant,
) -> Result<BillSituation, StorageError> {
    let season = season_require_current(tx).await?;
    let group = bill_province_group(tx, candidate).await?;
    let window = season.calendar.state_for(PhaseKind::Payment, group, now);
    let phase = season.calendar.phase_for(PhaseKind::Payment, group).copied();
    let opens_at = phase.map(|phase| phase.opens_at);
    let basis = bill_basis_fetch(tx, candidate).await?;
    let bill = match bill_fetch(tx, candidate).await? {
        Some(bill) => Some(bill),
        None => match issue(ctx, &season, opens_at.filter(|&opens_at| opens_at <= now), candidate, basis) {
            Some(bill) => keep(ctx, tx, actor, &season, bill).await?,
            None => None,
        },
    };
    let extended_from = phase.and_then(|phase| phase.extended_from);
    Ok(BillSituation { season, window, extended_from, basis, bill })
}

/// The bill as it stands from the opening of the window on, whenever somebody looks.
fn issue(
    ctx: &Ctx,
    season: &Season,
    opened_at: Option<Instant>,
    candidate_id: CandidateId,
    basis: Option<(PreferenceListVersionId, u8)>,
) -> Option<IssuedBill> {
    let frozen_at = opened_at?;
    let (list_version_id, count) = basis?;
    let bill = Bill::freeze(count, season.rules.preference_fee)?;
    let id = BillId(ctx.fresh_uuid());
    Some(IssuedBill { id, candidate_id, list_version_id, bill, frozen_at, receipt: None })
}

async fn keep(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    season: &Season,
    bill: IssuedBill,
) -> Result<Option<IssuedBill>, StorageError> {
    if !bill_insert(tx, &bill, season.year).await? {
        // Another window of the same candidate was faster.
        return bill_fetch(tx, bill.candidate_id).await;
    }
    let issued = LedgerEntry {
        id: ctx.fresh_uuid(),
        at: bill.frozen_at,
        kind: LedgerKind::BillIssued,
        amount: bill.bill.amount(),
        bill_id: bill.id,
        order_id: None,
    };
    ledger_append(tx, &issued).await?;
    audit::record(
        tx,
        ctx,
        actor,
        Act::new("bill.freeze").about(bill.candidate_id).on(bill.id.0).with(json!({
            "preference_count": bill.bill.preference_count(),
            "amount_dong": bill.bill.amount().amount(),
        })),
    )
    .await?;
    Ok(Some(bill))
}
