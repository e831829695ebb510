//! VietQR: a transfer as a text that every Vietnamese banking application reads from a picture (domain.md §11.2; EMVCo
//! QR Code Specification for Payment Systems, merchant-presented mode; NAPAS 247).
//!
//! The text is a row of objects: two digits of name, two digits of length, the value; some hold objects themselves. The
//! last is a checksum over everything before it, its own name and length included. Only dynamic codes are made: amount
//! and purpose are fixed in them, so that nobody types a wrong one.

use std::fmt::Write as _;

use crc::{CRC_16_IBM_3740, Crc};

use crate::domain::money::Dong;

/// CRC-16/CCITT-FALSE by its name in the catalogue of checksums: polynomial 1021, begins with FFFF, not reflected.
const CHECKSUM: Crc<u16> = Crc::<u16>::new(&CRC_16_IBM_3740);
/// NAPAS, by its application identifier.
const NAPAS: &str = "A000000727";
/// Transfer to an account.
const TO_ACCOUNT: &str = "QRIBFTTA";
/// ISO 4217, VND.
const CURRENCY: &str = "704";
/// Letters of an account at most.
const ACCOUNT_LENGTH: usize = 19;
/// Letters of a bill number, and of a purpose, at most.
const WORDS_LENGTH: usize = 25;
/// Digits of an amount at most.
const AMOUNT_LENGTH: usize = 13;

/// Where money goes: a bank and an account of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectingAccount {
    bank: String,
    account: String,
}

impl CollectingAccount {
    /// `bank` is the six digits of the bank (BIN), e.g. `970436`; `account` up to 19 letters and digits.
    ///
    /// # Errors
    /// [`VietQrError::Bank`], [`VietQrError::Account`].
    pub fn new(bank: &str, account: &str) -> Result<Self, VietQrError> {
        if bank.len() != 6 || !bank.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(VietQrError::Bank);
        }
        let is_short = (1..=ACCOUNT_LENGTH).contains(&account.len());
        if !is_short || !account.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(VietQrError::Account);
        }
        Ok(Self { bank: bank.to_owned(), account: account.to_owned() })
    }

    /// The six digits of the bank.
    #[must_use]
    pub fn bank(&self) -> &str {
        &self.bank
    }

    /// The account.
    #[must_use]
    pub fn account(&self) -> &str {
        &self.account
    }
}

/// Why there is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VietQrError {
    /// Not six digits.
    #[error("a bank is named by six digits")]
    Bank,
    /// Not 1–19 letters and digits.
    #[error("an account has 1 to {ACCOUNT_LENGTH} letters and digits")]
    Account,
    /// Nothing, less than nothing, or more than thirteen digits.
    #[error("an amount is above 0 and has at most {AMOUNT_LENGTH} digits")]
    Amount,
    /// Bill number or purpose is not 1–25 letters, digits, spaces, full stops or hyphens: banks drop or change others.
    #[error("a bill number and a purpose have 1 to {WORDS_LENGTH} letters, digits, spaces, full stops or hyphens")]
    Words,
}

/// The text of a transfer of `amount` to `account`, recognised when it comes by `bill_number` and `purpose`.
///
/// # Errors
/// [`VietQrError::Amount`], [`VietQrError::Words`].
pub fn text(
    account: &CollectingAccount,
    amount: Dong,
    bill_number: &str,
    purpose: &str,
) -> Result<String, VietQrError> {
    let amount = amount.amount();
    if amount <= 0 || amount.to_string().len() > AMOUNT_LENGTH {
        return Err(VietQrError::Amount);
    }
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b" .-".contains(&byte);
    let fits = |words: &str| (1..=WORDS_LENGTH).contains(&words.len()) && words.bytes().all(is_plain);
    if !fits(bill_number) || !fits(purpose) {
        return Err(VietQrError::Words);
    }
    let beneficiary = format!("{}{}", object("00", &account.bank), object("01", &account.account));
    let merchant = [object("00", NAPAS), object("01", &beneficiary), object("02", TO_ACCOUNT)].concat();
    let mut text = [
        object("00", "01"),
        // Dynamic: made for one payment.
        object("01", "12"),
        object("38", &merchant),
        object("53", CURRENCY),
        object("54", &amount.to_string()),
        object("58", "VN"),
        object("62", &[object("01", bill_number), object("08", purpose)].concat()),
    ]
    .concat();
    text.push_str("6304");
    let checksum = CHECKSUM.checksum(text.as_bytes());
    let _ = write!(text, "{checksum:04X}");
    Ok(text)
}

