//! The table of ratios, from one interleaved run.

use std::{error::Error, fmt::Write as _, hint::black_box, time::Instant};

use portal::domain::matching::{
    engine,
    instance::Instance,
    layout::{Layout, NO_SEAT},
};

use crate::{
    memory,
    national::National,
    stages::{Stage, Stages},
};

/// How often each stage runs; the median counts.
const ROUNDS: usize = 9;
/// The explanations take seconds; they say how long a run takes, no ratio depends on them.
const ROUNDS_OF_EXPLANATIONS: usize = 1;

/// Prints what the season is like and every ratio.
pub fn print(candidates: usize) -> Result<(), Box<dyn Error>> {
    println!("{candidates} candidates; the season is being made …");
    let instance = National::with_candidates(candidates).instance(false)?;
    let run = Memory::of(&instance);
    let stages = Stages::new(instance)?;
    print_shape(&stages);
    let times = measure(&stages);
    let time = |stage: Stage| times.iter().find(|(each, _)| *each == stage).map_or(f64::NAN, |(_, time)| *time);

    println!(
        "\nMilliseconds, the median of {ROUNDS} interleaved rounds, and how often the cut-off evaluation fits in:"
    );
    for (stage, milliseconds) in &times {
        println!("  {:<10}{milliseconds:>10.1}{:>9.2}", stage.word(), milliseconds / time(Stage::Evaluate));
    }
    println!();
    println!("{:<58}{:>9}{:>7}{:>9}", "ratio", "measured", "must", "stretch");
    row("deferred acceptance / cut-off evaluation", time(Stage::Settle) / time(Stage::Evaluate), 10.0, 6.0);
    row("cut-off evaluation / streaming pass", time(Stage::Evaluate) / time(Stage::Stream), 4.0, 3.0);
    row("audit / cut-off evaluation", time(Stage::Audit) / time(Stage::Evaluate), 3.0, 2.0);
    run.print();
    Ok(())
}

fn row(name: &str, measured: f64, must: f64, stretch: f64) {
    let verdict = match measured {
        _ if measured <= stretch => "meets the stretch",
        _ if measured <= must => "meets the must",
        _ => "MISSES",
    };
    println!("{name:<58}{measured:>9.2}{must:>7}{stretch:>9}  {verdict}");
}

/// Each stage once a round, one after the other, so that a slow moment of the machine hits all of them.
fn measure(stages: &Stages) -> Vec<(Stage, f64)> {
    let mut times = vec![Vec::with_capacity(ROUNDS); Stage::ALL.len()];
    for round in 0..ROUNDS {
        for (stage, times) in Stage::ALL.into_iter().zip(&mut times) {
            if stage == Stage::Explain && round >= ROUNDS_OF_EXPLANATIONS {
                continue;
            }
            let start = Instant::now();
            stages.run(stage);
            times.push(start.elapsed().as_secs_f64() * 1_000.0);
        }
    }
    Stage::ALL.into_iter().zip(times.into_iter().map(median)).collect()
}

/// The middle value; of an even number the upper one.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The memory of a run, in bytes.
struct Memory {
    instance: usize,
    layout: usize,
    /// The process at its highest while the instance is laid out, run and told, the instance and the program
    /// included. `None` where the system does not tell.
    peak: Option<u64>,
}

impl Memory {
    fn of(instance: &Instance) -> Self {
        let (peak, layout) = memory::peak(|| {
            let layout = Layout::of(instance);
            let settled = engine::settle(instance.seats(), &layout);
            drop(black_box(engine::outcome(instance, &layout, &settled)));
            layout.bytes()
        });
        Self { instance: instance.bytes(), layout, peak }
    }

    fn print(&self) {
        let Some(peak) = self.peak else {
            println!("peak memory: this system does not tell");
            return;
        };
        let peak = peak as f64;
        let (instance, layout) = (self.instance as f64, self.layout as f64);
        row("peak memory of a whole run / bytes of its instance", peak / instance, 4.0, 2.5);
        println!(
            "  peak {:.0} MB; the instance {:.0} MB, laid out {:.0} MB more: {:.2} of both together",
            peak / 1e6,
            instance / 1e6,
            layout / 1e6,
            peak / (instance + layout),
        );
    }
}

/// Lengths, ranks of the seats, quotas and ties, to compare with what is published.
fn print_shape(stages: &Stages) {
    let Stages { instance, layout, settled, outcome } = stages;
    let candidates = instance.candidate_count();
    let mut lengths = [0_usize; 16];
    let mut seats = [0_usize; 16];
    for (place, seat) in settled.seats.iter().enumerate() {
        let (begin, end) = (layout.first[place], layout.first[place + 1]);
        lengths[(end - begin) as usize] += 1;
        if *seat != NO_SEAT {
            seats[(seat - begin) as usize + 1] += 1;
        }
    }
    let share = |count: usize| 100.0 * count as f64 / candidates as f64;
    let up_to = |counts: &[usize; 16], last: usize| share(counts[..=last].iter().sum());
    let preferences = instance.application_count();
    println!("preferences {preferences}, {:.2} a candidate", preferences as f64 / candidates as f64);
    let mut line = String::from("lists of up to");
    for last in [5, 10, 15] {
        let _ = write!(line, " {last}: {:.1} %", up_to(&lengths, last));
    }
    println!("{line}");
    let mut line = String::from("admitted up to rank");
    for last in [1, 3, 5, 10, 15] {
        let _ = write!(line, " {last}: {:.1} %", up_to(&seats, last));
    }
    println!("{line}");
    let programmes = instance.seats();
    let mut quotas: Vec<u32> = programmes.iter().map(|programme| programme.quota).collect();
    quotas.sort_unstable();
    let at = |percent: usize| quotas.get(quotas.len().saturating_sub(1) * percent / 100).copied().unwrap_or(0);
    println!(
        "programmes {}, {} with a cut-off, {} without seats; quotas: median {}, 90 % up to {}, greatest {}",
        programmes.len(),
        outcome.programmes.iter().filter(|each| each.cutoff.is_some()).count(),
        quotas.partition_point(|quota| *quota == 0),
        at(50),
        at(90),
        at(100),
    );
    let over = outcome.programmes.iter().zip(programmes).filter(|(each, seats)| each.admitted > seats.quota).count();
    println!("programmes over their quota by a tie {over}");
}
