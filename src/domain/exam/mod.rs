//! Rules of exam.
