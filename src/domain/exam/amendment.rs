//! Amendments (đính chính, domain.md §3.9): on the procedures day the exam council puts right what is wrong in a
//! registration that has its candidate number.
//!
//! Nothing is rewritten. The submitted form stays as it was signed; each amendment is a slip that is appended, with what
//! stood until then, what is right, why, and the paper that was seen. A slip is taken back by a further slip alone, which
//! sets what stood before again. So the latest slip about a fact says what holds, and the printed form where there is none.
//!
//! [`AMENDABLE`] is the one list of what may be amended. Not in it, and why:
//! * papers, exemption, reserved marks: rooms, seats and question papers hang on them (domain.md §3.3);
//! * the number of the identity paper: the sign-in, the roll and the registry know the candidate by it (a registry case);
//! * nationality: it comes with the identity paper and decides about the ethnic group;
//! * schools and residence: they only give the priority area, which is amended itself;
//! * whether the marks serve admission: sections follow from it that were never filled in;
//! * what is claimed for the recognition of graduation: the department decides about it on papers after the exam;
//! * the contact, which stands on no list and which the candidate keeps.

mod form;
#[cfg(test)]
mod tests;

pub use form::{AmendmentCodes, AmendmentForm, Correction, NO_CATEGORY, withdrawal_reason};

use time::Date;

use super::{
    origin::{BirthPlace, Origin},
    registration::ExamRegistrationContent,
};
use crate::domain::{
    candidate::{
        kind::Sex,
        name::FullName,
        priority::{PriorityArea, PriorityGroup, priority_max},
    },
    score::Score,
    season::WindowState,
    stored_words::stored_words,
    time::{Instant, parse_date},
};

/// A fact of a registration that may be amended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// Full name.
    FullName,
    /// Day of birth.
    BirthDate,
    /// Sex.
    Sex,
    /// Place of birth.
    BirthPlace,
    /// Ethnic group.
    EthnicGroup,
    /// Priority area of admission.
    PriorityArea,
    /// Priority category of admission.
    PriorityCategory,
}

stored_words!(Fact {
    FullName => "full_name",
    BirthDate => "birth_date",
    Sex => "sex",
    BirthPlace => "birth_place",
    EthnicGroup => "ethnic_group",
    PriorityArea => "priority_area",
    PriorityCategory => "priority_category",
});

/// Of whom a fact may be amended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmendableOf {
    /// Of everybody.
    Everybody,
    /// Of Vietnamese citizens: the others belong to the group of foreigners.
    Citizens,
    /// Of those whose marks serve admission: no priority counts for the others.
    Applicants,
}

/// What goes by an amended fact from then on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The lists of rooms, of the admitted and of the confirmed.
    Lists,
    /// The priority in the admission score.
    AdmissionScore,
    /// Nothing computes or lists it: it stands on the notice and in the record.
    Record,
}

/// A row of [`AMENDABLE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amendable {
    /// What may be amended.
    pub fact: Fact,
    /// Of whom.
    pub of: AmendableOf,
    /// What goes by it.
    pub reach: Reach,
}

/// What may be amended, in the order of the form.
pub const AMENDABLE: [Amendable; 7] = [
    Amendable { fact: Fact::FullName, of: AmendableOf::Everybody, reach: Reach::Lists },
    Amendable { fact: Fact::BirthDate, of: AmendableOf::Everybody, reach: Reach::Lists },
    Amendable { fact: Fact::Sex, of: AmendableOf::Everybody, reach: Reach::Lists },
    Amendable { fact: Fact::BirthPlace, of: AmendableOf::Everybody, reach: Reach::Record },
    Amendable { fact: Fact::EthnicGroup, of: AmendableOf::Citizens, reach: Reach::Record },
    Amendable { fact: Fact::PriorityArea, of: AmendableOf::Applicants, reach: Reach::AdmissionScore },
    Amendable { fact: Fact::PriorityCategory, of: AmendableOf::Applicants, reach: Reach::AdmissionScore },
];

/// What a fact says. That there is nothing, e.g. no priority category, is `None` around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactValue {
    /// A name.
    FullName(FullName),
    /// A day.
    BirthDate(Date),
    /// A sex.
    Sex(Sex),
    /// A province or country.
    BirthPlace(BirthPlace),
    /// The code of an ethnic group.
    EthnicGroup(String),
    /// An area.
    PriorityArea(PriorityArea),
    /// The code of a category of the season.
    PriorityCategory(String),
}

impl FactValue {
    /// The word under which it is stored: never empty.
    #[must_use]
    pub fn to_word(&self) -> String {
        match self {
            Self::FullName(name) => name.as_str().to_owned(),
            Self::BirthDate(day) => day.to_string(),
            Self::Sex(sex) => sex.as_str().to_owned(),
            Self::BirthPlace(BirthPlace::Province(text) | BirthPlace::Country(text))
            | Self::EthnicGroup(text)
            | Self::PriorityCategory(text) => text.clone(),
            Self::PriorityArea(area) => area.as_str().to_owned(),
        }
    }

