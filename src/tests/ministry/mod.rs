//! What operators of the ministry do.

mod matching;
