//! Rules of candidate.
