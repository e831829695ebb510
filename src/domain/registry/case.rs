//! A case: one thing that has to be cleared up about who a candidate is, with an owner until it ends.
//!
//! ```text
//! awaiting_candidate --record_is_wrong--> awaiting_school
//! awaiting_candidate --registry_is_wrong--> awaiting_police
//! awaiting_candidate --corrected--> rechecking
//! awaiting_candidate --accepted--> accepted
//! awaiting_candidate --agreed--> matched
//! awaiting_candidate --replaced--> replaced
//! awaiting_school    --record_is_wrong--> awaiting_school
//! awaiting_school    --registry_is_wrong--> awaiting_police
//! awaiting_school    --corrected--> rechecking
//! awaiting_school    --accepted--> accepted
//! awaiting_school    --two_people--> two_people
//! awaiting_school    --same_person--> same_person
//! awaiting_school    --agreed--> matched
//! awaiting_school    --replaced--> replaced
//! awaiting_police    --record_is_wrong--> awaiting_school
//! awaiting_police    --corrected--> rechecking
//! awaiting_police    --accepted--> accepted
//! awaiting_police    --agreed--> matched
//! awaiting_police    --replaced--> replaced
//! rechecking         --accepted--> accepted
//! rechecking         --agreed--> corrected
//! rechecking         --still_differs--> awaiting_school
//! rechecking         --replaced--> replaced
//! ```
//!
//! What is not drawn is refused. Two things narrow the table further: not every kind of case takes every trigger
//! ([`CaseKind::takes`]), and not everybody may pull each ([`Party::may`]). A side that is wrong is mended by whoever
//! answers for it alone: the school its record, the commune's police the registry. Where a number is shared, or two
//! people look like one, the registry cannot tell: the school decides, and says why.
//!
//! A case keeps nobody from anything. Its due date says by when its owner should have acted; whoever is late is shown
//! first, and nothing else happens. A case in the hands of the police ends by itself once the registry is mended; if that
//! comes too late, the school accepts the record on papers.

use time::{PrimitiveDateTime, Time, UtcOffset};

use super::comparison::{ComparisonStatus, DifferingField};
use crate::domain::{stored_words::stored_words, time::Instant};

/// What has to be cleared up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CaseKind {
    /// Another name.
    Name,
    /// The same name, spelled otherwise: diacritics, the place of the tone mark, y or i.
    Diacritics,
    /// Another birth date.
    BirthDate,
    /// The other sex.
    Sex,
    /// The number was withdrawn, or says another sex or birth year than both sides.
    Number,
    /// Somebody else signed in with the number.
    Duplicate,
    /// The registry does not know the number.
    NoRecord,
    /// Another candidate of the school has the same name and birth date.
    Twin,
}

stored_words!(CaseKind {
    Name => "name",
    Diacritics => "diacritics",
    BirthDate => "birth_date",
    Sex => "sex",
    Number => "number",
    Duplicate => "duplicate",
    NoRecord => "no_record",
    Twin => "twin",
});

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CaseState {
    /// The candidate says which side is wrong.
    AwaitingCandidate,
    /// The school looks at the papers, and corrects or decides.
    AwaitingSchool,
    /// The registry is wrong: the candidate takes the note to the commune's police.
    AwaitingPolice,
    /// The record was corrected; the registry is asked again.
    Rechecking,
    /// Ended: both sides agree by now.
    Matched,
    /// Ended: both sides agree since the school corrected its record.
    Corrected,
    /// Ended: the school saw the papers, and the record stands as it is.
    Accepted,
    /// Ended: two people; both records stand.
    TwoPeople,
    /// Ended: one person twice.
    SamePerson,
    /// Ended: the registry says something else by now, for which there is another case.
    Replaced,
}

stored_words!(CaseState {
    AwaitingCandidate => "awaiting_candidate",
    AwaitingSchool => "awaiting_school",
    AwaitingPolice => "awaiting_police",
    Rechecking => "rechecking",
    Matched => "matched",
    Corrected => "corrected",
    Accepted => "accepted",
    TwoPeople => "two_people",
    SamePerson => "same_person",
    Replaced => "replaced",
});

/// Who has to act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CaseOwner {
    /// The candidate.
    Candidate,
    /// The registration unit.
    School,
    /// The commune's police, to whom the candidate goes with the note.
    Police,
    /// The portal itself.
    Portal,
}

stored_words!(CaseOwner { Candidate => "candidate", School => "school", Police => "police", Portal => "portal" });

/// What happens to a case: the middle column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trigger {
    /// The record is wrong: the school has to correct it.
    RecordIsWrong,
    /// The registry is wrong: the police has to mend it.
    RegistryIsWrong,
    /// The school corrected the record.
    Corrected,
    /// The school accepts the record as it is, on papers.
    Accepted,
    /// The school decides: two people.
    TwoPeople,
    /// The school decides: one person twice.
    SamePerson,
    /// A check finds both sides equal.
    Agreed,
    /// The check after a correction finds the difference still there.
    StillDiffers,
    /// A check finds another kind of difference instead.
    Replaced,
}

