//! Reads one row of a class list: its values, or what is wrong with each, in one pass.

use std::collections::{BTreeMap, BTreeSet};

use time::Date;

use super::{
    columns::{RollColumn, RollHeader},
    fault::{FaultKind, RollFault},
};
use crate::domain::{
    candidate::{
        citizen_id::{IdentityKind, IdentityNumber, NumberDisagreement, PersonalId},
        kind::{CandidateKind, Sex},
        name::FullName,
    },
    text::fold,
    time::parse_date,
};

/// The greatest number of characters of the name of a class.
const MAX_CLASS_CHARACTERS: usize = 20;
const NUMBER_DIGITS: usize = 12;
/// Codes of provinces begin with at most two zeros, and so do all that may be lost.
const LEAST_DIGITS: usize = 9;
const SCHOOL_DIGITS: usize = 5;
/// Between these ages people register.
const AGES_YEARS: (i32, i32) = (14, 80);

/// What a row says of a candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollEntry {
    /// Who it is.
    pub identity: IdentityNumber,
    /// Full name.
    pub full_name: FullName,
    /// Day of birth.
    pub birth_date: Date,
    /// Sex.
    pub sex: Sex,
    /// Code of the ethnic group.
    pub ethnic_group_code: String,
    /// Class of grade 12; empty for whoever is not in grade 12 now.
    pub class_name: String,
    /// School of grade 10, where the list says so.
    pub school_10: Option<String>,
    /// School of grade 11, where the list says so.
    pub school_11: Option<String>,
    /// On which ground the candidate registers.
    pub kind: CandidateKind,
}

/// A row that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadRow {
    /// The number, where it could be read, also of a row that is wrong elsewhere.
    pub identity: Option<IdentityNumber>,
    /// The values, unless something is wrong.
    pub entry: Option<RollEntry>,
    /// What is wrong or unusual.
    pub faults: Vec<RollFault>,
}

/// What the codes and names of a list are compared with.
#[derive(Debug, Clone, Default)]
pub struct RollRules {
    /// The year of the exam.
    pub exam_year: i32,
    /// The ground of whoever has none in the list; none at a receiving point of free candidates.
    pub default_kind: Option<CandidateKind>,
    /// Codes of ethnic groups by code and by folded name.
    ethnic_groups: BTreeMap<String, String>,
    /// Codes of high schools.
    schools: BTreeSet<String>,
}

/// Writes the faults of a row down.
struct Reading<'a> {
    rules: &'a RollRules,
    header: &'a RollHeader,
    faults: Vec<RollFault>,
}

impl RollRules {
    /// The rules with the code lists of the season: ethnic groups as code and name, high schools by code.
    #[must_use]
    pub fn new(
        exam_year: i32,
        default_kind: Option<CandidateKind>,
        groups: impl IntoIterator<Item = (String, String)>,
        schools: impl IntoIterator<Item = String>,
    ) -> Self {
        let mut ethnic_groups = BTreeMap::new();
        for (code, name) in groups {
            ethnic_groups.insert(fold(&name), code.clone());
            ethnic_groups.insert(name, code.clone());
            ethnic_groups.insert(code.trim_start_matches('0').to_owned(), code.clone());
            ethnic_groups.insert(code.clone(), code);
        }
        Self { exam_year, default_kind, ethnic_groups, schools: schools.into_iter().collect() }
    }

    /// The years in which candidates were born, first and last.
    #[must_use]
    pub const fn birth_years(exam_year: i32) -> (i32, i32) {
        (exam_year - AGES_YEARS.1, exam_year - AGES_YEARS.0)
    }

