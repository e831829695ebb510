//! Rules of season.
