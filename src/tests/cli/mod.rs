//! What the commands do, in process.

mod import_results;
