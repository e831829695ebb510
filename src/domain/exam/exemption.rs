//! Exemption from the foreign-language paper by a certificate (TT 24/2024 Phụ lục I; domain.md §3.7a). Which
//! certificates exempt, and with what, are rows of the season.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::Date;

use super::{
    applicant::{chosen, yes_or_no},
    sections::RegistrationRules,
    subject::ForeignLanguage,
};
use crate::domain::{
    field_errors::{FieldErrorCode, FieldErrors, required_text},
    score::Score,
    time::parse_date,
};

/// The longest name of an issuer.
const MAX_ISSUER: u16 = 120;
/// The skills of a certificate of four, in the order of the form, with their fields.
pub const SKILLS: [&str; 4] = ["listening", "reading", "speaking", "writing"];

/// The section as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExemptionForm {
    /// `yes` or `no`: whether an exemption is claimed.
    pub claims_exemption: String,
    /// Code of the certificate in the season.
    pub certificate: String,
    /// Score or level; of a certificate of four skills the four below instead.
    pub certificate_score: String,
    /// Listening.
    pub listening: String,
    /// Reading.
    pub reading: String,
    /// Speaking.
    pub speaking: String,
    /// Writing.
    pub writing: String,
    /// Who issued it.
    pub issuer: String,
    /// Day of issue.
    pub issued_on: String,
    /// Last day on which it is valid; empty for one that does not expire.
    pub expires_on: String,
}

/// A certificate that exempts, and with what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The language.
    pub language: ForeignLanguage,
    /// What it needs to show.
    pub requirement: Requirement,
}

/// What a certificate needs to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Requirement {
    /// At least this score.
    Score(Score),
    /// At least these scores for listening, reading, speaking and writing.
    FourSkills([u16; 4]),
    /// One of these levels.
    Level(Vec<String>),
}

/// An exemption that the rules allow, before anybody has seen the paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exemption {
    /// Code of the certificate in the season.
    pub certificate: String,
    /// Its language.
    pub language: ForeignLanguage,
    /// What it shows.
    pub result: CertificateResult,
    /// Who issued it.
    pub issuer: String,
    /// Day of issue.
    pub issued_on: Day,
    /// Last day on which it is valid; none for one that does not expire.
    pub expires_on: Option<Day>,
}

/// What a certificate shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateResult {
    /// A score.
    Score(Score),
    /// Scores for listening, reading, speaking and writing.
    FourSkills([u16; 4]),
    /// A level.
    Level(String),
}

/// A calendar day, stored as `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub Date);

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse_date(&text).map(Self).ok_or_else(|| serde::de::Error::custom("not a day"))
    }
}

impl Requirement {
    /// Reads a requirement as a season's row has it: one or four least scores, or the levels that suffice. `None`
    /// unless exactly one of both is there.
    #[must_use]
    pub fn from_row(least: &str, levels: &str) -> Option<Self> {
        let least: Vec<&str> = least.split_whitespace().collect();
        let levels: Vec<String> = levels.split_whitespace().map(str::to_owned).collect();
        match (&least[..], levels.is_empty()) {
            ([], false) => Some(Self::Level(levels)),
            ([one], true) => Score::parse(one).map(Self::Score),
            ([listening, reading, speaking, writing], true) => {
                let skills = [listening, reading, speaking, writing].map(|skill| skill.parse().ok());
                let [Some(listening), Some(reading), Some(speaking), Some(writing)] = skills else { return None };
                Some(Self::FourSkills([listening, reading, speaking, writing]))
            }
            _ => None,
        }
    }
}

