//! What a long run is doing, on stderr.

use std::{io::IsTerminal as _, time::Duration};

use indicatif::{ProgressBar, ProgressStyle};

/// From so many bytes of input on a run takes seconds.
const LONG_BYTES: usize = 16 << 20;

/// Tells the stages of a run that is long: on a terminal in one line that goes away at the end, elsewhere a line each.
pub struct Progress {
    /// `None` for a short run.
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Begins a run over that many bytes. Its first stage is told on a terminal alone: elsewhere a refusal of the input
    /// stays the only line.
    pub fn begin(bytes: usize, stage: &str) -> Self {
        if bytes >= LONG_BYTES { Self::begin_long(stage) } else { Self { bar: None } }
    }

    /// Begins a run that is long or may be.
    pub fn begin_long(stage: &str) -> Self {
        let bar = ProgressBar::new_spinner().with_message(stage.to_owned());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Self { bar: Some(bar) }
    }

    /// Tells the next stage.
    pub fn stage(&self, stage: &str) {
        let Some(bar) = &self.bar else { return };
        bar.set_message(stage.to_owned());
        if !std::io::stderr().is_terminal() {
            eprintln!("{stage}");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
