//! Rules of matching.
