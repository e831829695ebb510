//! What runs later and regularly: the one visible list of handlers and schedules.
