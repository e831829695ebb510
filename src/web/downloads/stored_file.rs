//! A file that a candidate uploaded, on its way back: saved by the browser under a plain name, never shown as a page of
//! the portal. Whatever a PDF brings along, it opens in a sandbox without scripts, forms or addresses to call.

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::Response,
};

use super::attachment;
use crate::{
    domain::{candidate::evidence::EvidenceKind, exam::attachments::FileUse},
    usecases::candidate::{exam_registration::MediaType, view_file::FileContent},
};

/// Nothing may run, and nothing may be asked for, wherever a browser opens it.
const POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox; frame-ancestors 'none'");

/// The answer that carries the file.
#[must_use]
pub fn answer(found: FileContent) -> Response {
    let media_type = found.file.media_type;
    let name = format!("{}.{}", plain_name(found.file.used_as), extension(media_type));
    let mut response = attachment(media_type.as_str(), &name, Body::from(found.content));
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, POLICY);
    response
}

/// What the file is, and nothing of whose it is.
const fn plain_name(used_as: FileUse) -> &'static str {
    match used_as {
        FileUse::Portrait | FileUse::PortraitSource => "anh-chan-dung",
        FileUse::Evidence(EvidenceKind::PriorityArea) => "minh-chung-khu-vuc",
        FileUse::Evidence(EvidenceKind::PriorityCategory) => "minh-chung-doi-tuong",
        FileUse::Evidence(EvidenceKind::LanguageCertificate) => "chung-chi-ngoai-ngu",
        FileUse::Evidence(EvidenceKind::Graduation) => "minh-chung-tot-nghiep",
        FileUse::Evidence(EvidenceKind::ReservedMarks) => "minh-chung-diem-bao-luu",
    }
}

const fn extension(media_type: MediaType) -> &'static str {
    match media_type {
        MediaType::Jpeg => "jpg",
        MediaType::Png => "png",
        MediaType::Pdf => "pdf",
    }
}
