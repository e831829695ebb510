//! What the browser brings back from the gateway: shown, never believed.

use crate::{
    domain::{access::Actor, money::Dong, payment::order::OrderState, time::Instant},
    storage::{StorageError, payment_order::payment_order_fetch},
    usecases::Ctx,
};

/// A return with the gateway's signature. It names nobody, so whoever holds it may see it.
#[derive(Debug)]
pub struct PaymentReturn {
    /// The portal's reference of the attempt.
    pub reference: String,
    /// What was to be paid.
    pub amount: Dong,
    /// Where the attempt stands in the portal's own books.
    pub state: OrderState,
    /// When it last changed.
    pub changed_at: Instant,
    /// When the portal looks at it next by itself.
    pub next_look: Option<Instant>,
    /// What the gateway told the browser, in two digits; for display alone.
    pub response_code: String,
}

/// Reads a return, exactly as it came after the `?`. `None` when it is not the gateway's, or about no order.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx, raw_query: &str) -> Result<Option<PaymentReturn>, StorageError> {
    let Ok(returned) = ctx.external.payment_gateway.verify_return(raw_query) else { return Ok(None) };
    // Whoever brings the gateway's signature may be anyone: the portal itself looks the order up.
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let order = payment_order_fetch(&mut tx, &returned.reference).await?;
    tx.commit().await?;
    Ok(order.map(|order| PaymentReturn {
        changed_at: order.changed_at(),
        next_look: order.next_look(),
        reference: order.reference,
        amount: order.amount,
        state: order.state,
        response_code: returned.response_code,
    }))
}
