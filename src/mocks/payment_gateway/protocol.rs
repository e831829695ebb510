//! The wire: encoding, signing, and the form of a payment request.

use std::{collections::BTreeMap, time::Duration};

use hmac::{Hmac, Mac};
use sha2::Sha512;
use time::{Date, Month, PrimitiveDateTime, Time};

use super::MockGatewayConfig;

/// Parameters by name, in the order in which they are signed.
pub(super) type Parameters = BTreeMap<String, String>;

/// The fields of a question to the transaction API, or of its answer.
pub(super) type Fields = BTreeMap<String, String>;

/// What is signed of `fields`: their raw values in the order of `names`, absent ones as empty.
pub(super) fn raw(fields: &Fields, names: &[&str]) -> String {
    let values: Vec<_> = names.iter().map(|name| fields.get(*name).map_or("", String::as_str)).collect();
    values.join("|")
}

/// A payment request in good order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PayRequest {
    pub(super) reference: String,
    /// Đồng × 100.
    pub(super) amount: u64,
    pub(super) order_info: String,
    pub(super) return_url: String,
    pub(super) bank_code: Option<String>,
    pub(super) created: PrimitiveDateTime,
    pub(super) expires: PrimitiveDateTime,
}

impl PayRequest {
    /// How long the payer has, by the merchant's own dates.
    pub(super) fn time_to_pay(&self) -> Duration {
        Duration::try_from(self.expires - self.created).unwrap_or_default()
    }
}

/// Why a request is not taken: the code of the protocol and the parameter at fault.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) code: &'static str,
    pub(super) parameter: &'static str,
}

/// Decodes a query; nothing when it is no UTF-8, a percent sign has no two hex digits, or a name comes twice.
pub(super) fn decode(raw_query: &str) -> Option<Parameters> {
    let mut parameters = Parameters::new();
    for pair in raw_query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if parameters.insert(decode_part(name)?, decode_part(value)?).is_some() {
            return None;
        }
    }
    Some(parameters)
}

fn decode_part(part: &str) -> Option<String> {
    let mut bytes = part.bytes();
    let mut decoded = Vec::with_capacity(part.len());
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => {
                let high = char::from(bytes.next()?).to_digit(16)?;
                let low = char::from(bytes.next()?).to_digit(16)?;
                u8::try_from(high * 16 + low).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(decoded).ok()
}

/// Encodes as application/x-www-form-urlencoded.
pub(super) fn encode(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len() * 3);
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' => encoded.push(char::from(byte)),
            b' ' => encoded.push('+'),
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}

