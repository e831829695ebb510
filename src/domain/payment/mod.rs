//! Rules of payment.
