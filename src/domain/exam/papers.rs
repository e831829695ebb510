//! The papers a candidate sits (domain.md §3.3): Toán, Ngữ văn and two electives.

use serde::{Deserialize, Serialize};

use super::subject::{ForeignLanguage, Subject};
use crate::domain::field_errors::{FieldErrorCode, FieldErrors};

/// The papers section as chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PapersForm {
    /// The first elective paper: a subject's word.
    pub elective_1: String,
    /// The second elective paper: a subject's word.
    pub elective_2: String,
    /// `N1` to `N7` exactly when one of the electives is the foreign language.
    pub language: String,
}

/// Two elective papers that go together. Toán and Ngữ văn are everyone's and not repeated here.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Papers {
    electives: [Subject; 2],
    language: Option<ForeignLanguage>,
}

impl PapersForm {
    /// Reads the section; `offered` are the subjects of the season.
    ///
    /// # Errors
    /// `Missing`, `NotOnOffer`, `SameElectiveTwice`, `BothTechnologyPapers` for the electives;
    /// `LanguageNeedsPaper`, `NotOnOffer` for the language.
    pub fn parse(&self, offered: &[Subject]) -> Result<Papers, FieldErrors> {
        let mut errors = FieldErrors::new();
        let first = errors.collect("elective_1", elective(&self.elective_1, offered));
        let second = errors.collect("elective_2", elective(&self.elective_2, offered));
        if let (Some(first), Some(second)) = (first, second) {
            if first == second {
                errors.push("elective_2", FieldErrorCode::SameElectiveTwice);
            } else if first.is_technology() && second.is_technology() {
                errors.push("elective_2", FieldErrorCode::BothTechnologyPapers);
            }
        }
        let has_language_paper = [first, second].contains(&Some(Subject::ForeignLanguage));
        // An elective that cannot be read may be the language paper: then a language is no error yet.
        let is_undecided = !has_language_paper && (first.is_none() || second.is_none());
        let language = errors.collect("language", language(&self.language, has_language_paper, is_undecided)).flatten();
        match (first, second) {
            (Some(first), Some(second)) => {
                let electives = [first.min(second), first.max(second)];
                errors.into_result(Papers { electives, language })
            }
            _ => Err(errors),
        }
    }
}

fn elective(word: &str, offered: &[Subject]) -> Result<Subject, FieldErrorCode> {
    if word.is_empty() {
        return Err(FieldErrorCode::Missing);
    }
    Subject::parse(word)
        .filter(|subject| !subject.is_compulsory() && offered.contains(subject))
        .ok_or(FieldErrorCode::NotOnOffer)
}

fn language(code: &str, has_paper: bool, is_undecided: bool) -> Result<Option<ForeignLanguage>, FieldErrorCode> {
    match (code, has_paper) {
        ("", false) => Ok(None),
        ("", true) => Err(FieldErrorCode::LanguageNeedsPaper),
        (_, false) if !is_undecided => Err(FieldErrorCode::LanguageNeedsPaper),
        (code, _) => ForeignLanguage::parse(code).map(Some).ok_or(FieldErrorCode::NotOnOffer),
    }
}

impl Papers {
    /// The two electives, in the order of the registration form.
    #[must_use]
    pub const fn electives(&self) -> [Subject; 2] {
        self.electives
    }

    /// The language of the foreign-language paper, if it is taken.
    #[must_use]
    pub const fn language(&self) -> Option<ForeignLanguage> {
        self.language
    }

    /// All four papers, the compulsory ones first.
    #[must_use]
    pub const fn subjects(&self) -> [Subject; 4] {
        [Subject::Mathematics, Subject::Literature, self.electives[0], self.electives[1]]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{FieldErrorCode as Code, *};

    fn parsed(elective_1: &str, elective_2: &str, language: &str) -> Result<Papers, FieldErrors> {
        let form = PapersForm {
            elective_1: elective_1.to_owned(),
            elective_2: elective_2.to_owned(),
            language: language.to_owned(),
        };
        form.parse(&Subject::ALL)
    }

    #[test]
    fn two_different_electives_make_four_papers() {
        let papers = parsed("hoa_hoc", "vat_li", "").unwrap();
        let subjects = [Subject::Mathematics, Subject::Literature, Subject::Physics, Subject::Chemistry];
        assert_eq!((papers.subjects(), papers.language()), (subjects, None));
    }

    #[test]
    fn a_foreign_language_names_its_language() {
        let papers = parsed("ngoai_ngu", "lich_su", "N6").unwrap();
        assert_eq!(papers.electives(), [Subject::History, Subject::ForeignLanguage]);
        assert_eq!(papers.language(), Some(ForeignLanguage::Japanese));
    }

    #[test]
    fn what_the_rules_exclude_is_refused_at_its_field() {
        let cases = [
            (("", "", ""), vec![("elective_1", Code::Missing), ("elective_2", Code::Missing)]),
            (("vat_li", "vat_li", ""), vec![("elective_2", Code::SameElectiveTwice)]),
            (("ngoai_ngu", "ngoai_ngu", "N1"), vec![("elective_2", Code::SameElectiveTwice)]),
            (("cn_cong_nghiep", "cn_nong_nghiep", ""), vec![("elective_2", Code::BothTechnologyPapers)]),
            (("toan", "vat_li", ""), vec![("elective_1", Code::NotOnOffer)]),
            (("vat_li", "gdcd", ""), vec![("elective_2", Code::NotOnOffer)]),
            (("vat_li", "ngoai_ngu", ""), vec![("language", Code::LanguageNeedsPaper)]),
            (("vat_li", "hoa_hoc", "N1"), vec![("language", Code::LanguageNeedsPaper)]),
            (("vat_li", "ngoai_ngu", "N8"), vec![("language", Code::NotOnOffer)]),
            (("vat_li", "", "N1"), vec![("elective_2", Code::Missing)]),
        ];
        for ((first, second, language), expected) in cases {
            let errors = parsed(first, second, language).unwrap_err();
            let found: Vec<_> = errors.iter().map(|error| (error.field, error.code.clone())).collect();
            assert_eq!(found, expected, "{first} {second} {language}");
        }
    }

    #[test]
    fn a_subject_the_season_does_not_offer_is_refused() {
        let form = PapersForm { elective_1: "vat_li".into(), elective_2: "tin_hoc".into(), language: String::new() };
        let errors = form.parse(&[Subject::Physics, Subject::Chemistry]).unwrap_err();
        assert_eq!(errors, FieldErrors::one("elective_2", Code::NotOnOffer));
    }

    proptest! {
        #[test]
        fn papers_that_are_accepted_keep_every_rule(
            first in prop::sample::select(&Subject::ALL[..]), second in prop::sample::select(&Subject::ALL[..]),
            language in prop::sample::select(vec!["", "N1", "N7", "N9"]),
        ) {
            if let Ok(papers) = parsed(first.as_str(), second.as_str(), language) {
                let [left, right] = papers.electives();
                prop_assert!(left < right && !left.is_compulsory() && !right.is_compulsory());
                prop_assert!(!(left.is_technology() && right.is_technology()));
                prop_assert_eq!(papers.language().is_some(), right == Subject::ForeignLanguage);
            }
        }
    }
}
