//! What a member of support may ask about a candidate: by a number that the candidate tells, for a reason that the
//! candidate can read. Never by name or identity number, which others know too.

use serde::{Deserialize, Serialize};

use super::{
    field_errors::{FieldErrorCode, FieldErrors, required_text},
    ids::CandidateNumber,
    stored_words::stored_words,
};

/// The most characters of what is said besides the purpose.
const MAX_NOTE: u16 = 200;
/// So many digits in a row are no longer an aside: an identity or telephone number, which belongs into no reason.
const DIGITS_OF_A_PERSON: usize = 9;
/// After its prefix a receipt has two groups of four.
const RECEIPT_GROUP: usize = 4;

/// A number that only the candidate and their school know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookUpNumber {
    /// Số phiếu: that of the exam registration.
    Form(String),
    /// Số báo danh.
    Candidate(CandidateNumber),
    /// Số biên nhận of a submitted preference list.
    PreferenceReceipt(String),
    /// Số biên nhận of the fee.
    PaymentReceipt(String),
    /// Số biên nhận of a confirmed enrolment.
    EnrolmentReceipt(String),
}

impl LookUpNumber {
    /// Reads a number as people tell and type it: blanks and case do not matter.
    ///
    /// # Errors
    /// `Missing`; `NotAReferenceNumber` for whatever has the form of none, such as an identity number.
    pub fn parse(text: &str) -> Result<Self, FieldErrorCode> {
        let number: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
        let number = number.to_ascii_uppercase();
        if number.is_empty() {
            return Err(FieldErrorCode::Missing);
        }
        let found = CandidateNumber::parse(&number).map(Self::Candidate).or_else(|| Self::with_dashes(&number));
        found.ok_or(FieldErrorCode::NotAReferenceNumber)
    }

    fn with_dashes(number: &str) -> Option<Self> {
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let is_group =
            |text: &str| text.len() == RECEIPT_GROUP && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        match number.split('-').collect::<Vec<_>>()[..] {
            [unit, sequence]
                if unit.len() == 3 && is_digits(unit) && (6..=10).contains(&sequence.len()) && is_digits(sequence) =>
            {
                Some(Self::Form(number.to_owned()))
            }
            ["NV", first, second] if is_group(first) && is_group(second) => {
                Some(Self::PreferenceReceipt(number.to_owned()))
            }
            ["BL", first, second] if is_group(first) && is_group(second) => {
                Some(Self::PaymentReceipt(number.to_owned()))
            }
            ["NH", first, second] if is_group(first) && is_group(second) => {
                Some(Self::EnrolmentReceipt(number.to_owned()))
            }
            _ => None,
        }
    }

    /// The kind of number, for the audit log, which never holds the number itself.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Form(_) => "form_number",
            Self::Candidate(_) => "candidate_number",
            Self::PreferenceReceipt(_) => "preference_receipt",
            Self::PaymentReceipt(_) => "payment_receipt",
            Self::EnrolmentReceipt(_) => "enrolment_receipt",
        }
    }
}

/// Shortest and longest number of a transaction at the gateway.
const TRANSACTION_DIGITS: std::ops::RangeInclusive<usize> = 6..=15;

/// A number by which a payment is found: the portal's own, the bank's, or that of the receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaymentNumber {
    /// Mã tham chiếu of an attempt.
    Reference(String),
    /// The gateway's number of the transaction, which is on the payer's bank statement.
    GatewayTransaction(String),
    /// Số biên nhận of the fee.
    Receipt(String),
}

impl PaymentNumber {
    /// Reads a number as people tell and type it: blanks and case do not matter.
    ///
    /// # Errors
    /// `Missing`; `NotAReferenceNumber` for whatever has the form of none. A bank's number never begins with 0, as
    /// identity and telephone numbers do.
    pub fn parse(text: &str) -> Result<Self, FieldErrorCode> {
        let number: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
        let number = number.to_ascii_uppercase();
        let is_plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let parts: Vec<&str> = number.split('-').collect();
        match parts[..] {
            [""] => Err(FieldErrorCode::Missing),
            ["BL", first, second]
                if [first, second].iter().all(|part| is_plain(part) && part.len() == RECEIPT_GROUP) =>
            {
                Ok(Self::Receipt(number))
            }
            [prefix, _, ..]
                if prefix.starts_with("LP") && parts.len() <= 6 && parts.iter().all(|part| is_plain(part)) =>
            {
                Ok(Self::Reference(number))
            }
            [digits]
                if TRANSACTION_DIGITS.contains(&digits.len())
                    && digits.bytes().all(|byte| byte.is_ascii_digit())
                    && !digits.starts_with('0') =>
            {
                Ok(Self::GatewayTransaction(number))
            }
            _ => Err(FieldErrorCode::NotAReferenceNumber),
        }
    }

