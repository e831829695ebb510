//! What passwords cost, as ratios within one run. `make bench` runs it by tools/bench_access.sh.
//!
//! ```text
//! access memory      verifying with memory that is used again, against fresh memory
//! access attack      a signed-in page while 200 wrong passwords come at once, against the page alone
//! ```
//!
//! The second needs a database server (`DATABASE_URL`, an owner of databases) and makes a portal of its own there.

mod attack;
mod memory;

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    // cargo adds --bench.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|each| !each.starts_with("--")).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["memory"] => memory::print(),
        ["attack"] => attack::print(),
        _ => Err("access memory | access attack".into()),
    }
}

/// Prints a ratio, the limit it has to keep, and whether it does.
fn row(name: &str, measured: f64, limit: f64) {
    let verdict = if measured <= limit { "meets the limit" } else { "MISSES" };
    println!("{name:<66}{measured:>9.2}{limit:>7}  {verdict}");
}

/// The value below which `percent` of the values lie.
fn percentile(values: &mut [f64], percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = (values.len() * percent / 100).min(values.len().saturating_sub(1));
    values.get(at).copied().unwrap_or(f64::NAN)
}
