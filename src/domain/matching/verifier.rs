//! Proves a result from the instance alone. Shares nothing with the engine but the shape of the data: it knows no
//! proposals, no keys and no layout, and compares scores, further criteria and ranks by itself. A test reads these
//! files and fails when they name anything else (`src/tests/architecture.rs`).
//!
//! [`audit`] asks what each candidate may complain of, in one pass. What passes it is stable, but a stable result
//! need not be the one that the rules want: limits may be higher than the quotas ask for, in a circle that nobody
//! can complain of. So [`verify`] also derives the least limits anew, by rounds instead of single proposals
//! ([`least_limits`]), and compares the seats. The proof is in docs/matching.md.

mod audit;
mod least_limits;
mod result_files;
#[cfg(test)]
mod tests;
mod violation;

use std::cmp::Reverse;

use super::instance::{Instance, Outcome, index};
use crate::domain::score::Score;

pub use audit::audit;
pub use result_files::read_result;
pub use violation::{Violation, ViolationKind};

/// Checks that a result is the one of the instance: all of [`audit`], then that no candidate could have a better
/// seat in any other result that passes it.
///
/// # Errors
/// The first violation.
pub fn verify(instance: &Instance, outcome: &Outcome) -> Result<(), Violation> {
    audit(instance, outcome)?;
    let best = least_limits::best_seats(instance);
    for ((candidate, best), has) in (0_u32..).zip(best).zip(&outcome.assignments) {
        let best = best.map(|application| instance.programmes()[index(application)]);
        if best != *has {
            // The audit has shown that the seat is no better than this one (docs/matching.md).
            let kind = ViolationKind::BetterSeat { instead_of: *has };
            return Err(Violation { kind, candidate: Some(candidate), programme: best.or(*has) });
        }
    }
    Ok(())
}

/// The place of an application in the order of its programme: greater is better, equal is a tie.
fn standing(instance: &Instance, application: u32) -> (Score, &[Score], Reverse<u16>) {
    let number = index(application);
    (instance.scores()[number], instance.ties_of(number), Reverse(instance.ranks()[number]))
}
