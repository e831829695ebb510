//! The pages of an institution.

pub mod downloads;
pub mod programme;
pub mod programmes;

use leptos::prelude::*;

use crate::{
    usecases::institution::InstitutionError,
    web::{
        components::{Tone, notice},
        error::WebError,
        i18n::Lang,
    },
};

impl From<InstitutionError> for WebError {
    fn from(error: InstitutionError) -> Self {
        match error {
            InstitutionError::Forbidden => Self::Forbidden,
            InstitutionError::NotFound | InstitutionError::NotPublished => Self::NotFound,
            InstitutionError::Storage(error) => error.into(),
        }
    }
}

/// A count with separators: `1.204` in Vietnamese, `1,204` in English.
fn count(lang: Lang, number: impl Into<u64>) -> String {
    lang.count(number)
}

/// What is said before the results are public.
fn not_public_yet(lang: Lang) -> AnyView {
    let body = lang.t(
        "Trước khi công bố, trang này chỉ cho biết có bao nhiêu thí sinh đăng ký. Danh sách trúng tuyển, điểm chuẩn và danh sách xác nhận hiện ra đúng lúc thí sinh thấy kết quả.",
        "Until then this page only says how many candidates applied. Those admitted, the cut-offs and the confirmed list appear at the moment when candidates see their results.",
    );
    let title = lang.t("Kết quả xét tuyển chưa công bố", "The results are not public yet");
    notice(lang, Tone::Info, title, view! { <p>{body}</p> }.into_any())
}

#[cfg(test)]
mod tests {
    use super::{Lang, count};

    #[test]
    fn thousands_are_set_apart_as_the_language_does() {
        let cases =
            [(0_u32, "0", "0"), (999, "999", "999"), (1_204, "1.204", "1,204"), (1_000_000, "1.000.000", "1,000,000")];
        for (number, vi, en) in cases {
            assert_eq!((count(Lang::Vi, number), count(Lang::En, number)), (vi.to_owned(), en.to_owned()));
        }
    }
}
