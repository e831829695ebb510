//! Reading a VietQR code, as a banking application does (EMVCo merchant-presented mode, NAPAS; domain.md §11.2).

/// What a code asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Transfer {
    pub(super) bank: String,
    pub(super) account: String,
    pub(super) amount_dong: u64,
    pub(super) bill_number: String,
    pub(super) purpose: String,
}

/// Reads a dynamic code to an account in đồng; nothing for any other, or one that was changed on its way.
pub(super) fn read(text: &str) -> Option<Transfer> {
    let text = text.trim();
    let (covered, checksum) = text.split_at_checked(text.len().checked_sub(4)?)?;
    if !text.is_ascii() || format!("{:04X}", checksum_of(covered.as_bytes())) != checksum {
        return None;
    }
    let root = objects(text)?;
    let is = |name: &str, expected: &str| value(&root, name) == Some(expected);
    if !is("00", "01") || !is("01", "12") || !is("53", "704") || !is("58", "VN") {
        return None;
    }
    let merchant = objects(value(&root, "38")?)?;
    if value(&merchant, "00") != Some("A000000727") || value(&merchant, "02") != Some("QRIBFTTA") {
        return None;
    }
    let beneficiary = objects(value(&merchant, "01")?)?;
    let words = objects(value(&root, "62")?)?;
    let word = |name: &str| value(&words, name).unwrap_or_default().to_owned();
    Some(Transfer {
        bank: value(&beneficiary, "00")?.to_owned(),
        account: value(&beneficiary, "01")?.to_owned(),
        amount_dong: value(&root, "54")?.parse().ok()?,
        bill_number: word("01"),
        purpose: word("08"),
    })
}

fn objects(mut text: &str) -> Option<Vec<(&str, &str)>> {
    let mut found = Vec::new();
    while !text.is_empty() {
        let (name, rest) = text.split_at_checked(2)?;
        let (length, rest) = rest.split_at_checked(2)?;
        let (value, rest) = rest.split_at_checked(length.parse().ok()?)?;
        found.push((name, value));
        text = rest;
    }
    Some(found)
}

fn value<'a>(objects: &[(&str, &'a str)], name: &str) -> Option<&'a str> {
    objects.iter().find(|(found, _)| *found == name).map(|(_, value)| *value)
}

/// CRC-16/CCITT-FALSE, written out so that the portal's is checked by another.
fn checksum_of(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xFFFF, |sum, byte| {
        (0..8).fold(
            sum ^ (u16::from(*byte) << 8),
            |sum, _| {
                if sum & 0x8000 == 0 { sum << 1 } else { (sum << 1) ^ 0x1021 }
            },
        )
    })
}

#[cfg(test)]
mod tests {
    use super::{Transfer, read};

    /// domain.md §11.2, dynamic.
    const CODE: &str = "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802\
        VN62340107NPS68690819thanh toan don hang63042E2E";

    #[test]
    fn the_published_code_is_read_and_a_changed_one_is_not() {
        let expected = Transfer {
            bank: "970403".into(),
            account: "0011012345678".into(),
            amount_dong: 180_000,
            bill_number: "NPS6869".into(),
            purpose: "thanh toan don hang".into(),
        };
        assert_eq!(read(CODE), Some(expected));
        for at in 0..CODE.len() {
            let mut changed = CODE.as_bytes().to_vec();
            changed[at] = if changed[at] == b'1' { b'2' } else { b'1' };
            assert_eq!(read(std::str::from_utf8(&changed).unwrap()), None, "{at}");
        }
        for text in ["", "6304", "0002", "chuyển khoản", &CODE[..40]] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
