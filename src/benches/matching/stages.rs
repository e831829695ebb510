//! The parts that are measured. Each is a function of its own, so that callgrind finds it by its name.

use std::hint::black_box;

use portal::domain::matching::{
    engine::{self, Settled},
    explain::{self, Explanations},
    instance::{Instance, Outcome},
    layout::Layout,
    verifier,
};

/// A part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Reads programme and key of every preference once, from front to back, and adds them up.
    Stream,
    /// Who goes where, given the limits.
    Evaluate,
    /// Deferred acceptance.
    Settle,
    /// The audit of the result.
    Audit,
    /// Laying the instance out for the engine.
    Layout,
    /// Telling seats, counts and cut-offs in the instance's numbers.
    Outcome,
    /// The audit, and the least limits derived anew.
    Verify,
    /// Places and needed scores of every application.
    Explain,
}

impl Stage {
    /// In the order of the table.
    pub const ALL: [Self; 8] = [
        Self::Stream,
        Self::Evaluate,
        Self::Settle,
        Self::Audit,
        Self::Layout,
        Self::Outcome,
        Self::Verify,
        Self::Explain,
    ];

    /// The word of the command line, and the end of the function's name.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Stream => "stream",
            Self::Evaluate => "evaluate",
            Self::Settle => "settle",
            Self::Audit => "audit",
            Self::Layout => "layout",
            Self::Outcome => "outcome",
            Self::Verify => "verify",
            Self::Explain => "explain",
        }
    }

    /// The stage of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.word() == word)
    }
}

/// An instance with all that the stages need.
pub struct Stages {
    /// What is run.
    pub instance: Instance,
    /// The same, laid out.
    pub layout: Layout,
    /// Where the proposals end.
    pub settled: Settled,
    /// The same, in the instance's numbers.
    pub outcome: Outcome,
}

impl Stages {
    /// Runs the engine once, and makes sure that what is measured is right: the evaluation of the engine's limits
    /// gives the engine's seats, and the verifier agrees.
    pub fn new(instance: Instance) -> Result<Self, Box<dyn std::error::Error>> {
        let layout = Layout::of(&instance);
        let settled = engine::settle(instance.seats(), &layout);
        let outcome = engine::outcome(&instance, &layout, &settled);
        if layout.evaluate(&settled.limits) != settled.seats {
            return Err("the evaluation of the limits gives other seats than the engine".into());
        }
        verifier::verify(&instance, &outcome)?;
        Ok(Self { instance, layout, settled, outcome })
    }

    /// Runs one stage once.
    pub fn run(&self, stage: Stage) {
        match stage {
            Stage::Stream => drop(black_box(stage_stream(&self.layout))),
            Stage::Evaluate => drop(black_box(stage_evaluate(&self.layout, &self.settled))),
            Stage::Settle => drop(black_box(stage_settle(&self.instance, &self.layout))),
            Stage::Audit => drop(black_box(stage_audit(&self.instance, &self.outcome))),
            Stage::Layout => drop(black_box(stage_layout(&self.instance))),
            Stage::Outcome => drop(black_box(stage_outcome(&self.instance, &self.layout, &self.settled))),
            Stage::Verify => drop(black_box(stage_verify(&self.instance, &self.outcome))),
            Stage::Explain => drop(black_box(stage_explain(&self.instance, &self.layout, &self.settled))),
        }
    }
}

/// Sums of their own for programmes and keys, so that the additions are done several at a time and only memory sets
/// the pace.
#[inline(never)]
fn stage_stream(layout: &Layout) -> (u32, u32) {
    layout.preferences.iter().fold((0, 0), |(programmes, keys), wish| {
        (u32::wrapping_add(programmes, wish.programme), u32::wrapping_add(keys, wish.key))
    })
}

#[inline(never)]
fn stage_evaluate(layout: &Layout, settled: &Settled) -> Vec<u32> {
    layout.evaluate(&settled.limits)
}

#[inline(never)]
fn stage_settle(instance: &Instance, layout: &Layout) -> Settled {
    engine::settle(instance.seats(), layout)
}

#[inline(never)]
fn stage_audit(instance: &Instance, outcome: &Outcome) -> bool {
    verifier::audit(instance, outcome).is_ok()
}

#[inline(never)]
fn stage_layout(instance: &Instance) -> Layout {
    Layout::of(instance)
}

#[inline(never)]
fn stage_outcome(instance: &Instance, layout: &Layout, settled: &Settled) -> Outcome {
    engine::outcome(instance, layout, settled)
}

#[inline(never)]
fn stage_verify(instance: &Instance, outcome: &Outcome) -> bool {
    verifier::verify(instance, outcome).is_ok()
}

#[inline(never)]
fn stage_explain(instance: &Instance, layout: &Layout, settled: &Settled) -> Explanations {
    explain::explain(instance, layout, settled)
}
