//! Verifying with memory that is used again, against memory that each verification asks the system for.
//!
//! Once on one thread, and once on as many as there are cores, which is how the portal hashes while people wait: there
//! all threads begin together, and a round lasts until the last is done.
//!
//! glibc's malloc keeps 19 MiB that were freed once (mallopt(3), `M_MMAP_THRESHOLD`), so that "fresh" memory would be
//! that of the round before, written over. `tools/bench_access.sh` fixes the threshold for the comparison, and runs it
//! without as well, since that is what a program without a pool would see as long as nothing else is allocated.

use std::{error::Error, hint::black_box, sync::Barrier, thread, time::Instant};

use portal::usecases::password::{Memory, verify_with};

use crate::{percentile, row};

/// How often each way runs, one after the other, so that a slow moment of the machine hits both.
const ROUNDS: usize = 60;
/// A hash of today's parameters.
const PHC: &str = "$argon2id$v=19$m=19456,t=2,p=1$YW4gb2xkIHNhbHQgaGVyZQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Prints both times and their ratio, on one thread and on all cores.
pub fn print() -> Result<(), Box<dyn Error>> {
    let cores = thread::available_parallelism()?.get();
    let (again, fresh) = measure(1);
    println!("verifying a password, milliseconds, median of {ROUNDS}: {again:.1} in kept memory, {fresh:.1} in fresh");
    println!("  kept memory / fresh memory, one thread: {:.2}", again / fresh);
    let (again, fresh) = measure(cores);
    println!("{cores} at once, one a core: {again:.1} in kept memory, {fresh:.1} in fresh memory");
    row("kept memory / fresh memory, one verification a core", again / fresh, 0.8);
    Ok(())
}

/// The medians of rounds in which each of `threads` verifies once, in milliseconds: kept memory, fresh memory.
fn measure(threads: usize) -> (f64, f64) {
    let start = Barrier::new(threads + 1);
    let end = Barrier::new(threads + 1);
    let (mut again, mut fresh) = (Vec::new(), Vec::new());
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut kept = Memory::default();
                for _ in 0..=ROUNDS {
                    start.wait();
                    black_box(verify_with(&mut kept, "not the password", PHC));
                    end.wait();
                    start.wait();
                    black_box(verify_with(&mut Memory::default(), "not the password", PHC));
                    end.wait();
                }
            });
        }
        for round in 0..=ROUNDS {
            for times in [&mut again, &mut fresh] {
                start.wait();
                let begun = Instant::now();
                end.wait();
                // The first round fills what is kept.
                if round > 0 {
                    times.push(begun.elapsed().as_secs_f64() * 1_000.0);
                }
            }
        }
    });
    (percentile(&mut again, 50), percentile(&mut fresh, 50))
}
