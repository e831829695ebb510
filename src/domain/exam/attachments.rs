//! The files of a registration: the portrait and the evidence. The form names files that were stored before; a file is
//! never changed, so what a submitted version names stays what it was.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::{
    candidate::evidence::EvidenceKind,
    field_errors::{FieldErrorCode, FieldErrors},
    ids::StoredFileId,
};

/// The most bytes of a file that is read at all; what a season takes is less.
pub const MAX_UPLOAD_BYTES: u64 = 8 * 1024 * 1024;

/// What a stored file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileUse {
    /// A picture as it was uploaded, of which a part becomes the portrait.
    PortraitSource,
    /// A portrait.
    Portrait,
    /// Evidence of a claim.
    Evidence(EvidenceKind),
}

/// Which files a season asks for, and how large they may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileLimits {
    /// Whether a registration needs a portrait.
    pub asks_portrait: bool,
    /// Whether claims need evidence with the registration.
    pub asks_evidence: bool,
    /// The most bytes of a picture that is uploaded.
    pub portrait_max_bytes: u32,
    /// The most bytes of a piece of evidence.
    pub evidence_max_bytes: u32,
    /// The most files that prove one claim.
    pub evidence_max_files: u8,
}

/// Which files a season asks for, and which the candidate has stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileRules {
    /// Whether a registration needs a portrait.
    pub asks_portrait: bool,
    /// Whether claims need evidence with the registration.
    pub asks_evidence: bool,
    /// The candidate's files.
    pub known: BTreeMap<StoredFileId, FileUse>,
}

/// The portrait section: which file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PortraitForm {
    /// The id of a stored portrait, or empty.
    pub file: String,
}

impl PortraitForm {
    /// Reads the section.
    ///
    /// # Errors
    /// `Missing` where the season asks for a portrait; `NotOnOffer` for what is no portrait of this candidate.
    pub fn parse(&self, files: &FileRules) -> Result<Option<StoredFileId>, FieldErrors> {
        match self.file.as_str() {
            "" if files.asks_portrait => Err(FieldErrors::one("file", FieldErrorCode::Missing)),
            "" => Ok(None),
            file => match known(file, files) {
                Some((id, FileUse::Portrait)) => Ok(Some(id)),
                _ => Err(FieldErrors::one("file", FieldErrorCode::NotOnOffer)),
            },
        }
    }
}

/// A piece of evidence as the section names it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EvidenceFileForm {
    /// The word of what it proves.
    pub kind: String,
    /// The id of the stored file.
    pub file: String,
}

/// The evidence section: which files prove what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EvidenceForm {
    /// The files, in the order of their upload.
    pub files: Vec<EvidenceFileForm>,
}

/// A piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceFile {
    /// What it proves.
    pub kind: EvidenceKind,
    /// The stored file.
    pub file: StoredFileId,
}

impl EvidenceForm {
    /// Reads the section: the files that prove what is `needed`. Files for claims that were taken back since are left
    /// out.
    ///
    /// # Errors
    /// `NotOnOffer` for what is no such file of this candidate; `Missing` for evidence that the season asks for and that
    /// has no file.
    pub fn parse(&self, needed: &[EvidenceKind], files: &FileRules) -> Result<Vec<EvidenceFile>, FieldErrors> {
        let mut found = Vec::new();
        for named in &self.files {
            let Some(file) = named.read(files) else {
                return Err(FieldErrors::one("files", FieldErrorCode::NotOnOffer));
            };
            found.extend(needed.contains(&file.kind).then_some(file));
        }
        let is_there = |kind: &EvidenceKind| found.iter().any(|file| file.kind == *kind);
        if files.asks_evidence && !needed.iter().all(is_there) {
            return Err(FieldErrors::one("files", FieldErrorCode::Missing));
        }
        Ok(found)
    }

    /// The files that prove something of this kind.
    pub fn of(&self, kind: EvidenceKind) -> impl Iterator<Item = StoredFileId> {
        self.files.iter().filter(move |file| file.kind == kind.as_str()).filter_map(|file| file.file.parse().ok())
    }
}

impl From<&EvidenceFile> for EvidenceFileForm {
    fn from(file: &EvidenceFile) -> Self {
        Self { kind: file.kind.as_str().to_owned(), file: file.file.to_string() }
    }
}

impl EvidenceFileForm {
    fn read(&self, files: &FileRules) -> Option<EvidenceFile> {
        let kind = EvidenceKind::parse(&self.kind)?;
        let (file, stored_as) = known(&self.file, files)?;
        (stored_as == FileUse::Evidence(kind)).then_some(EvidenceFile { kind, file })
    }
}

fn known(file: &str, files: &FileRules) -> Option<(StoredFileId, FileUse)> {
    let id = file.parse().ok()?;
    files.known.get(&id).map(|stored_as| (id, *stored_as))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{FieldErrorCode as Code, *};

    fn file(number: u128) -> StoredFileId {
        StoredFileId(Uuid::from_u128(number))
    }

    fn rules() -> FileRules {
        let known = BTreeMap::from([
            (file(1), FileUse::Portrait),
            (file(2), FileUse::PortraitSource),
            (file(3), FileUse::Evidence(EvidenceKind::PriorityArea)),
        ]);
        FileRules { asks_portrait: true, asks_evidence: true, known }
    }

    #[test]
    fn a_portrait_is_a_stored_portrait_of_the_candidate_and_nothing_else() {
        let rules = rules();
        let lenient = FileRules { asks_portrait: false, ..rules.clone() };
        let form = |file: String| PortraitForm { file };
        let error = |code| Err(FieldErrors::one("file", code));
        assert_eq!(form(file(1).to_string()).parse(&rules), Ok(Some(file(1))));
        assert_eq!(form(String::new()).parse(&rules), error(Code::Missing));
        assert_eq!(form(String::new()).parse(&lenient), Ok(None));
        for other in [file(2).to_string(), file(3).to_string(), file(9).to_string(), "x".to_owned()] {
            assert_eq!(form(other.clone()).parse(&rules), error(Code::NotOnOffer), "{other}");
            assert_eq!(form(other).parse(&lenient), error(Code::NotOnOffer));
        }
    }

    #[test]
    fn evidence_is_asked_for_what_is_claimed_and_left_out_for_what_is_not() {
        use EvidenceKind::{PriorityArea, PriorityCategory};
        let (rules, lenient) = (rules(), FileRules { asks_evidence: false, ..rules() });
        let named = |kind: &str, id| EvidenceFileForm { kind: kind.to_owned(), file: file(id).to_string() };
        let form = |files: Vec<EvidenceFileForm>| EvidenceForm { files };
        let area = form(vec![named("priority_area", 3)]);
        let error = |code| Err(FieldErrors::one("files", code));
        assert_eq!(area.parse(&[PriorityArea], &rules), Ok(vec![EvidenceFile { kind: PriorityArea, file: file(3) }]));
        assert_eq!(area.parse(&[], &rules), Ok(Vec::new()));
        assert_eq!(area.parse(&[PriorityArea, PriorityCategory], &rules), error(Code::Missing));
        assert_eq!(form(Vec::new()).parse(&[PriorityCategory], &rules), error(Code::Missing));
        assert_eq!(form(Vec::new()).parse(&[PriorityCategory], &lenient), Ok(Vec::new()));
        for wrong in [named("priority_category", 3), named("portrait", 1), named("priority_area", 9)] {
            assert_eq!(form(vec![wrong]).parse(&[], &lenient), error(Code::NotOnOffer));
        }
    }
}
