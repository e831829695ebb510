//! The signature of VNPAY 2.1.0 (domain.md §11.1): HMAC-SHA512 in lowercase hex.
//!
//! Redirects and notifications sign the sorted, urlencoded parameters; the transaction API signs raw values
//! joined with `|`.

use std::{collections::BTreeMap, fmt};

use hmac::{Hmac, Mac};
use sha2::Sha512;
use subtle::ConstantTimeEq;
use url::form_urlencoded::byte_serialize;

use crate::domain::text::hex;

/// The version of the protocol that is spoken.
pub const VERSION: &str = "2.1.0";
/// The parameter that carries the signature.
pub const SECURE_HASH: &str = "vnp_SecureHash";
/// A parameter of older versions; never sent, never signed.
const SECURE_HASH_TYPE: &str = "vnp_SecureHashType";

/// The secret shared with the gateway. Never shown, not even by `Debug`.
#[derive(Clone)]
pub struct SigningKey(String);

impl SigningKey {
    /// The key with this text, as the gateway hands it out.
    #[must_use]
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    /// The lowercase hex HMAC-SHA512 of `text`.
    #[must_use]
    pub fn sign(&self, text: &str) -> String {
        #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
        let mut mac = Hmac::<Sha512>::new_from_slice(self.0.as_bytes()).expect("HMAC takes a key of any length");
        mac.update(text.as_bytes());
        hex(&mac.finalize().into_bytes())
    }

