//! A correction slip (phiếu đính chính) of the procedures day as paper, to be signed. The page that can be printed and the
//! PDF say the same, because both are made of this.

use serde::Serialize;

use super::{Filled, pdf};
use crate::{
    domain::{exam::amendment::Slip, time::short_date},
    usecases::department::amend_registration::NumberedView,
    web::{
        error::WebError,
        i18n::{
            Lang,
            amendment::{fact_name, value_words},
        },
    },
};

/// All that stands on a slip.
#[derive(Debug, Clone, Serialize)]
pub struct SlipData {
    /// The name of the paper with its number.
    pub title: String,
    /// Who, what was printed, what is right, why.
    pub rows: Vec<(&'static str, String)>,
    /// What the slip does and does not do.
    pub note: &'static str,
    signatures: [&'static str; 2],
    sign_here: &'static str,
    portal: &'static str,
    language: &'static str,
    region: &'static str,
}

impl SlipData {
    /// The words of `slip`.
    #[must_use]
    pub fn of(lang: Lang, shown: &NumberedView, slip: &Slip) -> Self {
        let candidate = &shown.candidate;
        let value = |value| value_words(lang, &shown.names, value);
        let mut rows = vec![
            (lang.t("Số báo danh", "Candidate number"), candidate.number.to_string()),
            (lang.t("Thí sinh (đã in)", "Candidate (as printed)"), candidate.full_name.upper()),
            (lang.t("Ngày sinh (đã in)", "Birth date (as printed)"), short_date(candidate.birth_date)),
            (lang.t("Nơi đăng ký dự thi", "Registration unit"), candidate.unit_name.clone()),
            (lang.t("Mục đính chính", "Item"), fact_name(lang, slip.fact).to_owned()),
            (lang.t("Trước đính chính", "Before"), value(slip.printed.as_ref())),
            (lang.t("Đính chính thành", "Corrected to"), value(slip.corrected.as_ref())),
            (lang.t("Lý do", "Reason"), slip.reason.clone()),
        ];
        rows.push(match slip.withdraws {
            Some(number) => (lang.t("Rút phiếu số", "Takes back slip"), number.to_string()),
            None => (lang.t("Giấy tờ đã xem", "The paper that was seen"), slip.evidence.clone()),
        });
        rows.push((lang.t("Lập lúc", "Appended at"), slip.at.to_the_second()));
        rows.extend(shown.slips.withdrawal_of(slip.number).map(|later| {
            let words = format!("{} {}", lang.t("Đã bị rút bởi phiếu số", "Taken back by slip"), later.number);
            (lang.t("Hiệu lực", "Validity"), words)
        }));
        Self {
            title: format!(
                "{} {}-{}",
                lang.t("Phiếu đính chính số", "Correction slip"),
                candidate.number,
                slip.number
            ),
            rows,
            note: lang.t(
                "Phiếu này kèm theo phiếu đăng ký dự thi đã ký. Phiếu đăng ký, môn thi, phòng thi và chỗ ngồi giữ nguyên.",
                "This slip goes with the signed registration. The registration, papers, room and seat stay as they are.",
            ),
            signatures: [lang.t("Thí sinh", "The candidate"), lang.t("Hội đồng thi", "The exam council")],
            sign_here: lang.t("(ký, ghi rõ họ tên)", "(signature and name)"),
            portal: lang.t("Cổng Thí sinh", "Candidate Portal"),
            language: lang.t("vi", "en"),
            region: lang.t("vn", "gb"),
        }
    }
}

/// The slip as a PDF document.
///
/// # Errors
/// `Internal`, of which the log tells more.
pub async fn slip_pdf(data: &SlipData) -> Result<Vec<u8>, WebError> {
    pdf(Filled { template: include_str!("slip.typ"), data, pictures: Vec::new() }).await
}