    /// What is stored of `fact` under `word`; `None` for a word that is none, and for the empty one.
    #[must_use]
    pub fn from_word(fact: Fact, word: &str) -> Option<Self> {
        if word.is_empty() {
            return None;
        }
        match fact {
            Fact::FullName => FullName::parse(word).ok().map(Self::FullName),
            Fact::BirthDate => parse_date(word).map(Self::BirthDate),
            Fact::Sex => Sex::parse(word).map(Self::Sex),
            // Provinces have codes of digits; no country is called so.
            Fact::BirthPlace if word.bytes().all(|byte| byte.is_ascii_digit()) => {
                Some(Self::BirthPlace(BirthPlace::Province(word.to_owned())))
            }
            Fact::BirthPlace => Some(Self::BirthPlace(BirthPlace::Country(word.to_owned()))),
            Fact::EthnicGroup => Some(Self::EthnicGroup(word.to_owned())),
            Fact::PriorityArea => PriorityArea::parse(word).map(Self::PriorityArea),
            Fact::PriorityCategory => Some(Self::PriorityCategory(word.to_owned())),
        }
    }
}

/// What the papers of a numbered registration say, before any slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedFacts {
    /// Full name.
    pub full_name: FullName,
    /// Day of birth.
    pub birth_date: Date,
    /// Sex, where it is known.
    pub sex: Option<Sex>,
    /// Place of birth, ethnic group, nationality; none in what was submitted before they were asked for.
    pub origin: Option<Origin>,
    /// Whether the marks serve admission.
    pub serves_admission: bool,
    /// The area that counts.
    pub area: PriorityArea,
    /// The code of the category that is claimed.
    pub category: Option<String>,
}

impl PrintedFacts {
    /// Those of a person and the submission that was signed.
    #[must_use]
    pub fn of(full_name: FullName, birth_date: Date, sex: Option<Sex>, content: &ExamRegistrationContent) -> Self {
        Self {
            full_name,
            birth_date,
            sex,
            origin: content.origin.clone(),
            serves_admission: content.admission.use_for_admission,
            area: content.area(),
            category: content.priority.category.as_ref().map(|category| category.code.clone()),
        }
    }

    /// What they say of `fact`.
    #[must_use]
    pub fn value(&self, fact: Fact) -> Option<FactValue> {
        match fact {
            Fact::FullName => Some(FactValue::FullName(self.full_name.clone())),
            Fact::BirthDate => Some(FactValue::BirthDate(self.birth_date)),
            Fact::Sex => self.sex.map(FactValue::Sex),
            Fact::BirthPlace => self.origin.as_ref().map(|origin| FactValue::BirthPlace(origin.birth_place.clone())),
            Fact::EthnicGroup => self.origin.as_ref().map(|origin| FactValue::EthnicGroup(origin.ethnic_group.clone())),
            Fact::PriorityArea => Some(FactValue::PriorityArea(self.area)),
            Fact::PriorityCategory => self.category.clone().map(FactValue::PriorityCategory),
        }
    }

    /// Whether `fact` may be amended in this registration.
    #[must_use]
    pub fn may_amend(&self, fact: Fact) -> bool {
        let is_citizen = self.origin.as_ref().is_none_or(|origin| origin.nationality.is_none());
        AMENDABLE.iter().any(|row| {
            row.fact == fact
                && match row.of {
                    AmendableOf::Everybody => true,
                    AmendableOf::Citizens => is_citizen,
                    AmendableOf::Applicants => self.serves_admission,
                }
        })
    }
}

/// One slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// 1 for the candidate's first.
    pub number: u16,
    /// What it is about.
    pub fact: Fact,
    /// What stood until then.
    pub printed: Option<FactValue>,
    /// What holds from then on.
    pub corrected: Option<FactValue>,
    /// The slip that it takes back.
    pub withdraws: Option<u16>,
    /// Why.
    pub reason: String,
    /// The paper that was seen; empty where a slip is only taken back.
    pub evidence: String,
    /// When.
    pub at: Instant,
}

/// Why no slip is appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmendmentRefusal {
    /// The season plans no procedures.
    NotPlanned,
    /// Too early.
    NotYetOpen {
        /// When it opens.
        opens_at: Instant,
    },
    /// Too late.
    Closed {
        /// When it was too late.
        closed_at: Instant,
    },
    /// Other slips were appended since it was shown.
    Stale,
    /// This fact of this registration is not to be amended.
    NotAmendable,
    /// It would say what stands already.
    NothingNew,
    /// The slip is not there, was taken back, takes one back itself, or a later one is about the same fact.
    NotStanding,
}

