//! Doors for other machines: they answer in the other side's protocol, never with a page.

pub mod payment;
