//! Takes a piece of evidence for something that the form claims. It is kept as it is: what the school checks is the
//! candidate's own paper.

use super::{
    exam_registration::ExamRegistrationError,
    save_exam_section::{self, NotSaved},
    upload_portrait::{NotUploaded, UploadOutcome, check_upload, keep},
    view_exam_registration,
};
use crate::{
    domain::{
        access::Actor,
        candidate::evidence::EvidenceKind,
        exam::{
            attachments::{EvidenceFileForm, FileUse},
            registration::SectionForm,
            sections::Section,
        },
        field_errors::FieldErrorCode,
    },
    usecases::{
        Ctx, files,
        picture::{self, FileFormat},
    },
};

/// How a PDF ends, within so many last bytes (ISO 32000-1, Annex H.3.18).
const PDF_END: (&[u8], usize) = (b"%%EOF", 1024);

/// Takes `content`, if there is any, as evidence of this kind; nothing but what the form's claims need is taken.
/// `None` when the form was saved elsewhere at the same moment.
///
/// # Errors
/// See [`ExamRegistrationError`]; a refusal is an outcome.
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    kind: EvidenceKind,
    content: Option<Vec<u8>>,
) -> Result<Option<UploadOutcome>, ExamRegistrationError> {
    let registration = view_exam_registration::run(ctx, actor, &[]).await?;
    let refused = |registration, why| Ok(Some(UploadOutcome { registration, uploaded: Err(why) }));
    let limits = registration.file_limits;
    let content = match check_upload(ctx, &registration, content, limits.evidence_max_bytes) {
        Ok(content) => content,
        Err(why) => return refused(registration, why),
    };
    if !registration.draft.forms.needed_evidence(&registration.rules).contains(&kind) {
        return refused(registration, NotUploaded::Fault(FieldErrorCode::NotOnOffer));
    }
    if registration.evidence(kind).len() >= usize::from(limits.evidence_max_files) {
        let fault = FieldErrorCode::TooManyFiles { max: limits.evidence_max_files };
        return refused(registration, NotUploaded::Fault(fault));
    }
    let format = match check_document(&content) {
        Ok(format) => format,
        Err(fault) => return refused(registration, NotUploaded::Fault(fault)),
    };
    let file = files::put(ctx, content, FileUse::Evidence(kind), format).await?;
    keep(ctx, actor, &file).await?;
    let mut form = registration.draft.forms.evidence.clone().unwrap_or_default();
    form.files.push(EvidenceFileForm { kind: kind.as_str().to_owned(), file: file.id.to_string() });
    let shown_version = registration.section_version(Section::Evidence);
    let outcome = save_exam_section::run(ctx, actor, SectionForm::Evidence(form), shown_version).await?;
    match outcome.saved {
        Ok(_) => Ok(Some(UploadOutcome { registration, uploaded: Ok(file.id) })),
        Err(NotSaved::Refused(refusal)) => refused(registration, NotUploaded::Refused(refusal)),
        Err(_) => Ok(None),
    }
}

/// By its first bytes, whatever its name says. A PDF is not taken apart: it is served so that it can do nothing.
fn check_document(content: &[u8]) -> Result<FileFormat, FieldErrorCode> {
    let format = picture::format_of(content).ok_or(FieldErrorCode::NotADocument)?;
    picture::check_openable(content, format)?;
    let (end, within) = PDF_END;
    let tail = &content[content.len().saturating_sub(within)..];
    if format == FileFormat::Pdf && !tail.windows(end.len()).any(|window| window == end) {
        return Err(FieldErrorCode::FileBroken);
    }
    Ok(format)
}

#[cfg(test)]
mod tests {
    use super::{FieldErrorCode as Code, FileFormat, check_document};

    #[test]
    fn documents_are_known_by_their_content() {
        let cases: [(&[u8], Result<FileFormat, Code>); 6] = [
            (b"%PDF-1.7\n...\n%%EOF\n", Ok(FileFormat::Pdf)),
            (b"%PDF-1.7\n... cut off", Err(Code::FileBroken)),
            (b"PK\x03\x04 a document of an office", Err(Code::NotADocument)),
            (b"<html><script>alert(1)</script>", Err(Code::NotADocument)),
            (b"MZ\x90\0", Err(Code::NotADocument)),
            (b"\xff\xd8\xff\xe0 no picture", Err(Code::FileBroken)),
        ];
        for (content, expected) in cases {
            assert_eq!(check_document(content), expected);
        }
    }
}
