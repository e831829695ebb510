//! The files of a submission as the verifying school sees them: the portrait itself, and the evidence to download.

use leptos::prelude::*;

use crate::{
    domain::{
        candidate::evidence::EvidenceKind,
        exam::{attachments::EvidenceFile, registration::ExamRegistrationContent},
        ids::{ExamRegistrationId, StoredFileId},
    },
    web::{
        components::{SummaryRow, summary_list},
        i18n::{Lang, exam::evidence_name},
    },
};

fn path(registration: ExamRegistrationId, file: StoredFileId) -> String {
    format!("/school/registrations/{registration}/files/{file}")
}

/// Portrait and evidence under a heading of their own; nothing when the submission names no file.
#[must_use]
pub fn attached(lang: Lang, registration: ExamRegistrationId, content: &ExamRegistrationContent) -> Option<AnyView> {
    if content.portrait.is_none() && content.evidence.is_empty() {
        return None;
    }
    let portrait = content.portrait.map(|file| {
        let alt = lang.t("Ảnh chân dung của thí sinh", "The candidate's portrait");
        let picture = view! {
            <img class="portrait" src=path(registration, file) alt=alt width="200" height="300" />
        };
        SummaryRow::new(lang.t("Ảnh chân dung", "Portrait"), picture.into_any())
    });
    let evidence = EvidenceKind::ALL.iter().filter_map(|kind| {
        let links: Vec<_> = content
            .evidence
            .iter()
            .filter(|file| file.kind == *kind)
            .enumerate()
            .map(|(index, EvidenceFile { file, .. })| {
                let words = format!("{} {}", lang.t("Tải tệp", "Download file"), index + 1);
                view! {
                    <li>
                        <a href=path(registration, *file)>{words}</a>
                    </li>
                }
            })
            .collect();
        let value = view! { <ul class="plain-list">{links}</ul> }.into_any();
        content
            .evidence
            .iter()
            .any(|file| file.kind == *kind)
            .then(|| SummaryRow::new(evidence_name(lang, *kind), value))
    });
    let rows = portrait.into_iter().chain(evidence).collect();
    let shown = view! {
        <h3>{lang.t("Ảnh và minh chứng", "Portrait and evidence")}</h3>
        {summary_list(lang, rows)}
    };
    Some(shown.into_any())
}