    /// Whether `signature` (hex in either case) is that of `text`; takes the same time wherever they differ.
    #[must_use]
    pub fn verifies(&self, text: &str, signature: &str) -> bool {
        self.sign(text).as_bytes().ct_eq(signature.to_ascii_lowercase().as_bytes()).into()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

/// The key that the portal signs with, and during a change of keys the one before it, with which the gateway may still
/// sign. `From<SigningKey>` makes a ring of one.
#[derive(Debug, Clone)]
pub struct KeyRing {
    current: SigningKey,
    previous: Option<SigningKey>,
}

impl KeyRing {
    /// `current`, and `previous` where a change of keys is under way.
    #[must_use]
    pub const fn new(current: SigningKey, previous: Option<SigningKey>) -> Self {
        Self { current, previous }
    }

    /// As [`SigningKey::sign`], with the current key.
    #[must_use]
    pub fn sign(&self, text: &str) -> String {
        self.current.sign(text)
    }

    /// As [`SigningKey::verifies`], with either key. Both are always tried, so that the time tells nothing.
    #[must_use]
    pub fn verifies(&self, text: &str, signature: &str) -> bool {
        let by_previous = self.previous.as_ref().is_some_and(|key| key.verifies(text, signature));
        self.current.verifies(text, signature) | by_previous
    }
}

impl From<SigningKey> for KeyRing {
    fn from(current: SigningKey) -> Self {
        Self::new(current, None)
    }
}

/// What is signed of `parameters`: those of the gateway that are not empty, without the signature itself,
/// sorted by name, urlencoded.
#[must_use]
pub fn signed_text(parameters: &BTreeMap<String, String>) -> String {
    let mut text = String::new();
    for (name, value) in parameters {
        if !name.starts_with("vnp_") || name == SECURE_HASH || name == SECURE_HASH_TYPE || value.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push('&');
        }
        text.push_str(name);
        text.push('=');
        text.extend(byte_serialize(value.as_bytes()));
    }
    text
}

/// Reads a raw query; `None` when a parameter comes twice, since then nobody can say which one was meant.
#[must_use]
pub fn read_query(raw_query: &str) -> Option<BTreeMap<String, String>> {
    let mut parameters = BTreeMap::new();
    for (name, value) in url::form_urlencoded::parse(raw_query.as_bytes()) {
        if parameters.insert(name.into_owned(), value.into_owned()).is_some() {
            return None;
        }
    }
    Some(parameters)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{KeyRing, SigningKey, read_query, signed_text};

    fn key() -> SigningKey {
        SigningKey::new("MOCKSECRETMOCKSECRETMOCKSECRET00")
    }

    /// domain.md §11.1, first vector.
    const PAY: &str = "vnp_Amount=7500000&vnp_Command=pay&vnp_CreateDate=20250730083000&vnp_CurrCode=VND\
        &vnp_ExpireDate=20250730084500&vnp_IpAddr=127.0.0.1&vnp_Locale=vn\
        &vnp_OrderInfo=Le+phi+xet+tuyen+001307000123+5+NV&vnp_OrderType=other\
        &vnp_ReturnUrl=https%3A%2F%2Fportal.example.vn%2Fpayments%2Freturn&vnp_TmnCode=DEMOV210\
        &vnp_TxnRef=ADM2025-000001&vnp_Version=2.1.0";
    const PAY_SIGNATURE: &str = "a023d4f13b47188eaf7aa3d205962cd39294753b1d9b30a0e6ec658239d0b80c\
        3a1f6e5601578ac48b3dd59087604c7638e993aa9d00c21b08aa3abe026d528f";

    #[test]
    fn the_payment_vector_of_the_specification_is_met() {
        let values = [
            ("vnp_Version", "2.1.0"),
            ("vnp_TxnRef", "ADM2025-000001"),
            ("vnp_TmnCode", "DEMOV210"),
            ("vnp_ReturnUrl", "https://portal.example.vn/payments/return"),
            ("vnp_OrderType", "other"),
            ("vnp_OrderInfo", "Le phi xet tuyen 001307000123 5 NV"),
            ("vnp_Locale", "vn"),
            ("vnp_IpAddr", "127.0.0.1"),
            ("vnp_ExpireDate", "20250730084500"),
            ("vnp_CurrCode", "VND"),
            ("vnp_CreateDate", "20250730083000"),
            ("vnp_Command", "pay"),
            ("vnp_Amount", "7500000"),
            ("vnp_BankCode", ""),
            ("vnp_SecureHash", "whatever"),
            ("vnp_SecureHashType", "SHA512"),
            ("lang", "vi"),
        ];
        let parameters: BTreeMap<_, _> =
            values.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        assert_eq!(signed_text(&parameters), PAY);
        assert_eq!(key().sign(PAY), PAY_SIGNATURE);
    }

    #[test]
    fn the_query_vector_of_the_specification_is_met() {
        let text = "REQ0001|2.1.0|querydr|DEMOV210|ADM2025-000001|20250730083000|20250730090000|127.0.0.1|\
            Truy van ADM2025-000001";
        let expected = "fbfa24e18efc1b2a97e257c4482be4d927ebd7f9c694b63f85b6fcc1a4975e39\
            4fc10438a9078743f34a1070838d6afa9007ba9e94ff8cc0a2f8400ac6470d93";
        assert_eq!(key().sign(text), expected);
    }

    #[test]
    fn a_signature_is_read_in_either_case_and_any_change_breaks_it() {
        assert!(key().verifies(PAY, PAY_SIGNATURE));
        assert!(key().verifies(PAY, &PAY_SIGNATURE.to_uppercase()));
        assert!(!key().verifies(&PAY.replace("7500000", "7500001"), PAY_SIGNATURE));
        assert!(!key().verifies(PAY, &PAY_SIGNATURE[1..]));
        assert!(!key().verifies(PAY, ""));
        assert!(!SigningKey::new("another").verifies(PAY, PAY_SIGNATURE));
    }

    #[test]
    fn during_a_change_of_keys_the_previous_one_still_verifies_and_the_current_one_signs() {
        let [old, new] = ["the key before", "the key now"].map(SigningKey::new);
        let changing = KeyRing::new(new.clone(), Some(old.clone()));
        assert_eq!(changing.sign(PAY), new.sign(PAY));
        assert!(changing.verifies(PAY, &new.sign(PAY)) && changing.verifies(PAY, &old.sign(PAY)));
        assert!(!changing.verifies(PAY, PAY_SIGNATURE));
        assert!(!KeyRing::from(new).verifies(PAY, &old.sign(PAY)));
        assert!(!format!("{changing:?}").contains("the key"));
    }

    #[test]
    fn a_parameter_that_comes_twice_is_refused() {
        assert_eq!(read_query("vnp_Amount=1&vnp_Amount=1"), None);
        assert_eq!(read_query("vnp_Amount=1&vnp%5FAmount=2"), None);
        assert_eq!(read_query("a=1&b=x+y").unwrap()["b"], "x y");
    }

    #[test]
    fn debug_does_not_show_the_key() {
        assert!(!format!("{:?}", key()).contains("MOCK"));
    }
}
