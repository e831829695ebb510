//! The engine against what cannot be avoided: ratios on a made-up national season. `make bench-matching` runs it
//! with all that goes around it; docs/matching.md says what the numbers mean.
//!
//! ```text
//! matching [table [CANDIDATES]]      the ratios, 850,000 candidates without a number
//! matching stage NAME CANDIDATES     one stage once, for a tool that counts its instructions
//! matching peer CANDIDATES DIR       a strict instance with the engine's answer and times, for other programs
//! matching season CANDIDATES DIR     the season as rows for a database
//! ```

mod memory;
mod national;
mod peer;
mod season_rows;
mod stages;
mod table;

use std::{error::Error, hint::black_box, path::Path};

use national::National;
use stages::{Stage, Stages};

/// The candidates of a national season.
const NATIONAL: usize = 850_000;

fn main() -> Result<(), Box<dyn Error>> {
    // cargo adds --bench.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|each| !each.starts_with("--")).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] | ["table"] => table::print(NATIONAL),
        ["table", candidates] => table::print(candidates.parse()?),
        ["stage", name, candidates] => {
            let stage = Stage::parse(name).ok_or("no such stage")?;
            let stages = Stages::new(National::with_candidates(candidates.parse()?).instance(false)?)?;
            // A big request makes the allocator tidy up after the building of the season, which is not counted then.
            drop(black_box(vec![0_u8; 1 << 20]));
            stages.run(stage);
            Ok(())
        }
        ["peer", candidates, folder] => peer::write(candidates.parse()?, Path::new(folder)),
        ["season", candidates, folder] => season_rows::write(candidates.parse()?, Path::new(folder)),
        _ => Err("matching [table [CANDIDATES] | stage NAME CANDIDATES | peer CANDIDATES DIR | season CANDIDATES DIR]"
            .into()),
    }
}
