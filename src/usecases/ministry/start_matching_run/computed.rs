//! The computation of a run, without database and without waiting: for a thread of its own.

use std::{num::NonZeroUsize, thread, time};

use sha2::{Digest as _, Sha256};

use crate::domain::{
    ids::CandidateId,
    matching::{
        engine,
        explain::{Explanations, Share, needed, places},
        field::Field,
        instance::{Instance, InstanceError, Outcome},
        layout::Layout,
        manifest::{Counts, Inputs, Manifest, Outputs},
        records::Records,
        verifier,
    },
    text::hex,
    time::Instant,
};

/// Explaining is most of the work. More threads than this only cost memory, some 100 MB each for a season.
const MOST_THREADS: usize = 8;

/// All that a run comes to.
#[derive(Debug, Clone)]
pub struct Computed {
    /// Who took part, with what.
    pub field: Field,
    /// Who goes where.
    pub outcome: Outcome,
    /// What is said of it to candidates.
    pub explanations: Explanations,
    /// What the verifier found wrong.
    pub violation: Option<String>,
    /// Of `programmes.csv` followed by `applications.csv`.
    pub input_sha256: String,
    /// Of `assignments.csv` followed by `cutoffs.csv`.
    pub output_sha256: String,
    /// The manifest.
    pub manifest: Manifest,
}

impl Computed {
    /// Has the result verified anew.
    pub fn verify(&mut self) {
        let verdict = verifier::verify(self.field.instance(), &self.outcome);
        self.violation = verdict.err().map(|violation| in_words(&self.field, &violation));
    }

    /// Matches, verifies and explains. What does not wait for each other runs side by side.
    ///
    /// # Errors
    /// When a list contradicts itself, with the candidate.
    pub fn of(records: Records, started_at: Instant) -> Result<Self, (CandidateId, InstanceError)> {
        let clock = time::Instant::now();
        let field = Field::of(records)?;
        let instance = field.instance();
        let (inputs, result) = thread::scope(|scope| {
            let inputs = scope.spawn(|| hash_inputs(&field));
            let result = match_and_verify(&field, instance);
            (joined(inputs.join()), result)
        });
        let (inputs, input_sha256) = inputs;
        let (outcome, explanations, verdict) = result;
        let (outputs, output_sha256) = hash_outputs(&field, &outcome);
        let violation = verdict.err().map(|violation| in_words(&field, &violation));
        let duration_ms = u64::try_from(clock.elapsed().as_millis()).unwrap_or(u64::MAX);
        let counts = Counts::of(instance, &outcome);
        let manifest = Manifest::new(true, inputs, outputs, counts, started_at.iso(), duration_ms);
        Ok(Self { field, outcome, explanations, violation, input_sha256, output_sha256, manifest })
    }
}

fn match_and_verify(field: &Field, instance: &Instance) -> (Outcome, Explanations, Result<(), verifier::Violation>) {
    let layout = Layout::of(field.instance());
    let settled = engine::settle(instance.seats(), &layout);
    let outcome = engine::outcome(instance, &layout, &settled);
    let of = thread::available_parallelism().map_or(1, NonZeroUsize::get).min(MOST_THREADS);
    let share = |number| needed(instance, &layout, &settled, Share { number, of });
    let (verdict, explanations) = thread::scope(|scope| {
        let verdict = scope.spawn(|| verifier::verify(instance, &outcome));
        let others: Vec<_> = (1..of)
            .map(|number| {
                let share = &share;
                scope.spawn(move || share(number))
            })
            .collect();
        let mut explanations = Explanations { places: places(instance, &layout), needed: share(0) };
        for other in others {
            for (all, own) in explanations.needed.iter_mut().zip(joined(other.join())) {
                *all = all.or(own);
            }
        }
        (joined(verdict.join()), explanations)
    });
    (outcome, explanations, verdict)
}

/// What a thread gave; its panic goes on here.
fn joined<T>(result: thread::Result<T>) -> T {
    result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn in_words(field: &Field, violation: &verifier::Violation) -> String {
    let candidate = |number: u32| field.candidates()[usize::try_from(number).unwrap_or(usize::MAX)];
    let programme = |number: u32| field.programmes()[usize::try_from(number).unwrap_or(usize::MAX)];
    violation.in_words(candidate, programme)
}

fn hash_inputs(field: &Field) -> (Inputs, String) {
    let mut pair = Pair::default();
    field.programmes_csv(|lines| pair.first(lines));
    field.applications_csv(|lines| pair.second(lines));
    let (programmes, applications, both) = pair.end();
    (Inputs { programmes, applications }, both)
}

fn hash_outputs(field: &Field, outcome: &Outcome) -> (Outputs, String) {
    let mut pair = Pair::default();
    field.assignments_csv(outcome, |lines| pair.first(lines));
    field.cutoffs_csv(outcome, |lines| pair.second(lines));
    let (assignments, cutoffs, both) = pair.end();
    (Outputs { assignments, cutoffs }, both)
}

/// Hashes of two files and of one followed by the other.
#[derive(Default)]
struct Pair {
    first: Sha256,
    second: Sha256,
    both: Sha256,
}

impl Pair {
    fn first(&mut self, bytes: &[u8]) {
        self.first.update(bytes);
        self.both.update(bytes);
    }

    fn second(&mut self, bytes: &[u8]) {
        self.second.update(bytes);
        self.both.update(bytes);
    }

    fn end(self) -> (String, String, String) {
        (hex(&self.first.finalize()), hex(&self.second.finalize()), hex(&self.both.finalize()))
    }
}
