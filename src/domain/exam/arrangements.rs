//! What a disabled candidate needs to sit the exam. The most private part of the form: it is no part of the content
//! that readers of registrations see, but kept by itself, for the candidate and the verifying school; the council that
//! prepares the rooms learns the kinds alone, once the form is signed.

use serde::{Deserialize, Serialize};

use super::applicant::yes_or_no;
use crate::domain::{
    field_errors::{FieldErrorCode, FieldErrors, required_text},
    stored_words::stored_words,
};

/// The longest note.
const MAX_NOTE: u16 = 500;

/// Something that a candidate may need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Arrangement {
    /// More time.
    ExtraTime,
    /// The paper in large print.
    LargePrint,
    /// The paper in braille.
    Braille,
    /// Somebody who reads the paper or writes the answers.
    ReaderOrScribe,
    /// A sign-language interpreter.
    SignLanguage,
    /// A room on the ground floor, or one that a wheelchair reaches.
    AccessibleRoom,
    /// An aid of one's own: hearing aid, magnifier, insulin pump.
    OwnAid,
    /// Breaks for medicine, food or rest.
    Breaks,
}

stored_words!(Arrangement {
    ExtraTime => "extra_time",
    LargePrint => "large_print",
    Braille => "braille",
    ReaderOrScribe => "reader_or_scribe",
    SignLanguage => "sign_language",
    AccessibleRoom => "accessible_room",
    OwnAid => "own_aid",
    Breaks => "breaks",
});

impl Arrangement {
    /// The name of its box in the form.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::ExtraTime => "needs_extra_time",
            Self::LargePrint => "needs_large_print",
            Self::Braille => "needs_braille",
            Self::ReaderOrScribe => "needs_reader_or_scribe",
            Self::SignLanguage => "needs_sign_language",
            Self::AccessibleRoom => "needs_accessible_room",
            Self::OwnAid => "needs_own_aid",
            Self::Breaks => "needs_breaks",
        }
    }
}

/// The section as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ArrangementsForm {
    /// `yes` or `no`: whether anything is needed.
    pub needs_arrangements: String,
    /// `yes` for more time.
    pub needs_extra_time: String,
    /// `yes` for large print.
    pub needs_large_print: String,
    /// `yes` for braille.
    pub needs_braille: String,
    /// `yes` for a reader or scribe.
    pub needs_reader_or_scribe: String,
    /// `yes` for sign language.
    pub needs_sign_language: String,
    /// `yes` for an accessible room.
    pub needs_accessible_room: String,
    /// `yes` for an aid of one's own.
    pub needs_own_aid: String,
    /// `yes` for breaks.
    pub needs_breaks: String,
    /// What else the school has to know.
    pub arrangement_note: String,
}

/// What is needed; empty for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arrangements {
    /// Of which kinds.
    pub kinds: Vec<Arrangement>,
    /// What else the school has to know; empty for nothing.
    pub note: String,
}

impl Arrangements {
    /// Whether nothing is needed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }
}

impl ArrangementsForm {
    /// Reads the section.
    ///
    /// # Errors
    /// `Missing` or `NotOnOffer` at `needs_arrangements`; `Missing` at the first box where none is ticked; `TooLong` or
    /// `BadCharacters` at `arrangement_note`.
    pub fn parse(&self) -> Result<Arrangements, FieldErrors> {
        let needs = yes_or_no(&self.needs_arrangements).map_err(|code| FieldErrors::one("needs_arrangements", code))?;
        if !needs {
            return Ok(Arrangements::default());
        }
        let mut errors = FieldErrors::new();
        let kinds: Vec<Arrangement> = Arrangement::ALL.iter().copied().filter(|kind| self.needs(*kind)).collect();
        if kinds.is_empty() {
            errors.push(Arrangement::ExtraTime.field(), FieldErrorCode::Missing);
        }
        let note = match required_text(&self.arrangement_note, MAX_NOTE) {
            Err(FieldErrorCode::Missing) => Ok(String::new()),
            other => other,
        };
        let note = errors.collect("arrangement_note", note).unwrap_or_default();
        errors.into_result(Arrangements { kinds, note })
    }

    /// Whether a box is ticked.
    #[must_use]
    pub fn needs(&self, kind: Arrangement) -> bool {
        let ticked = match kind {
            Arrangement::ExtraTime => &self.needs_extra_time,
            Arrangement::LargePrint => &self.needs_large_print,
            Arrangement::Braille => &self.needs_braille,
            Arrangement::ReaderOrScribe => &self.needs_reader_or_scribe,
            Arrangement::SignLanguage => &self.needs_sign_language,
            Arrangement::AccessibleRoom => &self.needs_accessible_room,
            Arrangement::OwnAid => &self.needs_own_aid,
            Arrangement::Breaks => &self.needs_breaks,
        };
        ticked == "yes"
    }
}

impl From<&Arrangements> for ArrangementsForm {
    fn from(arrangements: &Arrangements) -> Self {
        let tick = |kind| if arrangements.kinds.contains(&kind) { "yes".to_owned() } else { String::new() };
        Self {
            needs_arrangements: if arrangements.is_empty() { "no" } else { "yes" }.to_owned(),
            needs_extra_time: tick(Arrangement::ExtraTime),
            needs_large_print: tick(Arrangement::LargePrint),
            needs_braille: tick(Arrangement::Braille),
            needs_reader_or_scribe: tick(Arrangement::ReaderOrScribe),
            needs_sign_language: tick(Arrangement::SignLanguage),
            needs_accessible_room: tick(Arrangement::AccessibleRoom),
            needs_own_aid: tick(Arrangement::OwnAid),
            needs_breaks: tick(Arrangement::Breaks),
            arrangement_note: arrangements.note.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Arrangement, Arrangements, ArrangementsForm, FieldErrorCode as Code, FieldErrors};

    #[test]
    fn whoever_needs_something_says_what() {
        let no = ArrangementsForm { needs_arrangements: "no".into(), ..ArrangementsForm::default() };
        assert_eq!(no.parse(), Ok(Arrangements::default()));
        let unsaid = ArrangementsForm { needs_arrangements: "yes".into(), ..ArrangementsForm::default() };
        assert_eq!(unsaid.parse(), Err(FieldErrors::one("needs_extra_time", Code::Missing)));
        let long = ArrangementsForm { needs_breaks: "yes".into(), arrangement_note: "x".repeat(501), ..unsaid.clone() };
        assert_eq!(long.parse(), Err(FieldErrors::one("arrangement_note", Code::TooLong { max: 500 })));
        assert_eq!(ArrangementsForm::default().parse(), Err(FieldErrors::one("needs_arrangements", Code::Missing)));
    }

    #[test]
    fn every_kind_has_a_box_of_its_own() {
        for kind in Arrangement::ALL {
            let needed = Arrangements { kinds: vec![*kind], note: "Cần máy trợ thính".to_owned() };
            let form = ArrangementsForm::from(&needed);
            assert_eq!(form.parse(), Ok(needed));
            assert_eq!(kind.field(), format!("needs_{}", kind.as_str()));
        }
    }
}
