//! What happens to the processes while people pay.

use std::{fmt, sync::Arc, time::Duration};

use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use tokio::{sync::watch, task::JoinHandle};

use crate::stack::Stack;

/// Milliseconds between one mishap and the next.
const PAUSE_MS: std::ops::Range<u64> = 2_000..6_000;

/// How often what happened.
#[derive(Debug, Default, Clone, Copy)]
pub struct Happened {
    pub portal_killed: u32,
    pub database_crashed: u32,
    pub gateway_down: u32,
}

impl fmt::Display for Happened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { portal_killed, database_crashed, gateway_down } = self;
        write!(
            f,
            "portal killed {portal_killed}, PostgreSQL stopped {database_crashed}, gateway down {gateway_down} times"
        )
    }
}

/// Mishaps under way.
pub struct Mishaps {
    goes_on: watch::Sender<bool>,
    task: JoinHandle<Happened>,
}

impl Mishaps {
    /// From now on something happens every few seconds.
    pub fn begin(stack: Arc<Stack>, seed: u64) -> Self {
        let (goes_on, ends) = watch::channel(true);
        Self { goes_on, task: tokio::spawn(happen(stack, seed, ends)) }
    }

    /// No more. Everything runs when this returns.
    pub async fn end(self) -> Happened {
        let _ = self.goes_on.send(false);
        self.task.await.unwrap_or_default()
    }
}

async fn happen(stack: Arc<Stack>, seed: u64, mut ends: watch::Receiver<bool>) -> Happened {
    let mut lots = StdRng::seed_from_u64(seed);
    let mut happened = Happened::default();
    loop {
        let pause = Duration::from_millis(lots.random_range(PAUSE_MS));
        if tokio::time::timeout(pause, ends.changed()).await.is_ok() {
            return happened;
        }
        let length = Duration::from_millis(lots.random_range(0..2_000));
        let done = match lots.random_range(0..10) {
            0..5 => {
                happened.portal_killed += 1;
                stack.kill_portal().await
            }
            5..8 => {
                happened.database_crashed += 1;
                stack.crash_database(length).await
            }
            _ => {
                happened.gateway_down += 1;
                gateway_down(&stack, length).await
            }
        };
        if let Err(error) = done {
            eprintln!("a mishap went further than meant: {error}");
        }
    }
}

/// The gateway answers 503 for a while, then goes on as before.
async fn gateway_down(stack: &Stack, length: Duration) -> Result<(), crate::Failure> {
    let mut faults = stack.faults().await?;
    faults["down"] = true.into();
    stack.set_faults(&faults).await?;
    tokio::time::sleep(length).await;
    faults["down"] = false.into();
    stack.set_faults(&faults).await
}
