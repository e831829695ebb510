//! Marks of the year before that somebody keeps in place of sitting the paper again (bảo lưu; domain.md §3.2, item 16).
//! They count towards graduation, so that only those are asked who have not graduated yet.

use serde::{Deserialize, Serialize};

use super::{
    applicant::{chosen, yes_or_no},
    programme::{CombinedPaper, ExamProgramme},
    sections::RegistrationRules,
    situation::Situation,
    subject::Subject,
};
use crate::domain::{
    field_errors::{FieldErrorCode, FieldErrors},
    score::Score,
};

/// The best mark.
const MOST: Score = Score::from_hundredths(10_00);

/// The section as typed: up to four subjects with their marks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReservedMarksForm {
    /// `yes` or `no`: whether marks are kept.
    pub reserves_marks: String,
    /// A subject's word.
    pub reserved_1: String,
    /// Its mark.
    pub mark_1: String,
    /// A subject's word.
    pub reserved_2: String,
    /// Its mark.
    pub mark_2: String,
    /// A subject's word.
    pub reserved_3: String,
    /// Its mark.
    pub mark_3: String,
    /// A subject's word.
    pub reserved_4: String,
    /// Its mark.
    pub mark_4: String,
}

/// A mark that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReservedMark {
    /// Of which subject.
    pub subject: Subject,
    /// The mark of the year before.
    pub mark: Score,
}

/// A row of the form: the fields and what stands in them.
pub type ReservedRow<'a> = ((&'static str, &'a str), (&'static str, &'a str));

impl ReservedMarksForm {
    /// The rows of the form.
    #[must_use]
    pub fn rows(&self) -> [ReservedRow<'_>; 4] {
        [
            (("reserved_1", &self.reserved_1), ("mark_1", &self.mark_1)),
            (("reserved_2", &self.reserved_2), ("mark_2", &self.mark_2)),
            (("reserved_3", &self.reserved_3), ("mark_3", &self.mark_3)),
            (("reserved_4", &self.reserved_4), ("mark_4", &self.mark_4)),
        ]
    }

    /// Reads the section: the marks kept, by subject.
    ///
    /// # Errors
    /// `Missing`, `NotOnOffer`, `SameSubjectTwice`, `TwoCombinedPapers` at a subject; `Missing`, `NotANumber`, `BelowScore` or `AboveLimit`
    /// at a mark.
    pub fn parse(&self, situation: &Situation, rules: &RegistrationRules) -> Result<Vec<ReservedMark>, FieldErrors> {
        let reserves = yes_or_no(&self.reserves_marks).map_err(|code| FieldErrors::one("reserves_marks", code))?;
        if !reserves {
            return Ok(Vec::new());
        }
        let mut errors = FieldErrors::new();
        let mut kept: Vec<ReservedMark> = Vec::new();
        let mut seen: Vec<Subject> = Vec::new();
        for (place, ((subject_field, word), (mark_field, mark))) in self.rows().into_iter().enumerate() {
            if word.is_empty() && mark.trim().is_empty() && place > 0 {
                continue;
            }
            let open = situation.reservable(rules);
            let subject = chosen(word, |word| Subject::parse(word).filter(|subject| open.contains(subject)));
            let subject = subject.and_then(|subject| {
                if seen.contains(&subject) { Err(FieldErrorCode::SameSubjectTwice) } else { Ok(subject) }
            });
            let subject = errors.collect(subject_field, subject);
            seen.extend(subject);
            let mark = errors.collect(mark_field, read_mark(mark, rules.exam.reserved_least_mark));
            kept.extend(subject.zip(mark).map(|(subject, mark)| ReservedMark { subject, mark }));
        }
        let form = situation.education_form();
        let of_2006 = situation.programme() == ExamProgramme::Gdpt2006;
        let mut combined = kept.iter().filter_map(|kept| CombinedPaper::of_component(kept.subject, form));
        let first = combined.next();
        if of_2006 && combined.any(|paper| Some(paper) != first) {
            errors.push("reserved_1", FieldErrorCode::TwoCombinedPapers);
        }
        kept.sort_by_key(|reserved| reserved.subject);
        errors.into_result(kept)
    }
}

