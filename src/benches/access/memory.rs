//! Verifying with memory that is used again, against memory that each verification asks the system for.

use std::{error::Error, hint::black_box, time::Instant};

use portal::usecases::password::{Memory, verify_with};

use crate::{percentile, row};

/// How often each way runs, one after the other, so that a slow moment of the machine hits both.
const ROUNDS: usize = 60;
/// A hash of today's parameters.
const PHC: &str = "$argon2id$v=19$m=19456,t=2,p=1$YW4gb2xkIHNhbHQgaGVyZQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Prints both times and their ratio.
pub fn print() -> Result<(), Box<dyn Error>> {
    let mut kept = Memory::default();
    let (mut again, mut fresh) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let begun = Instant::now();
        black_box(verify_with(&mut kept, "not the password", PHC));
        let with_kept = begun.elapsed().as_secs_f64() * 1_000.0;
        let begun = Instant::now();
        black_box(verify_with(&mut Memory::default(), "not the password", PHC));
        let with_fresh = begun.elapsed().as_secs_f64() * 1_000.0;
        // The first round fills what is kept.
        if round > 0 {
            again.push(with_kept);
            fresh.push(with_fresh);
        }
    }
    let (again, fresh) = (percentile(&mut again, 50), percentile(&mut fresh, 50));
    println!(
        "verifying a password, milliseconds, median of {ROUNDS}: {again:.1} in kept memory, {fresh:.1} in fresh memory"
    );
    row("kept memory / fresh memory", again / fresh, 0.8);
    Ok(())
}
