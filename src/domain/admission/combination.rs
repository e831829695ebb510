//! Subject combinations (tổ hợp) and the marks that fill them (domain.md §5.5).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::exam::subject::{ForeignLanguage, Subject};
use crate::domain::score::Score;

/// One of the three subjects of a combination.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CombinationSubject {
    /// The subject.
    pub subject: Subject,
    /// The language that a foreign-language mark has to be in; `None` = any. Always `None` for other subjects.
    pub language: Option<ForeignLanguage>,
}

impl CombinationSubject {
    /// Reads the catalogue's form: `toan`, `ngoai_ngu` (any language) or `ngoai_ngu:N1`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let Some((subject, language)) = text.split_once(':') else {
            return Some(Self { subject: Subject::parse(text)?, language: None });
        };
        let subject = Subject::parse(subject)?;
        let language = ForeignLanguage::parse(language)?;
        (subject == Subject::ForeignLanguage).then_some(Self { subject, language: Some(language) })
    }

    /// The catalogue's form, which [`Self::parse`] reads.
    #[must_use]
    pub fn code(self) -> String {
        match self.language {
            Some(language) => format!("{}:{}", self.subject.as_str(), language.as_str()),
            None => self.subject.as_str().to_owned(),
        }
    }
}

/// Three subjects under a code. Two codes may hold the same subjects: the code is the key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectCombination {
    /// E.g. `A00`.
    pub code: String,
    /// The subjects, all different.
    pub subjects: [CombinationSubject; 3],
}

impl SubjectCombination {
    /// Reads a row of the catalogue; `None` when a subject is unknown or comes twice.
    #[must_use]
    pub fn parse(code: &str, subjects: [&str; 3]) -> Option<Self> {
        let [first, second, third] = subjects.map(CombinationSubject::parse);
        let subjects = [first?, second?, third?];
        let [first, second, third] = subjects.map(|each| each.subject);
        let are_distinct = first != second && first != third && second != third;
        are_distinct.then(|| Self { code: code.to_owned(), subjects })
    }

    /// The three marks in the combination's order; `None` when one is lacking.
    #[must_use]
    pub fn marks_from(&self, marks: &Marks) -> Option<[Score; 3]> {
        let [first, second, third] = self.subjects.map(|subject| marks.of(subject));
        Some([first?, second?, third?])
    }
}

/// The marks of one candidate, each on the 10 scale.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    by_subject: BTreeMap<Subject, Score>,
    language: Option<ForeignLanguage>,
}

impl Marks {
    /// The marks by subject, and the language of the foreign-language mark.
    #[must_use]
    pub const fn new(by_subject: BTreeMap<Subject, Score>, language: Option<ForeignLanguage>) -> Self {
        Self { by_subject, language }
    }

    /// The mark that fills `wanted`. A foreign-language mark in another language does not.
    #[must_use]
    pub fn of(&self, wanted: CombinationSubject) -> Option<Score> {
        let is_in_language = wanted.language.is_none() || wanted.language == self.language;
        if is_in_language { self.by_subject.get(&wanted.subject).copied() } else { None }
    }

    /// The language of the foreign-language mark.
    #[must_use]
    pub const fn language(&self) -> Option<ForeignLanguage> {
        self.language
    }

    /// Whether there is no mark at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_subject.is_empty()
    }

    /// The marks in the order of the subjects.
    pub fn iter(&self) -> impl Iterator<Item = (Subject, Score)> {
        self.by_subject.iter().map(|(subject, mark)| (*subject, *mark))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{CombinationSubject, Marks, SubjectCombination};
    use crate::domain::exam::subject::{ForeignLanguage, Subject};
    use crate::domain::score::Score;

    #[test]
    fn every_row_of_the_catalogue_is_read_and_written_back() {
        let catalogue = include_str!("../../../migrations/reference/subject_combinations.csv");
        let mut count = 0;
        for row in catalogue.lines().skip(1) {
            let fields: Vec<&str> = row.split(',').collect();
            let [code, first, second, third] = fields[..] else { panic!("{row}") };
            let combination = SubjectCombination::parse(code, [first, second, third]).expect(row);
            assert_eq!(combination.subjects.map(CombinationSubject::code), [first, second, third]);
            count += 1;
        }
        assert!(count > 100, "{count} combinations");
    }

    #[test]
    fn unknown_doubled_and_misplaced_subjects_are_refused() {
        for subjects in [
            ["toan", "vat_li", "thien_van"],
            ["toan", "vat_li", "toan"],
            ["toan", "vat_li", "vat_li:N1"],
            ["toan", "vat_li", "ngoai_ngu:N8"],
            ["toan", "ngoai_ngu:N1", "ngoai_ngu:N2"],
        ] {
            assert_eq!(SubjectCombination::parse("X", subjects), None, "{subjects:?}");
        }
    }

    #[test]
    fn a_mark_in_another_language_does_not_fill_a_combination() {
        let mark = Score::from_hundredths(8_00);
        let by_subject =
            BTreeMap::from([Subject::Mathematics, Subject::Literature, Subject::ForeignLanguage].map(|s| (s, mark)));
        let marks = Marks::new(by_subject, Some(ForeignLanguage::French));
        let combination = |third| SubjectCombination::parse("D", ["ngu_van", "toan", third]).unwrap();
        assert_eq!(combination("ngoai_ngu:N3").marks_from(&marks), Some([mark; 3]));
        assert_eq!(combination("ngoai_ngu").marks_from(&marks), Some([mark; 3]));
        assert_eq!(combination("ngoai_ngu:N1").marks_from(&marks), None);
        assert_eq!(combination("vat_li").marks_from(&marks), None);
    }
}
