//! What a file is, told by its bytes while they arrive: never by its name.

/// What a file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// Text, in the encoding of this name.
    Text(&'static str),
    /// A zip archive, as XLSX is.
    Zip,
    /// The old binary format of Excel, or a workbook with a password.
    OldOffice,
    /// Something else.
    Unknown,
    /// Not a byte.
    Empty,
}

const ZIP: &[u8] = b"PK\x03\x04";
const OLD_OFFICE: &[u8] = b"\xd0\xcf\x11\xe0";
const HEAD_BYTES: usize = 4;

/// Looks at the bytes of a file as they pass.
#[derive(Debug)]
pub struct Sniffer {
    head: Vec<u8>,
    /// The beginning of a character whose rest has not come yet.
    pending: Vec<u8>,
    is_utf8: bool,
    has_nul: bool,
}

impl Default for Sniffer {
    fn default() -> Self {
        Self { head: Vec::new(), pending: Vec::new(), is_utf8: true, has_nul: false }
    }
}

impl Sniffer {
    /// The next bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        let missing = HEAD_BYTES.saturating_sub(self.head.len());
        self.head.extend(bytes.iter().take(missing));
        self.has_nul |= bytes.contains(&0);
        if !self.is_utf8 {
            return;
        }
        let mut bytes = bytes;
        while !self.pending.is_empty() {
            let Some((next, rest)) = bytes.split_first() else { return };
            self.pending.push(*next);
            bytes = rest;
            match std::str::from_utf8(&self.pending) {
                Ok(_) => self.pending.clear(),
                Err(error) if error.error_len().is_none() => {}
                Err(_) => {
                    self.is_utf8 = false;
                    return;
                }
            }
        }
        if let Err(error) = std::str::from_utf8(bytes) {
            match error.error_len() {
                None => self.pending.extend_from_slice(&bytes[error.valid_up_to()..]),
                Some(_) => self.is_utf8 = false,
            }
        }
    }

    /// What it is. Text that is not UTF-8 can only be Windows-1258, in which older programs write Vietnamese; the difference
    /// is certain, because a letter with a mark in one is no letter in the other.
    #[must_use]
    pub fn kind(&self) -> FileKind {
        let head = self.head.as_slice();
        match head {
            [] => FileKind::Empty,
            _ if head.starts_with(ZIP) => FileKind::Zip,
            _ if head.starts_with(OLD_OFFICE) => FileKind::OldOffice,
            [0xff, 0xfe, ..] => FileKind::Text("utf-16le"),
            [0xfe, 0xff, ..] => FileKind::Text("utf-16be"),
            _ if self.has_nul => FileKind::Unknown,
            _ if self.is_utf8 && self.pending.is_empty() => FileKind::Text("utf-8"),
            _ => FileKind::Text("windows-1258"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FileKind, Sniffer};

    fn kind(pieces: &[&[u8]]) -> FileKind {
        let mut sniffer = Sniffer::default();
        pieces.iter().for_each(|piece| sniffer.add(piece));
        sniffer.kind()
    }

    #[test]
    fn a_file_is_known_by_its_bytes_however_they_are_cut() {
        let vietnamese = "Họ và tên,Dân tộc\r\nLê Thị Ơi,Kinh\r\n".as_bytes();
        let (windows, _, _) = encoding_rs::WINDOWS_1258.encode("Ho và tên,Dân tôc\r\n");
        let cases: [(&[u8], FileKind); 8] = [
            (vietnamese, FileKind::Text("utf-8")),
            (b"\xef\xbb\xbfa,b", FileKind::Text("utf-8")),
            (&windows, FileKind::Text("windows-1258")),
            (b"\xff\xfea\0", FileKind::Text("utf-16le")),
            (b"PK\x03\x04rest", FileKind::Zip),
            (b"\xd0\xcf\x11\xe0\xa1\xb1", FileKind::OldOffice),
            (b"\x89PNG\0", FileKind::Unknown),
            (b"", FileKind::Empty),
        ];
        for (bytes, expected) in cases {
            for cut in 1..=bytes.len().max(1) {
                assert_eq!(kind(&bytes.chunks(cut).collect::<Vec<_>>()), expected, "{bytes:?} by {cut}");
            }
        }
    }
}
