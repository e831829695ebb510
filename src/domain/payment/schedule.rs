//! When the gateway is asked about an attempt, when about a refund, and when a page that waits looks again.
//!
//! First soon, then less and less often: a notification that is late comes within minutes, and what did not come within
//! hours hardly comes at all. The stored moment of the next question is all that the jobs look at, so a question that is
//! due while the portal is down is asked when it is up again.

use super::order::OrderState;
use crate::domain::time::Instant;

/// Minutes before the first question, the second, and so on; the last stands for all that follow.
const WAITS: [i64; 10] = [2, 1, 2, 4, 8, 15, 30, 60, 120, 240];
/// Where a person waits for the answer, it is asked for at least every so many minutes.
const AT_LEAST_EVERY: i64 = 60;
/// A gateway that said no is not asked again before so many minutes.
const AFTER_A_NO: i64 = 30;
/// For so many minutes after its time an attempt that came to nothing is asked about: the gateway repeats what it has to
/// tell for less than an hour, and its statement of the day has come by then.
const LISTENING: i64 = 24 * 60;

fn wait(asked: u16) -> i64 {
    WAITS[usize::from(asked).min(WAITS.len() - 1)]
}

/// When the gateway is asked about an order that is in `state` at `now` and was asked about `asked` times. `None` when
/// nothing can come any more.
#[must_use]
pub fn next_query(state: OrderState, asked: u16, expires_at: Instant, now: Instant) -> Option<Instant> {
    match state {
        OrderState::Created | OrderState::Pending => {
            let next = now.plus_minutes(wait(asked).min(AT_LEAST_EVERY));
            // The moment its time is over is a good one to ask.
            Some(if now < expires_at { next.min(expires_at) } else { next })
        }
        OrderState::UnderReview => Some(now.plus_minutes(wait(asked).min(AT_LEAST_EVERY))),
        OrderState::Expired => Some(now.plus_minutes(wait(asked))),
        OrderState::Failed => Some(now.plus_minutes(wait(asked).max(AFTER_A_NO))),
        OrderState::Paid | OrderState::Duplicate | OrderState::RefundRequested | OrderState::Refunded => None,
    }
    .filter(|next| {
        let ended_in_nothing = matches!(state, OrderState::Expired | OrderState::Failed);
        !ended_in_nothing || *next <= expires_at.plus_minutes(LISTENING)
    })
}

/// When the gateway is asked next for or about a refund, after `tries`.
#[must_use]
pub fn next_refund_try(tries: u16, now: Instant) -> Instant {
    now.plus_minutes(wait(tries).min(AT_LEAST_EVERY))
}

/// Minutes since the last change up to which a page looks again, and after how many seconds.
const LOOKS: [(i64, u16); 4] = [(1, 4), (5, 10), (15, 30), (60, 60)];

/// After how many seconds a page that shows a payment without an end looks again, when the last change was at
/// `changed_at`. `None` once waiting at the page is no use: then the page says when the portal itself looks.
#[must_use]
pub fn look_again_s(changed_at: Instant, now: Instant) -> Option<u16> {
    LOOKS.iter().find(|(minutes, _)| now < changed_at.plus_minutes(*minutes)).map(|(_, seconds)| *seconds)
}

#[cfg(test)]
mod tests {
    use super::{OrderState, look_again_s, next_query, next_refund_try};
    use crate::domain::time::Instant;

    fn start() -> Instant {
        Instant::vietnam(2026, 7, 17, 9, 0).unwrap()
    }

    /// The minutes, since the order was made, at which it is asked about while it stays in `state`.
    fn asked_at(state: OrderState, from: i64, limit: usize) -> Vec<i64> {
        let (created, mut now, mut asked) = (start(), start().plus_minutes(from), 0);
        let mut moments = Vec::new();
        while let Some(next) = next_query(state, asked, created.plus_minutes(15), now) {
            (now, asked) = (next, asked + 1);
            moments.push(next.since(created).whole_minutes());
            if moments.len() == limit {
                break;
            }
        }
        moments
    }

    #[test]
    fn an_open_attempt_is_asked_about_after_two_minutes_then_less_often_and_when_its_time_is_over() {
        assert_eq!(asked_at(OrderState::Pending, 0, 8), [2, 3, 5, 9, 15, 30, 60, 120]);
        assert_eq!(asked_at(OrderState::Pending, 0, 1_000).len(), 1_000, "as long as it is open");
    }

    #[test]
    fn what_came_to_nothing_is_asked_about_for_a_day() {
        assert_eq!(
            asked_at(OrderState::Expired, 15, 100),
            [17, 18, 20, 24, 32, 47, 77, 137, 257, 497, 737, 977, 1_217]
        );
        assert_eq!(asked_at(OrderState::Failed, 3, 100).first(), Some(&33));
        assert!(*asked_at(OrderState::Failed, 3, 100).last().unwrap() <= 15 + 24 * 60);
    }

    #[test]
    fn doubt_is_asked_about_at_least_hourly_until_it_ends_and_what_is_settled_never() {
        let moments = asked_at(OrderState::UnderReview, 5, 500);
        assert_eq!(moments.len(), 500);
        assert!(moments.windows(2).all(|pair| pair[1] - pair[0] <= 60));
        for state in [OrderState::Paid, OrderState::Duplicate, OrderState::RefundRequested, OrderState::Refunded] {
            assert!(asked_at(state, 0, 1).is_empty());
        }
    }

    #[test]
    fn a_refund_is_looked_at_less_and_less_often_but_at_least_hourly() {
        let waits = [0, 1, 2, 5, 6, 7, 50].map(|tries| next_refund_try(tries, start()).since(start()).whole_minutes());
        assert_eq!(waits, [2, 1, 2, 15, 30, 60, 60]);
    }

    #[test]
    fn a_page_that_waits_looks_less_and_less_often_and_ends_within_the_hour() {
        let looks = [0, 1, 4, 5, 14, 15, 59, 60, 600].map(|age| look_again_s(start(), start().plus_minutes(age)));
        let expected = [Some(4), Some(10), Some(10), Some(30), Some(30), Some(60), Some(60), None, None];
        assert_eq!(looks, expected);
    }
}
