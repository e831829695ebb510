//! What an auditor does: reads the audit log and checks its chain. Nothing here changes anything but the log itself,
//! which also holds what the auditor read.

mod broken_link;
pub mod search_log;
pub mod verify_chain;
pub mod view_chain;
pub mod view_entry;
pub mod view_overdue;
