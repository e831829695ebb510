//! The link by which somebody else pays a bill: a parent, a teacher.
//!
//! It names nobody but by initials, opens nothing but the way to the gateway, and leads to the same attempt that the
//! candidate would open, so that two people never pay twice. It works while its bill can be paid; the candidate may take
//! it back at any time, and is told when it was opened, when a payer went on to the gateway, and when that attempt paid.

use crate::domain::{
    ids::{BillId, PaymentLinkId},
    time::Instant,
};

/// A link, and what has become of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaymentLink {
    /// What its token is made for.
    pub id: PaymentLinkId,
    /// The bill that it pays.
    pub bill_id: BillId,
    /// When it was made.
    pub created_at: Instant,
    /// When the candidate took it back.
    pub revoked_at: Option<Instant>,
    /// When somebody first looked at it.
    pub opened_at: Option<Instant>,
    /// When a payer last went on to the gateway.
    pub left_at: Option<Instant>,
    /// When an attempt that a payer went on with paid the bill.
    pub paid_at: Option<Instant>,
}

impl PaymentLink {
    /// Whether the candidate has not taken it back.
    #[must_use]
    pub const fn stands(&self) -> bool {
        self.revoked_at.is_none()
    }
}
