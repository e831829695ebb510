//! Who sits where under which number (domain.md §3.3): a venue's candidates in the Vietnamese order of their given names,
//! numbered on without a gap, and seated room after room in that order.

use std::fmt;

use time::Date;

use crate::domain::{candidate::name::FullName, ids::CandidateId};

/// The greatest running number of a council: six digits.
const LAST_NUMBER: u32 = 999_999;

/// A candidate number (số báo danh): the council's two digits and six of its running number, e.g. `46000042`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CandidateNumber(String);

impl CandidateNumber {
    /// The number `running` of the council; `None` for a council that is not of two digits, and for a running number that
    /// is zero or has more than six.
    #[must_use]
    pub fn new(council: &str, running: u32) -> Option<Self> {
        let is_council = council.len() == 2 && council.bytes().all(|byte| byte.is_ascii_digit());
        let is_running = (1..=LAST_NUMBER).contains(&running);
        (is_council && is_running).then(|| Self(format!("{council}{running:06}")))
    }

    /// The eight digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The running number in a council's number; `None` where `number` is not of that council.
    #[must_use]
    pub fn running_of(number: &str, council: &str) -> Option<u32> {
        number.strip_prefix(council).filter(|running| running.len() == 6)?.parse().ok()
    }
}

impl fmt::Display for CandidateNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Somebody who is to get a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sitter {
    /// Who.
    pub candidate_id: CandidateId,
    /// The name that decides on the place.
    pub full_name: FullName,
    /// Decides between two of one name.
    pub birth_date: Date,
}

/// Somebody's number and place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seated {
    /// Who.
    pub candidate_id: CandidateId,
    /// Under which number.
    pub number: CandidateNumber,
    /// In which room of the venue, from 1.
    pub room: u16,
    /// At which place of the room, from 1.
    pub seat: u16,
}

/// What a venue has given out so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeatingStart {
    /// The council's next running number.
    pub next_number: u32,
    /// How many places of the venue are taken.
    pub taken: u32,
    /// How many sit in a room.
    pub room_size: u16,
}

/// A council has no number left, or it is not of two digits, or a room of no place was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no candidate number or room can be given out")]
pub struct NoNumberLeft;

/// Numbers and seats all of `sitters`, whatever order they come in. Those who are seated already stay where they are: the
/// new ones follow after them.
///
/// # Errors
/// [`NoNumberLeft`].
pub fn seat(mut sitters: Vec<Sitter>, council: &str, start: SeatingStart) -> Result<Vec<Seated>, NoNumberLeft> {
    let SeatingStart { next_number, taken, room_size } = start;
    if room_size == 0 {
        return Err(NoNumberLeft);
    }
    sitters.sort_by_cached_key(|sitter| (sitter.full_name.given_name_key(), sitter.birth_date, sitter.candidate_id.0));
    let place = |(index, sitter): (u32, Sitter)| {
        let running = next_number.checked_add(index).ok_or(NoNumberLeft)?;
        let place = taken.checked_add(index).ok_or(NoNumberLeft)?;
        let room_size = u32::from(room_size);
        Ok(Seated {
            candidate_id: sitter.candidate_id,
            number: CandidateNumber::new(council, running).ok_or(NoNumberLeft)?,
            room: u16::try_from(place / room_size + 1).map_err(|_| NoNumberLeft)?,
            seat: u16::try_from(place % room_size + 1).map_err(|_| NoNumberLeft)?,
        })
    };
    (0..).zip(sitters).map(place).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn sitter(id: u128, name: &str) -> Sitter {
        Sitter {
            candidate_id: CandidateId(Uuid::from_u128(id)),
            full_name: FullName::parse(name).unwrap(),
            birth_date: Date::from_calendar_date(2008, time::Month::January, 1).unwrap(),
        }
    }

    const START: SeatingStart = SeatingStart { next_number: 1, taken: 0, room_size: 24 };

    #[test]
    fn numbers_follow_given_names_in_vietnamese_order() {
        let names = ["Trần Văn Ước", "Lê Thị Ánh", "Nguyễn An", "Phạm Đức", "Bùi Dũng", "Hoàng Thị An"];
        let sitters = (0..).zip(names).map(|(id, name)| sitter(id, name)).collect();
        let seated = seat(sitters, "46", START).unwrap();
        let ids: Vec<_> = seated.iter().map(|seated| seated.candidate_id.0.as_u128()).collect();
        // An (Hoàng before Nguyễn), Ánh, Dũng, Đức, Ước.
        assert_eq!(ids, [5, 2, 1, 4, 3, 0]);
        let numbers: Vec<_> = seated.iter().map(|seated| seated.number.as_str()).collect();
        assert_eq!(numbers, ["46000001", "46000002", "46000003", "46000004", "46000005", "46000006"]);
    }

    #[test]
    fn a_room_holds_24_and_late_comers_follow_after_those_who_are_seated() {
        let seated = seat((0..25).map(|id| sitter(id, "Lê An")).collect(), "01", START).unwrap();
        let place = |index: usize| (seated[index].room, seated[index].seat);
        assert_eq!((place(0), place(23), place(24)), ((1, 1), (1, 24), (2, 1)));
        let start = SeatingStart { next_number: 124_072, taken: 25, room_size: 24 };
        let late = seat(vec![sitter(99, "Lê Ba")], "01", start).unwrap();
        assert_eq!((late[0].number.as_str(), late[0].room, late[0].seat), ("01124072", 2, 2));
    }

    #[test]
    fn a_council_has_six_digits_of_numbers() {
        let last = SeatingStart { next_number: 999_999, ..START };
        assert_eq!(seat(vec![sitter(1, "Lê An")], "04", last).unwrap()[0].number.as_str(), "04999999");
        assert_eq!(seat(vec![sitter(1, "Lê An"), sitter(2, "Lê Ba")], "04", last), Err(NoNumberLeft));
        assert_eq!(seat(vec![sitter(1, "Lê An")], "4", START), Err(NoNumberLeft));
        assert_eq!(CandidateNumber::running_of("46000042", "46"), Some(42));
        assert_eq!(CandidateNumber::running_of("46000042", "04"), None);
    }

    proptest! {
        #[test]
        fn nobody_shares_a_number_or_a_place_and_the_order_of_the_input_does_not_matter(
            (names, shuffled) in prop::collection::vec("[A-ZĐ][a-zăâêôơưạ]{0,5} [A-ZĐ][a-zăâêôơưạ]{0,5}", 0..80)
                .prop_flat_map(|names| {
                    let sitters: Vec<_> = (0..).zip(&names).map(|(id, name)| sitter(id, name)).collect();
                    (Just(sitters.clone()), Just(sitters).prop_shuffle())
                }),
            room_size in 1..30_u16, taken in 0..100_u32,
        ) {
            let start = SeatingStart { next_number: 7, taken, room_size };
            let seated = seat(names.clone(), "12", start).unwrap();
            prop_assert_eq!(&seated, &seat(shuffled, "12", start).unwrap());
            let places: BTreeSet<_> = seated.iter().map(|seated| (seated.room, seated.seat)).collect();
            let numbers: BTreeSet<_> = seated.iter().map(|seated| seated.number.clone()).collect();
            prop_assert_eq!((places.len(), numbers.len()), (names.len(), names.len()));
            prop_assert!(seated.iter().all(|seated| (1..=room_size).contains(&seated.seat)));
        }
    }
}