    /// Reads the row whose cell at an index `cell` gives.
    pub fn read<'c>(&self, header: &RollHeader, cell: impl Fn(usize) -> &'c str) -> ReadRow {
        let mut reading = Reading { rules: self, header, faults: Vec::new() };
        let text = |column| header.place(column).map_or("", |place| bare(cell(place)));
        let birth_date = reading.birth_date(text(RollColumn::BirthDate));
        let sex = reading.sex(text(RollColumn::Sex));
        let identity = reading.identity(text(RollColumn::Number), text(RollColumn::Passport), birth_date.zip(sex));
        let full_name = reading.full_name(text(RollColumn::Name));
        let ethnic_group_code = reading.ethnic_group(text(RollColumn::EthnicGroup));
        let kind = reading.kind(text(RollColumn::Kind));
        let class_name = reading.class(text(RollColumn::Class), kind);
        let school_10 = reading.school(RollColumn::School10, text(RollColumn::School10));
        let school_11 = reading.school(RollColumn::School11, text(RollColumn::School11));
        let mut faults = reading.faults;
        faults.sort_by_key(|fault| fault.column);
        let is_good = faults.iter().all(|fault| fault.kind.is_warning());
        let entry = match (&identity, full_name, birth_date, sex, ethnic_group_code, class_name, kind) {
            (Some(identity), Some(full_name), Some(birth_date), Some(sex), Some(group), Some(class), Some(kind))
                if is_good =>
            {
                Some(RollEntry {
                    identity: identity.clone(),
                    full_name,
                    birth_date,
                    sex,
                    ethnic_group_code: group,
                    class_name: class,
                    school_10,
                    school_11,
                    kind,
                })
            }
            _ => None,
        };
        ReadRow { identity, entry, faults }
    }
}

/// A cell without blanks around it and without the apostrophe by which spreadsheets, and the portal's own files, keep a
/// text from being a formula or a number.
fn bare(cell: &str) -> &str {
    let cell = cell.trim_matches(|character: char| character.is_whitespace() || character == '\u{feff}');
    cell.strip_prefix('\'').unwrap_or(cell).trim()
}

