//! What the school does.