fn read_mark(text: &str, least: Score) -> Result<Score, FieldErrorCode> {
    let mark = match text.trim() {
        "" => return Err(FieldErrorCode::Missing),
        text => Score::parse(text).ok_or(FieldErrorCode::NotANumber)?,
    };
    if mark < least {
        Err(FieldErrorCode::BelowScore { least })
    } else if mark > MOST {
        Err(FieldErrorCode::AboveLimit { limit: 10 })
    } else {
        Ok(mark)
    }
}

impl From<&[ReservedMark]> for ReservedMarksForm {
    fn from(kept: &[ReservedMark]) -> Self {
        let mut rows = kept.iter().map(|kept| (kept.subject.as_str().to_owned(), kept.mark.to_string()));
        let mut next = || rows.next().unwrap_or_default();
        let ((reserved_1, mark_1), (reserved_2, mark_2)) = (next(), next());
        let ((reserved_3, mark_3), (reserved_4, mark_4)) = (next(), next());
        let reserves_marks = if kept.is_empty() { "no" } else { "yes" }.to_owned();
        Self { reserves_marks, reserved_1, mark_1, reserved_2, mark_2, reserved_3, mark_3, reserved_4, mark_4 }
    }
}

#[cfg(test)]
mod tests {
    use super::{FieldErrorCode as Code, *};
    use crate::domain::{
        candidate::kind::CandidateKind,
        exam::{applicant::Applicant, programme::EducationForm, registration::ExamRegistrationForms},
    };

    fn parsed(programme: ExamProgramme, rows: &[(&str, &str)]) -> Result<Vec<ReservedMark>, FieldErrors> {
        let kind = CandidateKind::NotGraduated;
        let rules = RegistrationRules::new(kind, 2026);
        let applicant = Applicant { kind, programme, education_form: EducationForm::HighSchool };
        let situation = Situation::of(&ExamRegistrationForms::default(), &rules).with(applicant);
        let mut rows = rows.iter().map(|(subject, mark)| ((*subject).to_owned(), (*mark).to_owned()));
        let mut next = || rows.next().unwrap_or_default();
        let ((reserved_1, mark_1), (reserved_2, mark_2)) = (next(), next());
        let form = ReservedMarksForm {
            reserves_marks: "yes".into(),
            reserved_1,
            mark_1,
            reserved_2,
            mark_2,
            ..ReservedMarksForm::default()
        };
        let kept = form.parse(&situation, &rules);
        if let Ok(kept) = &kept {
            assert_eq!(ReservedMarksForm::from(&kept[..]).parse(&situation, &rules).as_ref(), Ok(kept));
        }
        kept
    }

    #[test]
    fn marks_from_the_least_of_the_season_are_kept_by_subject() {
        use ExamProgramme::{Gdpt2006, Gdpt2018};
        let kept = parsed(Gdpt2018, &[("vat_li", "7,25"), ("toan", "5.00")]).unwrap();
        assert_eq!(kept.iter().map(|kept| kept.subject).collect::<Vec<_>>(), [Subject::Mathematics, Subject::Physics]);
        let five = Score::from_hundredths(5_00);
        let cases = [
            (Gdpt2018, vec![("toan", "4.95")], ("mark_1", Code::BelowScore { least: five })),
            (Gdpt2018, vec![("toan", "10.5")], ("mark_1", Code::AboveLimit { limit: 10 })),
            (Gdpt2018, vec![("toan", "bảy")], ("mark_1", Code::NotANumber)),
            (Gdpt2018, vec![("gdcd", "7")], ("reserved_1", Code::NotOnOffer)),
            (Gdpt2018, vec![("toan", "7"), ("toan", "8")], ("reserved_2", Code::SameSubjectTwice)),
            (Gdpt2006, vec![("tin_hoc", "7")], ("reserved_1", Code::NotOnOffer)),
            (Gdpt2006, vec![("vat_li", "7"), ("gdcd", "8")], ("reserved_1", Code::TwoCombinedPapers)),
        ];
        for (programme, rows, expected) in cases {
            let errors = parsed(programme, &rows).unwrap_err();
            let found: Vec<_> = errors.iter().map(|error| (error.field, error.code.clone())).collect();
            assert_eq!(found, [expected], "{rows:?}");
        }
        let nothing = parsed(Gdpt2018, &[]).unwrap_err();
        assert_eq!(nothing.of("reserved_1"), Some(&Code::Missing), "whoever says yes names a subject");
    }
}
