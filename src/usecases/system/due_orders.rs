//! Goes through the payment orders that are due, to the last of them, however many a long silence of the gateway has
//! gathered: each comes once, also the one about which nothing could be done, so that none keeps another waiting.

use std::vec::IntoIter;

use crate::{
    domain::{access::Actor, payment::order::PaymentOrder, time::Instant},
    storage::{
        StorageError,
        payment_order::{DueFor, payment_order_list_due},
    },
    usecases::Ctx,
};

/// How many orders are fetched at a time.
const BATCH: usize = 200;

/// The orders that were due when this was made.
pub(super) struct DueOrders {
    due_for: DueFor,
    at: Instant,
    batch: IntoIter<PaymentOrder>,
    last: Option<PaymentOrder>,
    is_last_batch: bool,
}

impl DueOrders {
    /// Those that are due now.
    pub(super) fn now(ctx: &Ctx, due_for: DueFor) -> Self {
        Self { due_for, at: ctx.now(), batch: Vec::new().into_iter(), last: None, is_last_batch: false }
    }

    /// The next one. No transaction stays open.
    pub(super) async fn next(&mut self, ctx: &Ctx) -> Result<Option<PaymentOrder>, StorageError> {
        if let Some(order) = self.batch.next() {
            return Ok(Some(order));
        }
        if self.is_last_batch {
            return Ok(None);
        }
        let mut tx = ctx.db.begin(&Actor::System).await?;
        let batch = payment_order_list_due(&mut tx, self.due_for, self.at, self.last.as_ref(), BATCH).await?;
        tx.commit().await?;
        self.is_last_batch = batch.len() < BATCH;
        self.last = batch.last().cloned();
        self.batch = batch.into_iter();
        Ok(self.batch.next())
    }
}
