//! Something to know before the rest of the page.

use leptos::prelude::*;

use super::tone::Tone;
use crate::web::i18n::Lang;

/// Shows `title` with what there is to say; use `()` made a view when the title says all.
#[must_use]
pub fn notice(lang: Lang, tone: Tone, title: &str, body: AnyView) -> AnyView {
    let word = match tone {
        Tone::Neutral | Tone::Info => lang.t("Thông tin: ", "Information: "),
        Tone::Success => lang.t("Thành công: ", "Success: "),
        Tone::Warning => lang.t("Lưu ý: ", "Warning: "),
        Tone::Danger => lang.t("Không thành công: ", "Failure: "),
    };
    // Only what has just happened interrupts a screen reader.
    let role = if matches!(tone, Tone::Success | Tone::Danger) { "alert" } else { "group" };
    view! {
        <div class=format!("notice notice-{}", tone.as_str()) role=role aria-label=title.to_owned()>
            <h2 class="notice-title"><span class="visually-hidden">{word}</span>{title.to_owned()}</h2>
            {body}
        </div>
    }
    .into_any()
}