/// The query of `parameters` as it is signed.
pub(super) fn canonical(parameters: &Parameters) -> String {
    let pairs: Vec<_> = parameters
        .iter()
        .filter(|(name, value)| name.starts_with("vnp_") && !name.starts_with("vnp_SecureHash") && !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    pairs.join("&")
}

fn mac(secret: &str, text: &str) -> Hmac<Sha512> {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    let mut mac = Hmac::<Sha512>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(text.as_bytes());
    mac
}

/// Signs `text`: 128 lowercase hex digits.
pub(super) fn sign(secret: &str, text: &str) -> String {
    let digest = mac(secret, text).finalize().into_bytes();
    digest.iter().fold(String::with_capacity(128), |hex, byte| hex + &format!("{byte:02x}"))
}

/// Whether `signature` is that of `text`.
pub(super) fn is_signed(secret: &str, text: &str, signature: &str) -> bool {
    let digits: Option<Vec<u8>> =
        signature.chars().map(|digit| digit.to_digit(16).and_then(|value| u8::try_from(value).ok())).collect();
    let Some(digits) = digits.filter(|digits| digits.len() == 128) else { return false };
    let digest: Vec<u8> = digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    mac(secret, text).verify_slice(&digest).is_ok()
}

/// Reads a payment request: signature, terminal, then every field with the length the specification gives.
pub(super) fn read_pay_request(raw_query: &str, config: &MockGatewayConfig) -> Result<PayRequest, Refusal> {
    let refuse = |code, parameter| Refusal { code, parameter };
    let parameters = decode(raw_query).ok_or(refuse("03", "query"))?;
    let signature = parameters.get("vnp_SecureHash").map_or("", String::as_str);
    if !is_signed(&config.secret, &canonical(&parameters), signature) {
        return Err(refuse("97", "vnp_SecureHash"));
    }
    let field = |name: &'static str, least: usize, most: usize| {
        let value = parameters.get(name).map_or("", String::as_str);
        if (least..=most).contains(&value.len()) { Ok(value) } else { Err(refuse("03", name)) }
    };
    if field("vnp_TmnCode", 1, 8)? != config.terminal_code {
        return Err(refuse("02", "vnp_TmnCode"));
    }
    for (name, expected) in [("vnp_Version", "2.1.0"), ("vnp_Command", "pay"), ("vnp_CurrCode", "VND")] {
        if field(name, 1, 16)? != expected {
            return Err(refuse("03", name));
        }
    }
    if !["vn", "en"].contains(&field("vnp_Locale", 2, 5)?) {
        return Err(refuse("03", "vnp_Locale"));
    }
    field("vnp_IpAddr", 7, 45)?;
    field("vnp_OrderType", 1, 100)?;
    let amount = field("vnp_Amount", 1, 12)?;
    let amount = read_digits(amount).filter(|amount| *amount > 0).ok_or(refuse("03", "vnp_Amount"))?;
    let created = read_date(field("vnp_CreateDate", 14, 14)?).ok_or(refuse("03", "vnp_CreateDate"))?;
    let expires = read_date(field("vnp_ExpireDate", 14, 14)?).ok_or(refuse("03", "vnp_ExpireDate"))?;
    if expires <= created {
        return Err(refuse("03", "vnp_ExpireDate"));
    }
    let return_url = field("vnp_ReturnUrl", 10, 255)?;
    if !return_url.starts_with("http://") && !return_url.starts_with("https://") {
        return Err(refuse("03", "vnp_ReturnUrl"));
    }
    let order_info = field("vnp_OrderInfo", 1, 255)?;
    if !order_info.is_ascii() {
        return Err(refuse("03", "vnp_OrderInfo"));
    }
    Ok(PayRequest {
        reference: field("vnp_TxnRef", 1, 100)?.to_owned(),
        amount,
        order_info: order_info.to_owned(),
        return_url: return_url.to_owned(),
        bank_code: parameters.get("vnp_BankCode").filter(|code| !code.is_empty()).cloned(),
        created,
        expires,
    })
}

/// Reads a number of digits alone.
pub(super) fn read_digits(text: &str) -> Option<u64> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// Reads `yyyyMMddHHmmss`.
pub(super) fn read_date(text: &str) -> Option<PrimitiveDateTime> {
    if text.len() != 14 {
        return None;
    }
    let number = read_digits(text)?;
    let part = |shift: u64, size: u64| u8::try_from(number / shift % size).ok();
    let year = i32::try_from(number / 10_000_000_000).ok()?;
    let month = Month::try_from(part(100_000_000, 100)?).ok()?;
    let date = Date::from_calendar_date(year, month, part(1_000_000, 100)?).ok()?;
    let time = Time::from_hms(part(10_000, 100)?, part(100, 100)?, part(1, 100)?).ok()?;
    Some(PrimitiveDateTime::new(date, time))
}

