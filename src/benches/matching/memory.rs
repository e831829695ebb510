//! What a piece of work takes of the memory, as Linux counts it for the process.

use std::{error::Error, fs};

/// The resident bytes of the process at their highest while `work` runs, with all that was there before; and what the
/// work gives. `None` where the system does not tell.
pub fn peak<T>(work: impl FnOnce() -> T) -> (Option<u64>, T) {
    // 5 sets the highest mark back to what is resident now.
    let is_reset = fs::write("/proc/self/clear_refs", "5").is_ok();
    let result = work();
    (status("VmHWM").ok().filter(|_| is_reset), result)
}

fn status(name: &str) -> Result<u64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).ok_or("no such line")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<u64>()? * 1024)
}