impl ExemptionForm {
    /// Reads the section; `None` where no exemption is claimed.
    ///
    /// # Errors
    /// `Missing`, `NotOnOffer`, `NotANumber`, `NotAWholeNumber`, `NotADate` and those of texts at each field;
    /// `BelowScore` or `AtLeast` for too low a score, `LevelTooLow` for a level that does not exempt; `IssuedLater` for
    /// a day of issue after the procedures day, `ExpiredBefore` for a certificate that is not valid on it.
    pub fn parse(&self, rules: &RegistrationRules) -> Result<Option<Exemption>, FieldErrors> {
        let claims = yes_or_no(&self.claims_exemption).map_err(|code| FieldErrors::one("claims_exemption", code))?;
        if !claims {
            return Ok(None);
        }
        let mut errors = FieldErrors::new();
        let known = |code: &str| rules.known.certificates.get(code).cloned();
        let certificate = errors.collect("certificate", chosen(&self.certificate, known));
        let result = certificate.as_ref().and_then(|certificate| self.result(&certificate.requirement, &mut errors));
        let issuer = errors.collect("issuer", required_text(&self.issuer, MAX_ISSUER));
        let issued_on = errors.collect(
            "issued_on",
            day(&self.issued_on).and_then(|issued| match rules.procedures_day {
                Some(day) if issued.0 > day => Err(FieldErrorCode::IssuedLater { day }),
                _ => Ok(issued),
            }),
        );
        let expires_on = errors.collect("expires_on", self.expiry(issued_on, rules.procedures_day));
        match (certificate, result, issuer, issued_on, expires_on) {
            (Some(certificate), Some(result), Some(issuer), Some(issued_on), Some(expires_on)) => Ok(Some(Exemption {
                certificate: self.certificate.trim().to_owned(),
                language: certificate.language,
                result,
                issuer,
                issued_on,
                expires_on,
            })),
            _ => Err(errors),
        }
    }

    /// Whether an exemption is claimed, whatever is still wrong with it.
    #[must_use]
    pub fn is_claimed(&self) -> bool {
        self.claims_exemption == "yes"
    }

    fn expiry(&self, issued_on: Option<Day>, procedures_day: Option<Date>) -> Result<Option<Day>, FieldErrorCode> {
        if self.expires_on.trim().is_empty() {
            return Ok(None);
        }
        let expires = day(&self.expires_on)?;
        match procedures_day {
            Some(day) if expires.0 < day => Err(FieldErrorCode::ExpiredBefore { day }),
            _ if issued_on.is_some_and(|issued| expires <= issued) => Err(FieldErrorCode::NotADate),
            _ => Ok(Some(expires)),
        }
    }

    fn result(&self, requirement: &Requirement, errors: &mut FieldErrors) -> Option<CertificateResult> {
        match requirement {
            Requirement::Score(least) => {
                let score = match self.certificate_score.trim() {
                    "" => Err(FieldErrorCode::Missing),
                    text => Score::parse(text).ok_or(FieldErrorCode::NotANumber),
                };
                let score = score.and_then(|score| {
                    if score < *least { Err(FieldErrorCode::BelowScore { least: *least }) } else { Ok(score) }
                });
                errors.collect("certificate_score", score).map(CertificateResult::Score)
            }
            Requirement::Level(levels) => {
                // "Bậc 3" and "HSK 3" are how a certificate says 3.
                let typed = self.certificate_score.split_whitespace().last().unwrap_or_default();
                let level = levels.iter().find(|level| level.eq_ignore_ascii_case(typed));
                let level = match (typed, level) {
                    ("", _) => Err(FieldErrorCode::Missing),
                    (_, None) => Err(FieldErrorCode::LevelTooLow { levels: levels.join(", ") }),
                    (_, Some(level)) => Ok(level.clone()),
                };
                errors.collect("certificate_score", level).map(CertificateResult::Level)
            }
            Requirement::FourSkills(least) => {
                let typed = [&self.listening, &self.reading, &self.speaking, &self.writing];
                let mut scores = Vec::with_capacity(SKILLS.len());
                for ((field, typed), least) in SKILLS.into_iter().zip(typed).zip(least) {
                    scores.extend(errors.collect(field, skill(typed, *least)));
                }
                <[u16; 4]>::try_from(scores).ok().map(CertificateResult::FourSkills)
            }
        }
    }
}

