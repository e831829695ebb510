//! The files of a submission as the verifying school sees them: the portrait itself, and the evidence to download.

use leptos::prelude::*;

use crate::{
    domain::{
        candidate::evidence::EvidenceKind,
        exam::{attachments::EvidenceFile, registration::ExamRegistrationContent},
        ids::{ExamRegistrationId, StoredFileId},
    },
    web::{
        components::SummaryRow,
        i18n::{Lang, exam::evidence_name},
    },
};

/// Where a file of a submission is.
pub(super) fn path(registration: ExamRegistrationId, file: StoredFileId) -> String {
    format!("/school/registrations/{registration}/files/{file}")
}

/// Portrait and evidence; nothing when the submission names no file.
#[must_use]
pub fn attached(lang: Lang, registration: ExamRegistrationId, content: &ExamRegistrationContent) -> Vec<SummaryRow> {
    let portrait = content.portrait.map(|file| {
        let alt = lang.t("Ảnh chân dung của thí sinh", "The candidate's portrait");
        let picture = view! {
            <img class="portrait" src=path(registration, file) alt=alt width="200" height="300" />
        };
        SummaryRow::new(lang.t("Ảnh chân dung", "Portrait"), picture.into_any())
    });
    let evidence = EvidenceKind::ALL.iter().filter_map(|kind| {
        let files = files(lang, registration, content, *kind)?;
        Some(SummaryRow::new(evidence_name(lang, *kind), files))
    });
    portrait.into_iter().chain(evidence).collect()
}

/// The files that prove this, to be downloaded; none without a file.
#[must_use]
pub fn files(
    lang: Lang,
    registration: ExamRegistrationId,
    content: &ExamRegistrationContent,
    kind: EvidenceKind,
) -> Option<AnyView> {
    let files = content.evidence.iter().filter(|file| file.kind == kind).enumerate();
    let links: Vec<_> = files
        .map(|(index, EvidenceFile { file, .. })| {
            let words = format!("{} {}", lang.t("Tải tệp", "Download file"), index + 1);
            view! {
                <li>
                    <a href=path(registration, *file)>
                        {words} <span class="visually-hidden">": "{evidence_name(lang, kind)}</span>
                    </a>
                </li>
            }
        })
        .collect();
    (!links.is_empty()).then(|| view! { <ul class="plain-list">{links}</ul> }.into_any())
}