/// Writes `yyyyMMddHHmmss`.
pub(super) fn write_date(at: PrimitiveDateTime) -> String {
    let (year, month, day) = at.date().to_calendar_date();
    let (hour, minute, second) = at.time().as_hms();
    format!("{year:04}{:02}{day:02}{hour:02}{minute:02}{second:02}", u8::from(month))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Refusal, canonical, decode, is_signed, read_date, read_pay_request, sign, write_date};
    use crate::mocks::payment_gateway::MockGatewayConfig;

    /// domain.md §11.1, first vector.
    const PAY: &str = "vnp_Amount=7500000&vnp_Command=pay&vnp_CreateDate=20250730083000&vnp_CurrCode=VND\
        &vnp_ExpireDate=20250730084500&vnp_IpAddr=127.0.0.1&vnp_Locale=vn\
        &vnp_OrderInfo=Le+phi+xet+tuyen+001307000123+5+NV&vnp_OrderType=other\
        &vnp_ReturnUrl=https%3A%2F%2Fportal.example.vn%2Fpayments%2Freturn&vnp_TmnCode=DEMOV210\
        &vnp_TxnRef=ADM2025-000001&vnp_Version=2.1.0";
    const SIGNATURE: &str = "a023d4f13b47188eaf7aa3d205962cd39294753b1d9b30a0e6ec658239d0b80c\
        3a1f6e5601578ac48b3dd59087604c7638e993aa9d00c21b08aa3abe026d528f";
    const SECRET: &str = "MOCKSECRETMOCKSECRETMOCKSECRET00";

    fn config() -> MockGatewayConfig {
        MockGatewayConfig {
            terminal_code: "DEMOV210".into(),
            secret: SECRET.into(),
            collecting_account: ("970403".into(), "0011012345678".into()),
            ipn_url: "http://127.0.0.1:9/ipn".into(),
            retry_delay: Duration::ZERO,
            retries: 0,
        }
    }

    fn signed(query: &str) -> String {
        format!("{query}&vnp_SecureHash={}", sign(SECRET, &canonical(&decode(query).unwrap())))
    }

    #[test]
    fn the_vector_of_the_specification_is_signed_alike() {
        assert_eq!(canonical(&decode(PAY).unwrap()), PAY);
        assert_eq!(sign(SECRET, PAY), SIGNATURE);
        assert!(is_signed(SECRET, PAY, SIGNATURE));
        assert!(!is_signed(SECRET, PAY, &SIGNATURE[2..]));
        assert!(!is_signed(SECRET, PAY, ""));
    }

    #[test]
    fn a_request_in_order_is_read() {
        let request = read_pay_request(&signed(PAY), &config()).unwrap();
        assert_eq!(request.amount, 7_500_000);
        assert_eq!(request.order_info, "Le phi xet tuyen 001307000123 5 NV");
        assert_eq!(request.return_url, "https://portal.example.vn/payments/return");
        assert_eq!(request.time_to_pay(), Duration::from_secs(15 * 60));
    }

    #[test]
    fn a_request_out_of_order_is_refused_by_its_first_fault() {
        let cases = [
            (signed(PAY).replace("7500000", "7500100"), "97", "vnp_SecureHash"),
            (PAY.to_owned(), "97", "vnp_SecureHash"),
            (signed(&PAY.replace("DEMOV210", "OTHER")), "02", "vnp_TmnCode"),
            (signed(&PAY.replace("2.1.0", "2.0.0")), "03", "vnp_Version"),
            (signed(&PAY.replace("7500000", "0")), "03", "vnp_Amount"),
            (signed(&PAY.replace("7500000", "75.5")), "03", "vnp_Amount"),
            (signed(&PAY.replace("20250730084500", "20250730083000")), "03", "vnp_ExpireDate"),
            (signed(&PAY.replace("20250730084500", "20250231084500")), "03", "vnp_ExpireDate"),
            (signed(&PAY.replace("https%3A%2F%2Fportal", "javascript%3Aportal")), "03", "vnp_ReturnUrl"),
            (signed(&PAY.replace("Le+phi", "L%E1%BB%87+ph%C3%AD")), "03", "vnp_OrderInfo"),
            (signed(&PAY.replace("&vnp_TxnRef=ADM2025-000001", "")), "03", "vnp_TxnRef"),
            (format!("{}&vnp_Amount=7500000", signed(PAY)), "03", "query"),
            ("vnp_Amount=%GG".to_owned(), "03", "query"),
        ];
        for (query, code, parameter) in cases {
            assert_eq!(read_pay_request(&query, &config()), Err(Refusal { code, parameter }), "{query}");
        }
    }

    #[test]
    fn dates_are_written_as_they_are_read() {
        assert_eq!(read_date("20260725101559").map(write_date).as_deref(), Some("20260725101559"));
        assert_eq!(read_date("20260725106000"), None);
        assert_eq!(read_date("2026072510155"), None);
    }
}