stored_words!(Trigger {
    RecordIsWrong => "record_is_wrong",
    RegistryIsWrong => "registry_is_wrong",
    Corrected => "corrected",
    Accepted => "accepted",
    TwoPeople => "two_people",
    SamePerson => "same_person",
    Agreed => "agreed",
    StillDiffers => "still_differs",
    Replaced => "replaced",
});

/// Who pulls a trigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Party {
    /// The candidate.
    Candidate,
    /// The candidate's registration unit.
    School,
    /// The portal, by what a check finds.
    Portal,
}

/// Every transition there is: from, by, to.
pub const TRANSITIONS: [(CaseState, Trigger, CaseState); 23] = {
    use CaseState as S;
    use Trigger as T;
    [
        (S::AwaitingCandidate, T::RecordIsWrong, S::AwaitingSchool),
        (S::AwaitingCandidate, T::RegistryIsWrong, S::AwaitingPolice),
        (S::AwaitingCandidate, T::Corrected, S::Rechecking),
        (S::AwaitingCandidate, T::Accepted, S::Accepted),
        (S::AwaitingCandidate, T::Agreed, S::Matched),
        (S::AwaitingCandidate, T::Replaced, S::Replaced),
        (S::AwaitingSchool, T::RecordIsWrong, S::AwaitingSchool),
        (S::AwaitingSchool, T::RegistryIsWrong, S::AwaitingPolice),
        (S::AwaitingSchool, T::Corrected, S::Rechecking),
        (S::AwaitingSchool, T::Accepted, S::Accepted),
        (S::AwaitingSchool, T::TwoPeople, S::TwoPeople),
        (S::AwaitingSchool, T::SamePerson, S::SamePerson),
        (S::AwaitingSchool, T::Agreed, S::Matched),
        (S::AwaitingSchool, T::Replaced, S::Replaced),
        (S::AwaitingPolice, T::RecordIsWrong, S::AwaitingSchool),
        (S::AwaitingPolice, T::Corrected, S::Rechecking),
        (S::AwaitingPolice, T::Accepted, S::Accepted),
        (S::AwaitingPolice, T::Agreed, S::Matched),
        (S::AwaitingPolice, T::Replaced, S::Replaced),
        (S::Rechecking, T::Accepted, S::Accepted),
        (S::Rechecking, T::Agreed, S::Corrected),
        (S::Rechecking, T::StillDiffers, S::AwaitingSchool),
        (S::Rechecking, T::Replaced, S::Replaced),
    ]
};

impl CaseKind {
    /// The kind of case that a differing field opens.
    #[must_use]
    pub const fn of_field(field: DifferingField) -> Self {
        match field {
            DifferingField::FullName => Self::Name,
            DifferingField::FullNameDiacritics => Self::Diacritics,
            DifferingField::BirthDate => Self::BirthDate,
            DifferingField::Sex => Self::Sex,
        }
    }

    /// The field that differs; none where it is not about one.
    #[must_use]
    pub const fn field(self) -> Option<DifferingField> {
        match self {
            Self::Name => Some(DifferingField::FullName),
            Self::Diacritics => Some(DifferingField::FullNameDiacritics),
            Self::BirthDate => Some(DifferingField::BirthDate),
            Self::Sex => Some(DifferingField::Sex),
            Self::Number | Self::Duplicate | Self::NoRecord | Self::Twin => None,
        }
    }

    /// Whether the registry cannot settle it: the school decides between two people.
    #[must_use]
    pub const fn is_about_two(self) -> bool {
        matches!(self, Self::Duplicate | Self::Twin)
    }

    /// Whether a case of this kind takes the trigger. The number itself is nobody's to correct: it is bound to the
    /// electronic identity.
    #[must_use]
    pub const fn takes(self, trigger: Trigger) -> bool {
        match trigger {
            Trigger::TwoPeople | Trigger::SamePerson => self.is_about_two(),
            Trigger::Corrected => self.field().is_some(),
            _ => !self.is_about_two(),
        }
    }

    /// Where a case begins. Where the electronic identity agrees with the registry, it is known that the school's record is
    /// the wrong side; where there is no second value, the school has to look at the papers.
    #[must_use]
    pub const fn begins(self, only_the_roll_differs: bool) -> CaseState {
        if self.field().is_some() && !only_the_roll_differs {
            CaseState::AwaitingCandidate
        } else {
            CaseState::AwaitingSchool
        }
    }
}

impl CaseState {
    /// The states in which somebody has to act.
    pub const OPEN: [Self; 4] = [Self::AwaitingCandidate, Self::AwaitingSchool, Self::AwaitingPolice, Self::Rechecking];

    /// Who has to act; nobody once it has ended.
    #[must_use]
    pub const fn owner(self) -> Option<CaseOwner> {
        match self {
            Self::AwaitingCandidate => Some(CaseOwner::Candidate),
            Self::AwaitingSchool => Some(CaseOwner::School),
            Self::AwaitingPolice => Some(CaseOwner::Police),
            Self::Rechecking => Some(CaseOwner::Portal),
            Self::Matched | Self::Corrected | Self::Accepted | Self::TwoPeople | Self::SamePerson | Self::Replaced => {
                None
            }
        }
    }