fn skill(text: &str, least: u16) -> Result<u16, FieldErrorCode> {
    match text.trim() {
        "" => Err(FieldErrorCode::Missing),
        text => match text.parse::<u16>() {
            Ok(score) if score >= least => Ok(score),
            Ok(_) => Err(FieldErrorCode::AtLeast { least: i64::from(least) }),
            Err(_) => Err(FieldErrorCode::NotAWholeNumber),
        },
    }
}

fn day(text: &str) -> Result<Day, FieldErrorCode> {
    match text.trim() {
        "" => Err(FieldErrorCode::Missing),
        text => parse_date(text).map(Day).ok_or(FieldErrorCode::NotADate),
    }
}

impl From<Option<&Exemption>> for ExemptionForm {
    fn from(exemption: Option<&Exemption>) -> Self {
        let Some(exemption) = exemption else {
            return Self { claims_exemption: "no".to_owned(), ..Self::default() };
        };
        let day = |day: Day| crate::domain::time::short_date(day.0);
        let mut form = Self {
            claims_exemption: "yes".to_owned(),
            certificate: exemption.certificate.clone(),
            issuer: exemption.issuer.clone(),
            issued_on: day(exemption.issued_on),
            expires_on: exemption.expires_on.map(day).unwrap_or_default(),
            ..Self::default()
        };
        match &exemption.result {
            CertificateResult::Score(score) => form.certificate_score = score.to_string(),
            CertificateResult::Level(level) => form.certificate_score.clone_from(level),
            CertificateResult::FourSkills(skills) => {
                [form.listening, form.reading, form.speaking, form.writing] = skills.map(|skill| skill.to_string());
            }
        }
        form
    }
}

/// The certificates of a season, by code.
pub type Certificates = BTreeMap<String, Certificate>;

#[cfg(test)]
mod tests {
    use super::{FieldErrorCode as Code, *};
    use crate::domain::candidate::kind::CandidateKind;

    const PROCEDURES: &str = "2026-06-10";

    fn rules() -> RegistrationRules {
        let mut rules = RegistrationRules::new(CandidateKind::CurrentGrade12, 2026);
        rules.procedures_day = parse_date(PROCEDURES);
        // domain.md §3.7a: the rows of the season's table.
        let rows = [
            ("ielts", ForeignLanguage::English, "4.0", ""),
            ("toefl_ibt", ForeignLanguage::English, "45", ""),
            ("toeic", ForeignLanguage::English, "275 275 120 120", ""),
            ("jlpt", ForeignLanguage::Japanese, "", "N3 N2 N1"),
            ("topik", ForeignLanguage::Korean, "", "3 4 5 6"),
        ];
        for (code, language, least, levels) in rows {
            let requirement = Requirement::from_row(least, levels).unwrap();
            rules.known.certificates.insert(code.to_owned(), Certificate { language, requirement });
        }
        rules
    }

    fn form(certificate: &str, score: &str) -> ExemptionForm {
        ExemptionForm {
            claims_exemption: "yes".into(),
            certificate: certificate.into(),
            certificate_score: score.into(),
            issuer: "British Council".into(),
            issued_on: "05/03/2025".into(),
            expires_on: "05/03/2027".into(),
            ..ExemptionForm::default()
        }
    }

    fn found(form: &ExemptionForm) -> Vec<(&'static str, Code)> {
        let errors = form.parse(&rules()).unwrap_err();
        errors.iter().map(|error| (error.field, error.code.clone())).collect()
    }

