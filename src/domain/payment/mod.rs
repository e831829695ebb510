//! Rules of payment.
//!
//! A [`bill`] is paid by one of its attempts ([`order`]); when the gateway is asked about an attempt, and when a refund is
//! looked at again, is the [`schedule`]; where each đồng is, is the [`ledger`], and what the gateway says of it day by
//! day, its [`statement`]; what people decide is a [`decision`], what is not believed a [`refusal`]; what all that means to
//! the payer, the [`status`]; a [`viet_qr`] is another way to pay it, a [`link`] lets somebody else do it. A receipt says
//! the [`amount_in_words`].

pub mod amount_in_words;
pub mod bill;
pub mod decision;
pub mod ledger;
pub mod link;
pub mod order;
pub mod refusal;
pub mod schedule;
pub mod statement;
pub mod status;
pub mod viet_qr;

#[cfg(test)]
mod model;
