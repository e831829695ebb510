//! Lets the payment window of a group of provinces close later, for a reason. Everyone concerned is told by
//! `system/tell_about_extensions`.

use serde_json::json;

use crate::{
    domain::{
        access::{Actor, Permission, StaffActor},
        field_errors::FieldErrors,
        season::{ExtensionForm, Season},
    },
    storage::{
        StorageError,
        payment_extension::{extension_insert, extensions_fetch},
        season::season_require_current,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

pub use crate::storage::payment_extension::KeptExtension;

/// Why no window was extended.
#[derive(Debug, thiserror::Error)]
pub enum ExtendWindowError {
    /// The actor may not.
    #[error("the actor may not")]
    Forbidden,
    /// The form cannot be read, or says what the rules do not allow.
    #[error("invalid form")]
    Invalid(FieldErrors),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Extends the window.
///
/// # Errors
/// [`ExtendWindowError`].
pub async fn run(ctx: &Ctx, staff: &StaffActor, form: &ExtensionForm) -> Result<(), ExtendWindowError> {
    let actor = Actor::Staff(staff.clone());
    if !actor.may(Permission::ExtendPaymentWindow) {
        return Err(ExtendWindowError::Forbidden);
    }
    let now = ctx.now();
    let mut tx = ctx.db.begin(&actor).await?;
    let season = season_require_current(&mut tx).await?;
    let extension = form.parse(&season.calendar, now).map_err(ExtendWindowError::Invalid)?;
    let id = ctx.fresh_uuid();
    extension_insert(&mut tx, id, season.year, &extension, (staff.staff_id, now)).await?;
    let details = json!({ "province_group": extension.province_group, "closes_at": extension.closes_at.iso() });
    let act = Act::new("payment_window.extend").on(id).because(extension.reason.clone());
    let act = act.changed(&extension.closed_before.iso(), &extension.closes_at.iso()).with(details);
    audit::record(&mut tx, ctx, &actor, act).await?;
    tx.commit().await?;
    Ok(())
}

/// The extensions of the season, the latest first; `None` for whoever may not see payments.
///
/// # Errors
/// `Driver`; `Inconsistent`.
pub async fn kept(ctx: &Ctx, actor: &Actor, season: &Season) -> Result<Option<Vec<KeptExtension>>, StorageError> {
    if !actor.may(Permission::ViewPayments) {
        return Ok(None);
    }
    let mut tx = ctx.db.begin(actor).await?;
    let kept = extensions_fetch(&mut tx, season.year).await?;
    tx.commit().await?;
    Ok(Some(kept))
}