    /// The kind of number, for the audit log, which never holds the number itself.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Reference(_) => "payment_reference",
            Self::GatewayTransaction(_) => "gateway_transaction",
            Self::Receipt(_) => "payment_receipt",
        }
    }
}

/// What the call is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookUpPurpose {
    /// The exam registration.
    Registration,
    /// The preference list.
    Preferences,
    /// The fee.
    Payment,
    /// When and where results appear.
    Result,
    /// Confirming the enrolment.
    Enrolment,
    /// Signing in.
    SignIn,
    /// A complaint.
    Complaint,
    /// Something else, which has to be said.
    Other,
}

stored_words!(LookUpPurpose {
    Registration => "registration",
    Preferences => "preferences",
    Payment => "payment",
    Result => "result",
    Enrolment => "enrolment",
    SignIn => "sign_in",
    Complaint => "complaint",
    Other => "other",
});

impl LookUpPurpose {
    /// The words that the candidate reads beside the access.
    #[must_use]
    pub const fn in_vietnamese(self) -> &'static str {
        match self {
            Self::Registration => "Trả lời về phiếu đăng ký dự thi",
            Self::Preferences => "Trả lời về nguyện vọng",
            Self::Payment => "Trả lời về lệ phí",
            Self::Result => "Trả lời về kết quả xét tuyển",
            Self::Enrolment => "Trả lời về xác nhận nhập học",
            Self::SignIn => "Trả lời về đăng nhập",
            Self::Complaint => "Xử lý khiếu nại, phản ánh",
            Self::Other => "Việc khác",
        }
    }
}

/// A look-up as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LookUpForm {
    /// The number that the candidate told.
    pub number: String,
    /// A purpose's word.
    pub purpose: String,
    /// What is to be said besides.
    pub note: String,
}

/// A look-up that can be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookUp<Number = LookUpNumber> {
    /// By which number.
    pub number: Number,
    /// What for.
    pub purpose: LookUpPurpose,
    /// What else was said; empty for nothing.
    pub note: String,
}

impl<Number> LookUp<Number> {
    /// Why, in the words that the candidate reads.
    #[must_use]
    pub fn reason(&self) -> String {
        let purpose = self.purpose.in_vietnamese();
        if self.note.is_empty() { purpose.to_owned() } else { format!("{purpose}: {}", self.note) }
    }
}

impl LookUpForm {
    /// Reads the form.
    ///
    /// # Errors
    /// At `number`: see [`LookUpNumber::parse`]. At `purpose`: `Missing`, `NotOnOffer`. At `note`: `Missing` where the
    /// purpose says nothing, `TooLong` (200), `BadCharacters` also for what looks like a person's number.
    pub fn parse(&self) -> Result<LookUp, FieldErrors> {
        self.parse_by(LookUpNumber::parse)
    }

    /// The same with a number of a payment.
    ///
    /// # Errors
    /// As [`LookUpForm::parse`]; at `number`: see [`PaymentNumber::parse`].
    pub fn parse_payment(&self) -> Result<LookUp<PaymentNumber>, FieldErrors> {
        self.parse_by(PaymentNumber::parse)
    }

    fn parse_by<Number>(
        &self,
        read: impl FnOnce(&str) -> Result<Number, FieldErrorCode>,
    ) -> Result<LookUp<Number>, FieldErrors> {
        let mut errors = FieldErrors::new();
        let number = errors.collect("number", read(&self.number));
        let purpose = match self.purpose.as_str() {
            "" => Err(FieldErrorCode::Missing),
            word => LookUpPurpose::parse(word).ok_or(FieldErrorCode::NotOnOffer),
        };
        let purpose = errors.collect("purpose", purpose);
        let note = errors.collect("note", self.note(purpose));
        match (number, purpose, note) {
            (Some(number), Some(purpose), Some(note)) => Ok(LookUp { number, purpose, note }),
            _ => Err(errors),
        }
    }

