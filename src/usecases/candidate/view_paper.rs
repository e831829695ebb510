//! The registration as a paper to hold: what was submitted last, with a number by which everybody can check it. The number
//! is given when the paper is first looked at, one for each version.

use serde_json::json;

use super::exam_registration::{ExamRegistration, ExamRegistrationError, SubmittedVersion, load};
use crate::{
    domain::{
        access::Actor,
        exam::{
            document::{DocumentCode, DocumentKind},
            state::RegistrationStatus,
        },
        ids::ExamRegistrationId,
    },
    storage::{
        StorageError, Tx,
        document_copy::{DocumentCopy, document_copy_append, document_copy_fetch},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        files, qr_picture,
    },
};

/// A paper with all that stands on it.
#[derive(Debug, Clone)]
pub struct Paper {
    /// Whose, and what the codes mean.
    pub registration: ExamRegistration,
    /// What was submitted.
    pub version: SubmittedVersion,
    /// Its number.
    pub copy: DocumentCopy,
    /// Where everybody can check the number.
    pub address: String,
    /// The same as a QR code, an SVG picture.
    pub qr_svg: String,
    /// The portrait, a JPEG picture.
    pub portrait: Option<Vec<u8>>,
}

/// So many random bytes make a number, but for one try in many millions.
const RANDOM_BYTES: usize = 48;

/// The paper of what was submitted last; `None` while nothing is handed in.
///
/// # Errors
/// See [`ExamRegistrationError`].
pub async fn run(ctx: &Ctx, actor: &Actor) -> Result<Option<Paper>, ExamRegistrationError> {
    let mut tx = ctx.db.begin(actor).await?;
    let registration = load(&mut tx, ctx, actor, &[]).await?;
    let is_handed_in =
        matches!(registration.record.state.status(), RegistrationStatus::Submitted | RegistrationStatus::Approved);
    let Some(version) = registration.latest.clone().filter(|_| is_handed_in) else { return Ok(None) };
    let copy = numbered(&mut tx, ctx, actor, &registration, version.number).await?;
    tx.commit().await?;
    let portrait = match version.content.portrait.and_then(|id| registration.file(id)) {
        Some(file) => Some(files::get(ctx, file).await?),
        None => None,
    };
    let address = format!("{}/documents/{}", ctx.config.web.base_url, copy.code);
    let qr_svg = qr_picture::svg(&address).unwrap_or_default();
    Ok(Some(Paper { registration, version, copy, address, qr_svg, portrait }))
}

async fn numbered(
    tx: &mut Tx,
    ctx: &Ctx,
    actor: &Actor,
    registration: &ExamRegistration,
    version: i32,
) -> Result<DocumentCopy, StorageError> {
    let id: ExamRegistrationId = registration.record.id;
    let kind = DocumentKind::ExamRegistration;
    if let Some(copy) = document_copy_fetch(tx, kind, id, version).await? {
        return Ok(copy);
    }
    let code = loop {
        if let Some(code) = DocumentCode::of(&ctx.rng.bytes::<RANDOM_BYTES>()) {
            break code;
        }
    };
    let copy = DocumentCopy { code, issued_at: ctx.now() };
    document_copy_append(tx, kind, id, version, &copy).await?;
    let act = Act::new("document.issue").on_a("exam_registration", id.0).with(json!({ "version": version }));
    audit::record(tx, ctx, actor, act.about(registration.record.candidate_id)).await?;
    // The form is locked, so nobody else gave one meanwhile.
    Ok(copy)
}
