//! What the candidate does.