    fn note(&self, purpose: Option<LookUpPurpose>) -> Result<String, FieldErrorCode> {
        if self.note.trim().is_empty() && purpose != Some(LookUpPurpose::Other) {
            return Ok(String::new());
        }
        let note = required_text(&self.note.replace("\r\n", "\n"), MAX_NOTE)?;
        let digits: String = note.chars().filter(|letter| !matches!(letter, ' ' | '.' | '-')).collect();
        let longest = digits.split(|letter: char| !letter.is_numeric()).map(|run| run.chars().count()).max();
        if longest.unwrap_or_default() >= DIGITS_OF_A_PERSON { Err(FieldErrorCode::BadCharacters) } else { Ok(note) }
    }
}

#[cfg(test)]
mod tests {
    use super::{LookUpForm, LookUpNumber, LookUpPurpose, PaymentNumber};
    use crate::domain::field_errors::FieldErrorCode as Code;

    #[test]
    fn numbers_are_read_as_people_tell_them_and_none_of_a_person_is_taken() {
        let cases = [
            ("46001661", Some("candidate_number")),
            (" 4600 1661 ", Some("candidate_number")),
            ("001-000042", Some("form_number")),
            ("901-1234567", Some("form_number")),
            ("nv-7k2m-xq9d", Some("preference_receipt")),
            ("BL-7K2M-XQ9D", Some("payment_receipt")),
            ("NH-7K2M- XQ9D", Some("enrolment_receipt")),
            ("046308001374", None),
            ("0912345678", None),
            ("Nguyễn Thị Bình An", None),
            ("NV-7K2M", None),
            ("XX-7K2M-XQ9D", None),
            ("001-", None),
            ("-", None),
            ("NV-7K2M-XQ9'", None),
        ];
        for (text, kind) in cases {
            let read = LookUpNumber::parse(text);
            assert_eq!(read.as_ref().ok().map(LookUpNumber::kind), kind, "{text}");
            assert!(kind.is_some() || read == Err(Code::NotAReferenceNumber), "{text}");
        }
        assert_eq!(LookUpNumber::parse("  "), Err(Code::Missing));
    }

    #[test]
    fn a_payment_is_found_by_the_portals_number_the_banks_or_the_receipts() {
        let cases = [
            ("lp-7K2M-XQ9D-2222-3333", Some("payment_reference")),
            ("LP-BL-7K2M-XQ9D", Some("payment_reference")),
            (" 1440 0999", Some("gateway_transaction")),
            ("14400999123456", Some("gateway_transaction")),
            ("bl-7k2m-xq9d", Some("payment_receipt")),
            ("046308001374", None),
            ("0912345678", None),
            ("12345", None),
            ("1234567890123456", None),
            ("LP26", None),
            ("LP26--XQ9D", None),
            ("LP26-A-B-C-D-E-F", None),
            ("BL-7K2M", None),
            ("NV-7K2M-XQ9D", None),
            ("Nguyễn Thị Bình An", None),
            ("LP26-7K2M'", None),
        ];
        for (text, kind) in cases {
            let read = PaymentNumber::parse(text);
            assert_eq!(read.as_ref().ok().map(PaymentNumber::kind), kind, "{text}");
            assert!(kind.is_some() || read == Err(Code::NotAReferenceNumber), "{text}");
        }
        assert_eq!(PaymentNumber::parse(" "), Err(Code::Missing));
    }

    #[test]
    fn a_reason_is_required_and_names_nobody() {
        let form = |purpose: &str, note: &str| LookUpForm {
            number: "46001661".to_owned(),
            purpose: purpose.to_owned(),
            note: note.to_owned(),
        };
        let error =
            |purpose: &str, note: &str, field: &str| form(purpose, note).parse().unwrap_err().of(field).cloned();
        assert_eq!(error("", "", "purpose"), Some(Code::Missing));
        assert_eq!(error("curiosity", "", "purpose"), Some(Code::NotOnOffer));
        assert_eq!(error("other", " ", "note"), Some(Code::Missing));
        assert_eq!(error("payment", &"a".repeat(201), "note"), Some(Code::TooLong { max: 200 }));
        for number in ["số 046308001374", "046 308 001 374", "gọi 0912.345.678"] {
            assert_eq!(error("payment", number, "note"), Some(Code::BadCharacters), "{number}");
        }
        let reason = |purpose: &str, note: &str| form(purpose, note).parse().unwrap().reason();
        assert_eq!(reason("payment", " "), "Trả lời về lệ phí");
        assert_eq!(reason("payment", "trừ tiền ngày 18/07"), "Trả lời về lệ phí: trừ tiền ngày 18/07");
        for purpose in LookUpPurpose::ALL {
            assert!(!purpose.in_vietnamese().is_empty());
        }
    }
}
