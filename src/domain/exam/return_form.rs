//! The form that sends a registration back: a kind of reason, a reason of the season's list, and words of one's own.

use serde::{Deserialize, Serialize};

use super::state::{Rejection, RejectionCategory, RejectionForm};
use crate::domain::field_errors::{FieldErrorCode, FieldErrors};

/// A reason for sending a form back, in the words that the candidate reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectionReason {
    /// Its code within the season.
    pub code: String,
    /// What kind of reason it is.
    pub category: RejectionCategory,
    /// The words.
    pub words: String,
}

/// The form as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReturnForm {
    /// A category's word; may be left to the reason.
    pub category: String,
    /// The code of a reason of the season, or empty.
    pub reason: String,
    /// What the candidate has to do besides; needed where no reason says it.
    pub text: String,
}

impl ReturnForm {
    /// Reads the form: the words of the reason come first, then one's own.
    ///
    /// # Errors
    /// As [`RejectionForm::parse`]; `NotOnOffer` at `reason` for a reason that the season does not know, or that is of
    /// another kind than `category`; and where the kind is not on offer, see [`RejectionCategory::is_on_offer`].
    pub fn parse(&self, reasons: &[RejectionReason], are_papers_frozen: bool) -> Result<Rejection, FieldErrors> {
        let rejection = self.read(reasons)?;
        if rejection.category.is_on_offer(are_papers_frozen) {
            return Ok(rejection);
        }
        let field = if self.reason.is_empty() { "category" } else { "reason" };
        Err(FieldErrors::one(field, FieldErrorCode::NotOnOffer))
    }

    fn read(&self, reasons: &[RejectionReason]) -> Result<Rejection, FieldErrors> {
        if self.reason.is_empty() {
            return RejectionForm { category: self.category.clone(), text: self.text.clone() }.parse();
        }
        let is_meant = |reason: &&RejectionReason| {
            reason.code == self.reason && (self.category.is_empty() || reason.category.as_str() == self.category)
        };
        let Some(reason) = reasons.iter().find(is_meant) else {
            return Err(FieldErrors::one("reason", FieldErrorCode::NotOnOffer));
        };
        let text = format!("{}\n{}", reason.words, self.text.trim());
        RejectionForm { category: reason.category.as_str().to_owned(), text: text.trim().to_owned() }.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::{FieldErrorCode, FieldErrors, Rejection, RejectionCategory, RejectionReason, ReturnForm};

    fn parse(category: &str, reason: &str, text: &str) -> Result<Rejection, FieldErrors> {
        parse_when(false, [category, reason, text])
    }

    fn parse_when(are_papers_frozen: bool, [category, reason, text]: [&str; 3]) -> Result<Rejection, FieldErrors> {
        let known = |code: &str, category, words: &str| RejectionReason {
            code: code.to_owned(),
            category,
            words: words.to_owned(),
        };
        let reasons = [
            known("class_mistaken", RejectionCategory::WrongClassOrSchool, "Tên lớp 12 chưa đúng."),
            known("language_mistaken", RejectionCategory::WrongPapers, "Thứ tiếng dự thi chưa đúng."),
        ];
        let form = ReturnForm { category: category.into(), reason: reason.into(), text: text.into() };
        form.parse(&reasons, are_papers_frozen)
    }

    fn rejection(category: RejectionCategory, text: &str) -> Rejection {
        Rejection { category, text: text.to_owned() }
    }

    #[test]
    fn a_reason_says_its_words_and_its_kind_and_ones_own_words_follow() {
        let class = RejectionCategory::WrongClassOrSchool;
        assert_eq!(parse("", "class_mistaken", ""), Ok(rejection(class, "Tên lớp 12 chưa đúng.")));
        let both = parse("wrong_class_or_school", "class_mistaken", " Lớp của em là 12A1. ");
        assert_eq!(both, Ok(rejection(class, "Tên lớp 12 chưa đúng.\nLớp của em là 12A1.")));
        assert_eq!(parse("other", "", "Gọi cho trường."), Ok(rejection(RejectionCategory::Other, "Gọi cho trường.")));
    }

    #[test]
    fn no_form_goes_back_for_papers_that_are_frozen() {
        for (form, field) in
            [(["wrong_papers", "", "Chọn lại."], "category"), (["", "language_mistaken", ""], "reason")]
        {
            assert!(parse_when(false, form).is_ok(), "{form:?}");
            assert_eq!(parse_when(true, form), Err(FieldErrors::one(field, FieldErrorCode::NotOnOffer)), "{form:?}");
        }
        assert!(parse_when(true, ["", "class_mistaken", ""]).is_ok(), "all else can be mended");
    }

    #[test]
    fn what_contradicts_itself_or_says_nothing_is_refused() {
        let unknown = Err(FieldErrors::one("reason", FieldErrorCode::NotOnOffer));
        assert_eq!(parse("", "bad_mood", "x"), unknown);
        assert_eq!(parse("other", "class_mistaken", "x"), unknown);
        let nothing = parse("", "", "").unwrap_err();
        assert_eq!(
            (nothing.of("category"), nothing.of("text")),
            (Some(&FieldErrorCode::Missing), Some(&FieldErrorCode::Missing))
        );
    }
}
