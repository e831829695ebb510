//! The same instance for programs of others, with the engine's answer and the engine's time.

use std::{error::Error, fmt::Write as _, fs, hint::black_box, path::Path, time::Instant};

use portal::domain::matching::{engine, instance::Instance, layout::Layout};

use crate::{national::National, table::median};

/// How often the engine runs; it takes a millisecond where others take a second.
const ROUNDS: usize = 101;

/// Writes into `folder`: `lists` (a line a candidate: the programmes, the most wanted first), `programmes` (a line a
/// programme: the quota, then the applicants, the best first), `seats` (a line a candidate: the programme or `-`) and
/// `seconds` (deferred acceptance, and the same with the laying out, a line each).
///
/// Nobody equals anybody, and nobody wants a programme without seats: others know neither.
pub fn write(candidates: usize, folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut national = National::with_candidates(candidates + candidates / 10);
    national.keep(candidates);
    let instance = national.instance(true)?;
    let layout = Layout::of(&instance);
    let outcome = engine::run(&instance);
    fs::create_dir_all(folder)?;
    fs::write(folder.join("lists"), lists(&instance))?;
    fs::write(folder.join("programmes"), programmes(&instance, &layout))?;
    let mut seats = String::new();
    for seat in &outcome.assignments {
        match seat {
            Some(programme) => writeln!(seats, "{programme}")?,
            None => seats.push_str("-\n"),
        }
    }
    fs::write(folder.join("seats"), seats)?;
    let settle = || drop(black_box(engine::settle(instance.seats(), black_box(&layout))));
    let with_layout = || {
        let layout = Layout::of(black_box(&instance));
        drop(black_box(engine::settle(instance.seats(), &layout)));
    };
    fs::write(folder.join("seconds"), format!("{:.9}\n{:.9}\n", seconds(settle), seconds(with_layout)))?;
    Ok(())
}

fn seconds(work: impl Fn()) -> f64 {
    let one = |_| {
        let start = Instant::now();
        work();
        start.elapsed().as_secs_f64()
    };
    median((0..ROUNDS).map(one).collect())
}

fn lists(instance: &Instance) -> String {
    let mut out = String::new();
    for candidate in 0..instance.candidate_count() {
        let wanted = &instance.programmes()[instance.applications_of(candidate)];
        out.push_str(&joined(wanted.iter()));
        out.push('\n');
    }
    out
}

fn programmes(instance: &Instance, layout: &Layout) -> String {
    let mut applicants = vec![Vec::new(); instance.seats().len()];
    for (place, candidate) in layout.candidates.iter().enumerate() {
        for wish in &layout.preferences[layout.first[place] as usize..layout.first[place + 1] as usize] {
            applicants[wish.programme as usize].push((wish.key, *candidate));
        }
    }
    let mut out = String::new();
    for (seats, applicants) in instance.seats().iter().zip(&mut applicants) {
        applicants.sort_unstable_by(|one, other| other.cmp(one));
        let _ = writeln!(out, "{} {}", seats.quota, joined(applicants.iter().map(|(_, candidate)| candidate)));
    }
    out
}

fn joined<'a>(numbers: impl Iterator<Item = &'a u32>) -> String {
    numbers.map(u32::to_string).collect::<Vec<_>>().join(" ")
}