    #[test]
    fn the_least_score_exempts_and_what_is_below_does_not() {
        let level = "certificate_score";
        let too_low = |levels: &str| Code::LevelTooLow { levels: levels.to_owned() };
        let cases = [
            ("ielts", "4.0", None),
            ("ielts", "4,5", None),
            ("ielts", "3.5", Some((level, Code::BelowScore { least: Score::from_hundredths(4_00) }))),
            ("toefl_ibt", "44", Some((level, Code::BelowScore { least: Score::from_hundredths(45_00) }))),
            ("toefl_ibt", "45", None),
            ("jlpt", "N3", None),
            ("jlpt", "n1", None),
            ("jlpt", "N4", Some((level, too_low("N3, N2, N1")))),
            ("topik", "3", None),
            ("topik", "bậc 3", None),
            ("topik", "TOPIK  6", None),
            ("topik", "2", Some((level, too_low("3, 4, 5, 6")))),
            ("ielts", "good", Some((level, Code::NotANumber))),
            ("ielts", "", Some((level, Code::Missing))),
            ("cfl", "3", Some(("certificate", Code::NotOnOffer))),
        ];
        for (certificate, score, error) in cases {
            let form = form(certificate, score);
            match error {
                None => assert!(form.parse(&rules()).is_ok(), "{certificate} {score}"),
                Some(error) => assert_eq!(found(&form), [error], "{certificate} {score}"),
            }
        }
    }

    #[test]
    fn toeic_exempts_with_all_four_skills() {
        let four = |skills: [&str; 4]| {
            let [listening, reading, speaking, writing] = skills.map(str::to_owned);
            ExemptionForm { listening, reading, speaking, writing, ..form("toeic", "") }
        };
        let parsed = four(["275", "275", "120", "120"]).parse(&rules()).unwrap().unwrap();
        assert_eq!(parsed.result, CertificateResult::FourSkills([275, 275, 120, 120]));
        let below = four(["274", "275", "x", ""]);
        let expected = [
            ("listening", Code::AtLeast { least: 275 }),
            ("speaking", Code::NotAWholeNumber),
            ("writing", Code::Missing),
        ];
        assert_eq!(found(&below), expected);
    }

    #[test]
    fn a_certificate_has_to_be_valid_on_the_procedures_day() {
        let day = parse_date(PROCEDURES).unwrap();
        let dated = |issued_on: &str, expires_on: &str| ExemptionForm {
            issued_on: issued_on.into(),
            expires_on: expires_on.into(),
            ..form("ielts", "6.0")
        };
        for (issued_on, expires_on) in [("05/03/2025", "10/06/2026"), ("10/06/2026", "11/06/2026"), ("05/03/2020", "")]
        {
            assert!(dated(issued_on, expires_on).parse(&rules()).is_ok(), "{issued_on} {expires_on}");
        }
        let cases = [
            ("05/03/2024", "09/06/2026", ("expires_on", Code::ExpiredBefore { day })),
            ("11/06/2026", "", ("issued_on", Code::IssuedLater { day })),
            ("30/02/2025", "", ("issued_on", Code::NotADate)),
            ("", "", ("issued_on", Code::Missing)),
        ];
        for (issued_on, expires_on, expected) in cases {
            assert_eq!(found(&dated(issued_on, expires_on)), [expected], "{issued_on} {expires_on}");
        }
    }

    #[test]
    fn whoever_claims_nothing_fills_in_nothing_and_what_is_claimed_is_shown_again() {
        let no = ExemptionForm { claims_exemption: "no".into(), ..ExemptionForm::default() };
        assert_eq!(no.parse(&rules()), Ok(None));
        assert_eq!(found(&ExemptionForm::default()), [("claims_exemption", Code::Missing)]);
        for form in [form("ielts", "6.5"), form("jlpt", "N2")] {
            let parsed = form.parse(&rules()).unwrap();
            assert_eq!(ExemptionForm::from(parsed.as_ref()).parse(&rules()), Ok(parsed));
        }
    }

    #[test]
    fn a_row_has_scores_or_levels() {
        for (least, levels) in [("", ""), ("4.0", "B1"), ("1 2", ""), ("a", ""), ("1 2 3 x", "")] {
            assert_eq!(Requirement::from_row(least, levels), None, "{least} {levels}");
        }
    }
}
