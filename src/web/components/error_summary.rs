//! All that is wrong with a form, on top of its page.

use leptos::prelude::*;

use crate::{
    domain::field_errors::FieldErrors,
    web::i18n::{Lang, field_errors::sentence},
};

/// The summary, or nothing when nothing is wrong. `place_of` tells the identifier and the label of a field; mostly
/// the identifier is the field's name: `|field| (field.to_owned(), label(lang, field))`.
#[must_use]
pub fn error_summary(
    lang: Lang,
    errors: &FieldErrors,
    place_of: impl Fn(&'static str) -> (String, &'static str),
) -> Option<AnyView> {
    if errors.is_empty() {
        return None;
    }
    let items: Vec<_> = errors
        .iter()
        .map(|error| {
            let (id, label) = place_of(error.field);
            let separator = match label {
                "" => "",
                question if question.ends_with('?') => " ",
                _ => ": ",
            };
            let text = format!("{label}{separator}{}", sentence(lang, &error.code));
            view! {
                <li>
                    <a href=format!("#{id}")>{text}</a>
                </li>
            }
        })
        .collect();
    // `autofocus` takes keyboard and screen reader here without a script.
    let summary = view! {
        <div class="error-summary" tabindex="-1" autofocus=true>
            <div role="alert">
                <h2 class="error-summary-title">{lang.t("Có chỗ cần sửa", "There is a problem")}</h2>
                <ul>{items}</ul>
            </div>
        </div>
    };
    Some(summary.into_any())
}
