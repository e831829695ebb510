//! Notifications that are not believed, counted so that a flood of forged ones cannot fill the log.
//!
//! Of each kind the first of a minute is written at once, with how many of its kind came since the last one that was
//! written; those after it wait for the next minute. So the log has one entry a kind and minute at most, and no
//! notification goes uncounted.

use crate::domain::{stored_words::stored_words, time::Instant};

/// Why a notification is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoticeRefusal {
    /// No signature, or not the gateway's.
    BadSignature,
    /// Bytes that are no UTF-8.
    WrongEncoding,
    /// A parameter comes twice.
    DoubledParameter,
    /// A parameter is missing or not in its form.
    MalformedParameter,
    /// Signed, but for another merchant.
    OtherTerminal,
    /// The amount is no whole number of đồng.
    BrokenAmount,
    /// About an attempt that the portal never made.
    UnknownOrder,
    /// The amount is not that of the attempt.
    OtherAmount,
}

stored_words!(NoticeRefusal {
    BadSignature => "bad_signature",
    WrongEncoding => "wrong_encoding",
    DoubledParameter => "doubled_parameter",
    MalformedParameter => "malformed_parameter",
    OtherTerminal => "other_terminal",
    BrokenAmount => "broken_amount",
    UnknownOrder => "unknown_order",
    OtherAmount => "other_amount",
});

/// What was counted of one kind.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    /// The minute of the last entry.
    written_in: Option<i64>,
    /// How many came since.
    unwritten: u64,
}

/// How many of each kind are not written yet.
#[derive(Debug, Default)]
pub struct RefusalTally([Tally; NoticeRefusal::ALL.len()]);

const fn minute_of(now: Instant) -> i64 {
    now.unix_us().div_euclid(60_000_000)
}

impl RefusalTally {
    /// Counts one; gives how many of its kind are to be written, this one included, if it is time.
    pub fn note(&mut self, refusal: NoticeRefusal, now: Instant) -> Option<u64> {
        self.0[refusal as usize].unwritten += 1;
        self.take(refusal, now)
    }

    /// What waits of earlier minutes and is to be written now.
    pub fn due(&mut self, now: Instant) -> Vec<(NoticeRefusal, u64)> {
        NoticeRefusal::ALL.iter().filter_map(|refusal| Some((*refusal, self.take(*refusal, now)?))).collect()
    }

    fn take(&mut self, refusal: NoticeRefusal, now: Instant) -> Option<u64> {
        let tally = &mut self.0[refusal as usize];
        if tally.unwritten == 0 || tally.written_in == Some(minute_of(now)) {
            return None;
        }
        tally.written_in = Some(minute_of(now));
        Some(std::mem::take(&mut tally.unwritten))
    }
}

#[cfg(test)]
mod tests {
    use super::{NoticeRefusal as R, RefusalTally};
    use crate::domain::time::Instant;

    fn at(second: i64) -> Instant {
        Instant::vietnam(2026, 7, 17, 9, 0).unwrap().plus_seconds(second)
    }

    #[test]
    fn a_flood_is_one_entry_a_kind_and_minute_and_every_one_is_counted() {
        let mut tally = RefusalTally::default();
        let flood = |tally: &mut RefusalTally, refusal, from: i64, count: i64| -> Vec<u64> {
            (0..count).filter_map(|index| tally.note(refusal, at(from + index % 60))).collect()
        };
        assert_eq!(flood(&mut tally, R::BadSignature, 0, 10_000), [1]);
        assert_eq!(flood(&mut tally, R::UnknownOrder, 0, 2), [1], "each kind for itself");
        assert_eq!(tally.due(at(59)), []);
        assert_eq!(flood(&mut tally, R::BadSignature, 60, 3), [10_000], "those before and this one");
        assert_eq!(tally.due(at(120)), [(R::BadSignature, 2), (R::UnknownOrder, 1)]);
        assert_eq!(tally.due(at(180)), [], "nothing is written twice");
    }
}