    /// Whether it has ended.
    #[must_use]
    pub const fn is_end(self) -> bool {
        self.owner().is_none()
    }
}

impl Party {
    /// Whether this party may pull the trigger.
    #[must_use]
    pub const fn may(self, trigger: Trigger) -> bool {
        match self {
            Self::Candidate => matches!(trigger, Trigger::RecordIsWrong | Trigger::RegistryIsWrong),
            Self::School => matches!(
                trigger,
                Trigger::RegistryIsWrong
                    | Trigger::Corrected
                    | Trigger::Accepted
                    | Trigger::TwoPeople
                    | Trigger::SamePerson
            ),
            Self::Portal => matches!(trigger, Trigger::Agreed | Trigger::StillDiffers | Trigger::Replaced),
        }
    }
}

/// The case takes no such trigger, or not from that party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a case of kind {} that is {} takes no {}", kind.as_str(), from.as_str(), trigger.as_str())]
pub struct IllegalTransition {
    /// The kind of the case.
    pub kind: CaseKind,
    /// Where it stands.
    pub from: CaseState,
    /// What was tried.
    pub trigger: Trigger,
}

/// The state after `trigger` by `party`, read from [`TRANSITIONS`].
///
/// # Errors
/// [`IllegalTransition`].
pub fn apply(kind: CaseKind, state: CaseState, trigger: Trigger, party: Party) -> Result<CaseState, IllegalTransition> {
    let found = TRANSITIONS.iter().find(|(from, by, _)| (*from, *by) == (state, trigger));
    let allowed = found.filter(|_| kind.takes(trigger) && party.may(trigger));
    allowed.map(|(_, _, to)| *to).ok_or(IllegalTransition { kind, from: state, trigger })
}

/// What a check finds, as kinds of cases; `None` for a check that found nothing out. `number_contradicts`: the number
/// itself says another sex or birth year than the record.
#[must_use]
pub fn findings(status: &ComparisonStatus, number_contradicts: bool) -> Option<Vec<CaseKind>> {
    let fields = match status {
        ComparisonStatus::Unchecked | ComparisonStatus::Unavailable => return None,
        ComparisonStatus::NotFound => return Some(vec![CaseKind::NoRecord]),
        ComparisonStatus::Invalid => return Some(vec![CaseKind::Number]),
        ComparisonStatus::Matched => Vec::new(),
        ComparisonStatus::Partial(fields) => fields.iter().map(|field| CaseKind::of_field(*field)).collect(),
    };
    // Where the registry contradicts the record as well, that difference says it already.
    let says_it = fields.iter().any(|kind| matches!(kind, CaseKind::BirthDate | CaseKind::Sex));
    let number = (number_contradicts && !says_it).then_some(CaseKind::Number);
    Some(fields.into_iter().chain(number).collect())
}

/// What a check that found `findings` means for an open case; `None` where it means nothing.
#[must_use]
pub fn after_check(kind: CaseKind, state: CaseState, findings: &[CaseKind]) -> Option<Trigger> {
    use CaseKind as K;
    if kind.is_about_two() || state.is_end() {
        return None;
    }
    if findings.contains(&kind) {
        return (state == CaseState::Rechecking).then_some(Trigger::StillDiffers);
    }
    let instead: &[CaseKind] = match kind {
        K::Name => &[K::Diacritics, K::NoRecord, K::Number],
        K::Diacritics => &[K::Name, K::NoRecord, K::Number],
        K::BirthDate | K::Sex => &[K::NoRecord, K::Number],
        K::Number => &[K::NoRecord, K::BirthDate, K::Sex],
        K::NoRecord => &[K::Number],
        K::Duplicate | K::Twin => &[],
    };
    let is_replaced = findings.iter().any(|found| instead.contains(found));
    Some(if is_replaced { Trigger::Replaced } else { Trigger::Agreed })
}

/// Within how many days each owner should act: data of the season.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseDays {
    /// The candidate.
    pub candidate: u8,
    /// The school.
    pub school: u8,
    /// The police, and the way there.
    pub police: u8,
}

impl CaseDays {
    /// By when the owner of a case should act that came to `state` at `since`: the end of the last day in Vietnam. The
    /// portal asks again at once; its own work is due with the school's.
    #[must_use]
    pub fn due_at(&self, state: CaseState, since: Instant) -> Instant {
        let days = match state.owner() {
            Some(CaseOwner::Candidate) => self.candidate,
            Some(CaseOwner::Police) => self.police,
            Some(CaseOwner::School | CaseOwner::Portal) | None => self.school,
        };
        let mut day = since.day_in_vietnam();
        for _ in 0..=days {
            // The calendar ends in 9999.
            day = day.next_day().unwrap_or(day);
        }
        let vietnam = UtcOffset::from_hms(7, 0, 0).unwrap_or(UtcOffset::UTC);
        Instant::from_utc(PrimitiveDateTime::new(day, Time::MIDNIGHT).assume_offset(vietnam))
    }
}

#[cfg(test)]
mod tests;