impl Reading<'_> {
    fn wrong(&mut self, column: RollColumn, kind: FaultKind) {
        self.faults.push(RollFault::new(column, kind));
    }

    fn warn(&mut self, kind: FaultKind, data: Option<u32>) {
        self.faults.push(RollFault { column: RollColumn::Number, kind, data });
    }

    fn identity(&mut self, number: &str, passport: &str, person: Option<(Date, Sex)>) -> Option<IdentityNumber> {
        match (number, passport) {
            ("", "") => self.wrong(RollColumn::Number, FaultKind::Missing),
            (number, "") => return self.personal_id(number, person).map(IdentityNumber::PersonalId),
            ("", passport) => {
                let passport: String = passport.split_whitespace().collect();
                let read = IdentityNumber::parse(IdentityKind::Passport, &passport);
                return read.map_err(|_| self.wrong(RollColumn::Passport, FaultKind::NotAPassport)).ok();
            }
            _ => self.wrong(RollColumn::Passport, FaultKind::TwoNumbers),
        }
        None
    }

    fn personal_id(&mut self, text: &str, person: Option<(Date, Sex)>) -> Option<PersonalId> {
        let digits: String = text.chars().filter(|character| !character.is_whitespace()).collect();
        let are_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
        if !are_digits {
            let is_rounded = digits.bytes().any(|byte| matches!(byte, b'e' | b'E'))
                && digits.parse::<f64>().is_ok_and(f64::is_finite);
            self.wrong(RollColumn::Number, if is_rounded { FaultKind::Rounded } else { FaultKind::NotANumber });
            return None;
        }
        if (LEAST_DIGITS..NUMBER_DIGITS).contains(&digits.len()) {
            return self.with_zeros(&digits, person);
        }
        let Ok(number) = PersonalId::parse(&digits) else {
            self.wrong(RollColumn::Number, FaultKind::NotANumber);
            return None;
        };
        for disagreement in person.map(|(born, sex)| number.disagreements(born, sex)).unwrap_or_default() {
            match disagreement {
                NumberDisagreement::BirthYear { in_number } => {
                    self.warn(FaultKind::YearDiffers, u32::try_from(in_number).ok());
                }
                NumberDisagreement::Sex { .. } => self.warn(FaultKind::SexDiffers, None),
            }
        }
        if !number.has_known_province() {
            self.warn(FaultKind::UnknownProvince, None);
        }
        Some(number)
    }

    /// Every number begins with a zero, which a spreadsheet drops that takes it for a quantity. It is given back where the
    /// number then fits the province, the birth and the sex of the row; anything else would be a guess.
    fn with_zeros(&mut self, digits: &str, person: Option<(Date, Sex)>) -> Option<PersonalId> {
        let number = PersonalId::parse(&format!("{digits:0>NUMBER_DIGITS$}")).ok().filter(|number| {
            let fits = person.is_some_and(|(born, sex)| number.disagreements(born, sex).is_empty());
            fits && number.has_known_province()
        });
        match &number {
            Some(_) => self.warn(FaultKind::ZerosGivenBack, None),
            None => self.wrong(RollColumn::Number, FaultKind::ZerosLost),
        }
        number
    }

    fn full_name(&mut self, text: &str) -> Option<FullName> {
        if text.is_empty() {
            self.wrong(RollColumn::Name, FaultKind::Missing);
            return None;
        }
        FullName::parse(text).map_err(|_| self.wrong(RollColumn::Name, FaultKind::NotAName)).ok()
    }

    fn birth_date(&mut self, text: &str) -> Option<Date> {
        if text.is_empty() {
            self.wrong(RollColumn::BirthDate, FaultKind::Missing);
            return None;
        }
        let Some(date) = read_date(text) else {
            self.wrong(RollColumn::BirthDate, FaultKind::NotADate);
            return None;
        };
        let (first, last) = RollRules::birth_years(self.rules.exam_year);
        if (first..=last).contains(&date.year()) {
            return Some(date);
        }
        self.wrong(RollColumn::BirthDate, FaultKind::ImplausibleDate);
        None
    }

    fn sex(&mut self, text: &str) -> Option<Sex> {
        let sex = match text {
            "" => {
                self.wrong(RollColumn::Sex, FaultKind::Missing);
                return None;
            }
            "Nam" => Some(Sex::Male),
            "Nữ" => Some(Sex::Female),
            other => match fold(other).as_str() {
                "nam" => Some(Sex::Male),
                "nu" => Some(Sex::Female),
                _ => None,
            },
        };
        if sex.is_none() {
            self.wrong(RollColumn::Sex, FaultKind::NotASex);
        }
        sex
    }

    fn ethnic_group(&mut self, text: &str) -> Option<String> {
        let known = &self.rules.ethnic_groups;
        let code = known.get(text).or_else(|| known.get(&fold(text))).cloned();
        if code.is_none() {
            let kind = if text.is_empty() { FaultKind::Missing } else { FaultKind::NotAnEthnicGroup };
            self.wrong(RollColumn::EthnicGroup, kind);
        }
        code
    }

    fn kind(&mut self, text: &str) -> Option<CandidateKind> {
        let kind = match fold(text).as_str() {
            "" => self.rules.default_kind,
            "lop 12" | "hoc sinh lop 12" => Some(CandidateKind::CurrentGrade12),
            "chua tot nghiep" | "tu do chua tot nghiep" => Some(CandidateKind::NotGraduated),
            "da tot nghiep" | "tu do da tot nghiep" => Some(CandidateKind::GraduateForAdmission),
            "trung cap" => Some(CandidateKind::VocationalForAdmission),
            "chi xet tuyen" => Some(CandidateKind::AdmissionOnly),
            _ => None,
        };
        if kind.is_none() {
            let fault = if text.is_empty() { FaultKind::Missing } else { FaultKind::NotAKind };
            self.wrong(RollColumn::Kind, fault);
        }
        kind
    }

    fn class(&mut self, text: &str, kind: Option<CandidateKind>) -> Option<String> {
        if text.is_empty() && kind.is_none_or(|kind| !kind.is_free_candidate()) {
            self.wrong(RollColumn::Class, FaultKind::Missing);
            return None;
        }
        if text.chars().count() > MAX_CLASS_CHARACTERS || text.chars().any(char::is_control) {
            self.wrong(RollColumn::Class, FaultKind::TooLong);
            return None;
        }
        Some(text.to_owned())
    }

    /// `None` also where the list does not say it.
    fn school(&mut self, column: RollColumn, text: &str) -> Option<String> {
        if text.is_empty() || self.header.place(column).is_none() {
            return None;
        }
        let code = if text.len() < SCHOOL_DIGITS { format!("{text:0>SCHOOL_DIGITS$}") } else { text.to_owned() };
        if self.rules.schools.contains(&code) {
            return Some(code);
        }
        self.wrong(column, FaultKind::NotASchool);
        None
    }
}

/// A day as people and spreadsheets write it: day first, with `/`, `-` or `.`; or ISO 8601, also with a time behind it.
fn read_date(text: &str) -> Option<Date> {
    let text = text.split([' ', 'T']).next().unwrap_or_default();
    let begins_with_day = text.find(['-', '.']).is_some_and(|place| place <= 2);
    let date = if begins_with_day { parse_date(&text.replace(['-', '.'], "/")) } else { parse_date(text) };
    // Of a year of two digits nobody knows the century.
    date.filter(|date| date.year() >= 1_000)
}

#[cfg(test)]
mod tests;
