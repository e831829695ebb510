//! The registration as a paper to hold: what was submitted last, with a number by which everybody can check it.

use super::exam_registration::{ExamRegistration, ExamRegistrationError, SubmittedVersion, load};
use crate::{
    domain::{access::Actor, exam::state::RegistrationStatus},
    usecases::{Ctx, files, qr_picture},
};

/// A paper with all that stands on it.
#[derive(Debug, Clone)]
pub struct Paper {
    /// Whose, and what the codes mean.
    pub registration: ExamRegistration,
    /// What was submitted, with the paper's number.
    pub version: SubmittedVersion,
    /// Where everybody can check the number.
    pub address: String,
    /// The same as a QR code, an SVG picture.
    pub qr_svg: String,
    /// The portrait, a JPEG picture.
    pub portrait: Option<Vec<u8>>,
}

/// The paper of what was submitted last; `None` while nothing is handed in.
///
/// # Errors
/// See [`ExamRegistrationError`].
pub async fn run(ctx: &Ctx, actor: &Actor) -> Result<Option<Paper>, ExamRegistrationError> {
    let mut tx = ctx.db.begin(actor).await?;
    let registration = load(&mut tx, ctx, actor, &[]).await?;
    // Not committed: looking begins no form.
    drop(tx);
    let status = registration.record.state.status();
    let is_handed_in = status == RegistrationStatus::Submitted || status.is_accepted();
    let Some(version) = registration.latest.clone().filter(|_| is_handed_in) else { return Ok(None) };
    let portrait = match version.content.portrait.and_then(|id| registration.file(id)) {
        Some(file) => Some(files::get(ctx, file).await?),
        None => None,
    };
    let address = format!("{}/documents/{}", ctx.config.web.base_url, version.document_code);
    let qr_svg = qr_picture::svg(&address).unwrap_or_default();
    Ok(Some(Paper { registration, version, address, qr_svg, portrait }))
}