/// Whether slips are appended now, by the window of the procedures.
///
/// # Errors
/// `NotPlanned`, `NotYetOpen` or `Closed`.
pub const fn check_window(window: WindowState) -> Result<(), AmendmentRefusal> {
    match window {
        WindowState::Open { .. } => Ok(()),
        WindowState::NotPlanned => Err(AmendmentRefusal::NotPlanned),
        WindowState::NotYetOpen { opens_at } => Err(AmendmentRefusal::NotYetOpen { opens_at }),
        WindowState::Closed { closed_at } => Err(AmendmentRefusal::Closed { closed_at }),
    }
}

/// The slips of one registration, the first first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Slips(Vec<Slip>);

impl Slips {
    /// These, by number.
    #[must_use]
    pub fn new(mut slips: Vec<Slip>) -> Self {
        slips.sort_by_key(|slip| slip.number);
        Self(slips)
    }

    /// All of them, the first first.
    #[must_use]
    pub fn all(&self) -> &[Slip] {
        &self.0
    }

    /// Whether nothing was amended.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The slip of this number.
    #[must_use]
    pub fn get(&self, number: u16) -> Option<&Slip> {
        self.0.iter().find(|slip| slip.number == number)
    }

    /// The number of the latest; 0 before there is one.
    #[must_use]
    pub fn last_number(&self) -> u16 {
        self.0.last().map_or(0, |slip| slip.number)
    }

    /// The latest about `fact`.
    #[must_use]
    pub fn latest(&self, fact: Fact) -> Option<&Slip> {
        self.0.iter().rev().find(|slip| slip.fact == fact)
    }

    /// The slip that takes `number` back.
    #[must_use]
    pub fn withdrawal_of(&self, number: u16) -> Option<&Slip> {
        self.0.iter().find(|slip| slip.withdraws == Some(number))
    }

    /// What holds of `fact`: by the latest slip about it, else by what was printed.
    #[must_use]
    pub fn value(&self, fact: Fact, printed: &PrintedFacts) -> Option<FactValue> {
        self.latest(fact).map_or_else(|| printed.value(fact), |slip| slip.corrected.clone())
    }

    /// Whether the slip of this number can be taken back: it stands, and no later one is about the same fact.
    #[must_use]
    pub fn can_be_withdrawn(&self, number: u16) -> bool {
        let is_latest = |slip: &Slip| self.latest(slip.fact).is_some_and(|latest| latest.number == number);
        self.get(number).is_some_and(|slip| slip.withdraws.is_none() && is_latest(slip))
    }

    /// The next slip, which amends `fact`; `seen` is the number of the last slip that was shown.
    ///
    /// # Errors
    /// `Stale`, `NotAmendable` or `NothingNew`.
    pub fn amend(
        &self,
        (fact, correction): (Fact, Correction),
        printed: &PrintedFacts,
        seen: u16,
        at: Instant,
    ) -> Result<Slip, AmendmentRefusal> {
        let stands = self.value(fact, printed);
        if seen != self.last_number() {
            Err(AmendmentRefusal::Stale)
        } else if !printed.may_amend(fact) {
            Err(AmendmentRefusal::NotAmendable)
        } else if stands == correction.value {
            Err(AmendmentRefusal::NothingNew)
        } else {
            let Correction { value, reason, evidence } = correction;
            let number = seen.saturating_add(1);
            Ok(Slip { number, fact, printed: stands, corrected: value, withdraws: None, reason, evidence, at })
        }
    }

    /// The next slip, which takes `number` back.
    ///
    /// # Errors
    /// `Stale` or `NotStanding`.
    pub fn withdraw(&self, number: u16, reason: String, seen: u16, at: Instant) -> Result<Slip, AmendmentRefusal> {
        if seen != self.last_number() {
            return Err(AmendmentRefusal::Stale);
        }
        let Some(back) = self.get(number).filter(|_| self.can_be_withdrawn(number)) else {
            return Err(AmendmentRefusal::NotStanding);
        };
        Ok(Slip {
            number: seen.saturating_add(1),
            fact: back.fact,
            printed: back.corrected.clone(),
            corrected: back.printed.clone(),
            withdraws: Some(number),
            reason,
            evidence: String::new(),
            at,
        })
    }
}

/// What the slips say of the group of the priority category.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AmendedGroup {
    /// Nothing: what was registered holds.
    #[default]
    AsRegistered,
    /// This one, or none.
    Amended(Option<PriorityGroup>),
}

/// What the slips say of the priority in admission.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AmendedPriority {
    /// The area, where it was amended.
    pub area: Option<PriorityArea>,
    /// The group.
    pub group: AmendedGroup,
}

impl AmendedPriority {
    /// The greatest priority of a registration of this area and group once the slips are read.
    #[must_use]
    pub fn priority_max(self, area: PriorityArea, group: Option<PriorityGroup>) -> Score {
        let group = match self.group {
            AmendedGroup::AsRegistered => group,
            AmendedGroup::Amended(group) => group,
        };
        priority_max(self.area.unwrap_or(area), group)
    }
}