fn object(name: &str, value: &str) -> String {
    format!("{name}{:02}{value}", value.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{CHECKSUM, CollectingAccount, VietQrError, text};
    use crate::domain::money::Dong;

    /// Vectors of domain.md §11.2.
    const STATIC: &str =
        "00020101021138570010A00000072701270006970403011300110123456780208QRIBFTTA53037045802VN63049E6F";
    const DYNAMIC: &str = "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802\
        VN62340107NPS68690819thanh toan don hang63042E2E";

    fn objects(mut text: &str) -> Vec<(&str, &str)> {
        let mut found = Vec::new();
        while !text.is_empty() {
            let length: usize = text[2..4].parse().unwrap();
            found.push((&text[..2], &text[4..4 + length]));
            text = &text[4 + length..];
        }
        found
    }

    fn value<'a>(objects: &[(&str, &'a str)], name: &str) -> &'a str {
        objects.iter().find(|(found, _)| *found == name).unwrap().1
    }

    fn is_whole(text: &str) -> bool {
        let (covered, checksum) = text.split_at(text.len() - 4);
        format!("{:04X}", CHECKSUM.checksum(covered.as_bytes())) == checksum
    }

    fn account() -> CollectingAccount {
        CollectingAccount::new("970403", "0011012345678").unwrap()
    }

    #[test]
    fn the_checksum_is_that_of_the_published_codes() {
        assert_eq!(CHECKSUM.checksum(b"123456789"), 0x29B1, "the check value of the catalogue");
        for code in [STATIC, DYNAMIC] {
            assert!(is_whole(code), "{code}");
        }
        assert!(!is_whole(&DYNAMIC.replacen("180000", "180001", 1)), "another amount needs another checksum");
    }

    #[test]
    fn a_code_is_made_as_the_published_one() {
        assert_eq!(text(&account(), Dong::new(180_000), "NPS6869", "thanh toan don hang").as_deref(), Ok(DYNAMIC));
    }

    #[test]
    fn what_no_bank_takes_makes_no_code() {
        for bank in ["", "97043", "9704033", "97040a", "９７０４０３"] {
            assert_eq!(CollectingAccount::new(bank, "1"), Err(VietQrError::Bank), "{bank}");
        }
        for number in ["", "00110123456780000000", "0011 01", "0011-01", "tài"] {
            assert_eq!(CollectingAccount::new("970403", number), Err(VietQrError::Account), "{number}");
        }
        for amount in [0, -1, 10_000_000_000_000] {
            assert_eq!(text(&account(), Dong::new(amount), "x", "x"), Err(VietQrError::Amount), "{amount}");
        }
        for purpose in ["", "abcdefghijklmnopqrstuvwxyz", "lệ phí", "a/b", "a\nb"] {
            assert_eq!(text(&account(), Dong::new(1), "x", purpose), Err(VietQrError::Words), "{purpose}");
            assert_eq!(text(&account(), Dong::new(1), purpose, "x"), Err(VietQrError::Words), "{purpose}");
        }
    }

    proptest! {
        #[test]
        fn a_reader_finds_what_was_written(
            bank in "[0-9]{6}", number in "[0-9A-Za-z]{1,19}", amount in 1_i64..9_999_999_999_999,
            bill in "[0-9A-Za-z .-]{1,25}", purpose in "[0-9A-Za-z .-]{1,25}",
        ) {
            let account = CollectingAccount::new(&bank, &number).unwrap();
            let made = text(&account, Dong::new(amount), &bill, &purpose).unwrap();
            prop_assert!(is_whole(&made));
            let root = objects(&made);
            let names: Vec<_> = root.iter().map(|(name, _)| *name).collect();
            prop_assert_eq!(names, ["00", "01", "38", "53", "54", "58", "62", "63"]);
            let merchant = objects(value(&root, "38"));
            let beneficiary = objects(value(&merchant, "01"));
            prop_assert_eq!(value(&beneficiary, "00"), &bank);
            prop_assert_eq!(value(&beneficiary, "01"), &number);
            prop_assert_eq!(value(&root, "54"), amount.to_string());
            prop_assert_eq!(objects(value(&root, "62")), [("01", bill.as_str()), ("08", purpose.as_str())]);
        }
    }
}
