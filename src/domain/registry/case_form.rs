//! What the school types when it settles a case.

use serde::{Deserialize, Serialize};
use time::Date;

use super::case::Trigger;
use crate::domain::{
    candidate::{kind::Sex, name::FullName},
    field_errors::{FieldErrorCode, FieldErrors, required_text},
    time::{parse_date, short_date},
};

/// The greatest length of a reason.
pub const MAX_REASON: u16 = 500;

/// Name, birth date and sex as the record has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Full name.
    pub full_name: FullName,
    /// Birth date.
    pub birth_date: Date,
    /// Sex.
    pub sex: Sex,
}

/// What the school typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SettleForm {
    /// The word of a trigger.
    pub act: String,
    /// Why, and on which papers.
    pub reason: String,
    /// The corrected name.
    pub full_name: String,
    /// The corrected birth date, `DD/MM/YYYY`.
    pub birth_date: String,
    /// The corrected sex.
    pub sex: String,
}

/// What the school does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settlement {
    /// Corrects its record.
    Correct(Identity),
    /// Something that changes no record: accepts, sends to the police, decides between two.
    Tell(Trigger),
}

impl Settlement {
    /// What it means for the case.
    #[must_use]
    pub const fn trigger(&self) -> Trigger {
        match self {
            Self::Correct(_) => Trigger::Corrected,
            Self::Tell(trigger) => *trigger,
        }
    }
}

impl SettleForm {
    /// The form with the record's own values, to be corrected.
    #[must_use]
    pub fn of(record: &Identity) -> Self {
        Self {
            full_name: record.full_name.as_str().to_owned(),
            birth_date: short_date(record.birth_date),
            sex: record.sex.as_str().to_owned(),
            ..Self::default()
        }
    }

    /// Reads the form.
    ///
    /// # Errors
    /// `Missing` or `NotOnOffer` at `act`; `Missing`, `TooLong` (500) or `BadCharacters` at `reason`; of a correction also
    /// what is wrong with the name, the date or the sex.
    pub fn parse(&self) -> Result<(Settlement, String), FieldErrors> {
        let mut errors = FieldErrors::new();
        let act = match self.act.as_str() {
            "" => Err(FieldErrorCode::Missing),
            word => Trigger::parse(word).ok_or(FieldErrorCode::NotOnOffer),
        };
        let settlement = match errors.collect("act", act) {
            Some(Trigger::Corrected) => self.identity(&mut errors).map(Settlement::Correct),
            other => other.map(Settlement::Tell),
        };
        let reason = errors.collect("reason", required_text(&self.reason.replace("\r\n", "\n"), MAX_REASON));
        match (settlement, reason) {
            (Some(settlement), Some(reason)) => Ok((settlement, reason)),
            _ => Err(errors),
        }
    }

    fn identity(&self, errors: &mut FieldErrors) -> Option<Identity> {
        let full_name = errors.collect("full_name", FullName::parse(&self.full_name));
        let date = match self.birth_date.trim() {
            "" => Err(FieldErrorCode::Missing),
            text => parse_date(text).ok_or(FieldErrorCode::NotADate),
        };
        let birth_date = errors.collect("birth_date", date);
        let sex = match self.sex.as_str() {
            "" => Err(FieldErrorCode::Missing),
            word => Sex::parse(word).ok_or(FieldErrorCode::NotOnOffer),
        };
        let sex = errors.collect("sex", sex);
        Some(Identity { full_name: full_name?, birth_date: birth_date?, sex: sex? })
    }
}

#[cfg(test)]
mod tests {
    use super::{Identity, SettleForm, Settlement};
    use crate::domain::{
        candidate::{kind::Sex, name::FullName},
        field_errors::FieldErrorCode as Code,
        registry::case::Trigger,
        time::parse_date,
    };

    fn form() -> SettleForm {
        let identity = Identity {
            full_name: FullName::parse("Lê Hòa Khánh").unwrap(),
            birth_date: parse_date("19/07/2008").unwrap(),
            sex: Sex::Male,
        };
        SettleForm { act: "corrected".into(), reason: "Giấy khai sinh".into(), ..SettleForm::of(&identity) }
    }

    #[test]
    fn a_correction_needs_all_three_values_and_a_reason() {
        let (settlement, reason) = form().parse().unwrap();
        let Settlement::Correct(identity) = &settlement else { unreachable!("{settlement:?}") };
        assert_eq!((identity.full_name.as_str(), settlement.trigger()), ("Lê Hòa Khánh", Trigger::Corrected));
        assert_eq!(reason, "Giấy khai sinh");
        let cases = [
            (SettleForm { full_name: " ".into(), ..form() }, "full_name", Code::Missing),
            (SettleForm { full_name: "Kh4nh".into(), ..form() }, "full_name", Code::BadCharacters),
            (SettleForm { birth_date: String::new(), ..form() }, "birth_date", Code::Missing),
            (SettleForm { birth_date: "31/02/2008".into(), ..form() }, "birth_date", Code::NotADate),
            (SettleForm { sex: "x".into(), ..form() }, "sex", Code::NotOnOffer),
            (SettleForm { reason: String::new(), ..form() }, "reason", Code::Missing),
            (SettleForm { reason: "x".repeat(501), ..form() }, "reason", Code::TooLong { max: 500 }),
            (SettleForm { act: String::new(), ..form() }, "act", Code::Missing),
            (SettleForm { act: "burn".into(), ..form() }, "act", Code::NotOnOffer),
        ];
        for (form, field, code) in cases {
            assert_eq!(form.parse().unwrap_err().of(field), Some(&code), "{form:?}");
        }
    }

    #[test]
    fn whatever_else_is_told_needs_a_reason_alone() {
        let form = SettleForm { act: "two_people".into(), reason: "Hai anh em họ".into(), ..SettleForm::default() };
        assert_eq!(form.parse(), Ok((Settlement::Tell(Trigger::TwoPeople), "Hai anh em họ".into())));
    }
}
