//! A payment window that closes later than announced, e.g. because the gateway was down: never earlier, and never later
//! than the matching begins, which needs to know who has paid.

use serde::{Deserialize, Serialize};

use super::{Calendar, PhaseKind};
use crate::domain::{
    field_errors::{FieldErrorCode, FieldErrors, required_text},
    time::Instant,
};

/// The longest reason.
pub const MAX_REASON: u16 = 300;

/// The new closing of the payment window of a group of provinces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// The group; 0 where the season has one window for everyone.
    pub province_group: u8,
    /// When the window would have closed.
    pub closed_before: Instant,
    /// When it closes now.
    pub closes_at: Instant,
    /// Why.
    pub reason: String,
}

/// The extension as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExtensionForm {
    /// The number of the group.
    pub group: String,
    /// Day and time in Vietnam.
    pub closes_at: String,
    /// Why.
    pub reason: String,
}

impl ExtensionForm {
    /// The extension by `calendar` at `now`.
    ///
    /// # Errors
    /// What is wrong with `group`, `closes_at` and `reason`.
    pub fn parse(&self, calendar: &Calendar, now: Instant) -> Result<Extension, FieldErrors> {
        let mut errors = FieldErrors::new();
        let window = |group: u8| {
            let of_group = |phase: &&super::Phase| phase.kind == PhaseKind::Payment && phase.province_group == group;
            calendar.phases().iter().find(of_group)
        };
        let window = match self.group.as_str() {
            "" => Err(FieldErrorCode::Missing),
            number => number.parse().ok().and_then(window).ok_or(FieldErrorCode::NotOnOffer),
        };
        let window = errors.collect("group", window);
        let closes_at = match self.closes_at.trim() {
            "" => Err(FieldErrorCode::Missing),
            text => Instant::parse(text).ok_or(FieldErrorCode::NotAnInstant),
        };
        let earliest = window.map_or(now, |window| window.closes_at.max(now));
        let matching = calendar.phase(PhaseKind::Matching).map(|phase| phase.opens_at);
        let closes_at = closes_at.and_then(|closes_at| match matching {
            _ if closes_at <= earliest => Err(FieldErrorCode::Before { instant: earliest }),
            Some(instant) if closes_at > instant => Err(FieldErrorCode::After { instant }),
            _ => Ok(closes_at),
        });
        let closes_at = errors.collect("closes_at", closes_at);
        let reason = errors.collect("reason", required_text(&self.reason, MAX_REASON));
        match (window, closes_at, reason) {
            (Some(window), Some(closes_at), Some(reason)) => Ok(Extension {
                province_group: window.province_group,
                closed_before: window.closes_at,
                closes_at,
                reason,
            }),
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Extension, ExtensionForm};
    use crate::domain::{
        field_errors::{FieldErrorCode, FieldErrors},
        season::{Calendar, Phase, PhaseKind},
        time::Instant,
    };

    fn at(day: u8, hour: u8) -> Instant {
        Instant::vietnam(2026, 7, day, hour, 0).unwrap()
    }

    /// Group 4 pays until 17:00 on the 21st; the matching begins on the 31st.
    fn calendar() -> Calendar {
        let phase = |kind, province_group, opens_at, closes_at| Phase {
            kind,
            province_group,
            opens_at,
            closes_at,
            extended_from: None,
            is_verified: true,
        };
        Calendar::new(vec![
            phase(PhaseKind::Payment, 4, at(16, 12), at(21, 17)),
            phase(PhaseKind::Matching, 0, at(31, 0), at(31, 17)),
        ])
    }

    fn form(group: &str, closes_at: &str, reason: &str) -> ExtensionForm {
        ExtensionForm { group: group.into(), closes_at: closes_at.into(), reason: reason.into() }
    }

    #[test]
    fn a_window_is_extended_to_a_later_time_also_once_it_has_closed() {
        for now in [at(20, 9), at(21, 17), at(22, 9)] {
            let extension = form("4", "2026-07-23T17:00", " Cổng thanh toán gián đoạn ").parse(&calendar(), now);
            let expected = Extension {
                province_group: 4,
                closed_before: at(21, 17),
                closes_at: at(23, 17),
                reason: "Cổng thanh toán gián đoạn".into(),
            };
            assert_eq!(extension, Ok(expected), "{now:?}");
        }
        assert!(form("4", "2026-07-31T00:00", "x").parse(&calendar(), at(20, 9)).is_ok(), "the last moment");
    }

    #[test]
    fn never_earlier_never_into_the_past_and_never_into_the_matching() {
        let before = |instant| FieldErrorCode::Before { instant };
        let cases = [
            ("2026-07-21T17:00", at(20, 9), before(at(21, 17))),
            ("2026-07-20T17:00", at(20, 9), before(at(21, 17))),
            ("2026-07-22T08:00", at(22, 9), before(at(22, 9))),
            ("2026-07-31T00:01", at(20, 9), FieldErrorCode::After { instant: at(31, 0) }),
            ("", at(20, 9), FieldErrorCode::Missing),
            ("morgen", at(20, 9), FieldErrorCode::NotAnInstant),
        ];
        for (closes_at, now, code) in cases {
            let errors = form("4", closes_at, "x").parse(&calendar(), now);
            assert_eq!(errors, Err(FieldErrors::one("closes_at", code)), "{closes_at}");
        }
    }

    #[test]
    fn a_group_that_pays_and_a_reason_are_needed() {
        for (group, code) in
            [("", FieldErrorCode::Missing), ("5", FieldErrorCode::NotOnOffer), ("x", FieldErrorCode::NotOnOffer)]
        {
            let mut errors = FieldErrors::one("group", code);
            errors.push("reason", FieldErrorCode::Missing);
            assert_eq!(form(group, "2026-07-23T17:00", "").parse(&calendar(), at(20, 9)), Err(errors), "{group}");
        }
    }
}
