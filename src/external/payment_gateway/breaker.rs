//! When the gateway is silent it is given a rest: nobody waits for it in vain, and it is not flooded when it comes back.
//!
//! ```text
//! listening --silence 1, 2--> listening      a silence or two may be chance
//! listening --silence 3-----> resting        no question for 30 seconds
//! resting   --30 s----------> probing        one question, all others are refused meanwhile
//! probing   --answer--------> listening
//! probing   --silence-------> resting
//! probing   --15 s----------> probing        whoever asked never came back: another one asks
//! any       --answer--------> listening
//! ```
//!
//! Forty lines of state and no crate: those that there are (failsafe, recloser, tower-circuitbreaker) read the machine's
//! clock, while every rule of this portal takes the moment as an argument, so that a table tests it and a demonstration
//! may move time. A clock that was moved back ends the rest.

use crate::domain::time::Instant;

/// So many silences in a row are no chance.
const SILENCES: u8 = 3;
/// How long no question is sent.
const REST_SECONDS: i64 = 30;
/// How long one question may take before another one is sent: longer than the client waits for any answer.
const PROBE_SECONDS: i64 = 15;

/// Where the questions stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Questions are sent; so many in a row were not answered.
    Listening(u8),
    /// None is sent since then.
    Resting(Instant),
    /// One was sent then, to see whether the gateway is back.
    Probing(Instant),
}

/// How the gateway answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GatewayHealth {
    state: State,
    /// When it answered last.
    pub last_answer: Option<Instant>,
    /// When it was silent last.
    pub last_silence: Option<Instant>,
}

impl Default for GatewayHealth {
    fn default() -> Self {
        Self { state: State::Listening(0), last_answer: None, last_silence: None }
    }
}

impl GatewayHealth {
    /// Whether no question is sent now, or only the one that tries.
    #[must_use]
    pub const fn is_resting(&self) -> bool {
        matches!(self.state, State::Resting(_) | State::Probing(_))
    }

    /// Whether a question may be sent at `now`.
    pub(super) fn admit(&mut self, now: Instant) -> bool {
        let (since, seconds) = match self.state {
            State::Listening(_) => return true,
            State::Resting(since) => (since, REST_SECONDS),
            State::Probing(since) => (since, PROBE_SECONDS),
        };
        let is_over = now < since || now >= since.plus_seconds(seconds);
        if is_over {
            self.state = State::Probing(now);
        }
        is_over
    }

    /// It answered, whatever it said.
    pub(super) const fn answered(&mut self, now: Instant) {
        self.state = State::Listening(0);
        self.last_answer = Some(now);
    }

    /// It did not answer what was asked at `now`.
    pub(super) const fn was_silent(&mut self, now: Instant) {
        self.state = match self.state {
            State::Listening(silences) if silences + 1 < SILENCES => State::Listening(silences + 1),
            _ => State::Resting(now),
        };
        self.last_silence = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::GatewayHealth;
    use crate::domain::time::Instant;

    /// What happens at a second: a question that is admitted or not, and what came of it.
    enum Step {
        Silent(i64),
        Answered(i64),
        /// A question that never came back.
        Lost(i64),
        Refused(i64),
    }
    use Step::{Answered, Lost, Refused, Silent};

    fn at(second: i64) -> Instant {
        Instant::vietnam(2026, 7, 17, 9, 0).unwrap().plus_seconds(second)
    }

    fn run(steps: &[Step]) -> GatewayHealth {
        let mut health = GatewayHealth::default();
        for (index, step) in steps.iter().enumerate() {
            let (second, is_admitted) = match step {
                Silent(second) | Answered(second) | Lost(second) => (*second, true),
                Refused(second) => (*second, false),
            };
            assert_eq!(health.admit(at(second)), is_admitted, "step {index} at {second}");
            match step {
                Silent(_) => health.was_silent(at(second)),
                Answered(_) => health.answered(at(second)),
                Lost(_) | Refused(_) => {}
            }
        }
        health
    }

    #[test]
    fn the_gateway_rests_after_three_silences_and_one_question_finds_out_that_it_is_back() {
        let cases: [(&[Step], bool); 7] = [
            (&[Silent(0), Silent(1), Answered(2), Silent(3), Silent(4), Answered(5)], false),
            (&[Silent(0), Silent(0), Silent(0), Refused(0), Refused(29)], true),
            (&[Silent(0), Silent(0), Silent(0), Refused(29), Answered(30), Answered(30), Answered(30)], false),
            (&[Silent(0), Silent(0), Silent(0), Lost(30), Refused(31), Refused(44), Answered(45)], false),
            (&[Silent(0), Silent(0), Silent(0), Silent(30), Refused(31), Refused(59), Answered(60)], false),
            // After the rest it is believed as before: again three silences.
            (&[Silent(0), Silent(0), Silent(0), Answered(30), Silent(31), Silent(32), Answered(33)], false),
            // A clock that was moved back.
            (&[Silent(100), Silent(100), Silent(100), Refused(101), Answered(0)], false),
        ];
        for (index, (steps, is_resting)) in cases.into_iter().enumerate() {
            assert_eq!(run(steps).is_resting(), is_resting, "case {index}");
        }
    }

    #[test]
    fn an_answer_that_comes_late_ends_the_rest_too() {
        let mut health = run(&[Silent(0), Silent(0), Lost(0), Silent(0), Refused(1)]);
        assert_eq!((health.last_answer, health.last_silence), (None, Some(at(0))));
        health.answered(at(2));
        assert!(health.admit(at(2)) && !health.is_resting());
        assert_eq!(health.last_answer, Some(at(2)));
    }
}
