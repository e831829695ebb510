//! The class list of a school (danh sách học sinh): how a file of it is read, and what becomes of it.
//!
//! The roll is what the school knows of its candidates before they first sign in (`school_roll_entry`): whoever is on it
//! becomes a candidate of the unit at the first sign-in. A file changes the roll in two steps: it is checked, row by row
//! ([`row`]), and then its good rows are accepted ([`import`]).

pub mod columns;
pub mod fault;
pub mod import;
pub mod row;
pub mod search;
