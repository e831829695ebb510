//! The peak of this process's memory, as Linux counts it.

use std::{fs, io};

/// Begins to count anew; gives what is taken now, in KiB.
pub fn begin() -> io::Result<u64> {
    // proc(5): 5 resets the peak of resident memory.
    fs::write("/proc/self/clear_refs", "5")?;
    read("VmRSS:")
}

/// The most that was taken since, in KiB.
pub fn peak_kib() -> io::Result<u64> {
    read("VmHWM:")
}

fn read(name: &str) -> io::Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|line| line.trim().split(' ').next()?.parse().ok());
    number.ok_or_else(|| io::Error::other(format!("no {name} in /proc/self/status")))
}
