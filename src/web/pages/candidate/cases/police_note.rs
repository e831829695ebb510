//! `/candidate/cases/{id}/police-note`: what the candidate shows to the commune's police, made to be printed. It holds the
//! case number, the one field that differs, and the last three digits of the personal number: no more than the officer
//! needs to find the record with the card in hand.

use axum::{extract::Path, response::Response};
use leptos::prelude::*;

use super::{PATH, one::load};
use crate::{
    domain::{candidate::citizen_id::PersonalId, registry::case::CaseState, time::short_date},
    usecases::candidate::registry_cases::OwnCase,
    web::{
        components::*,
        error::WebError,
        i18n::{
            Lang,
            exam::differing_field_name,
            registry_case::{case_kind_name, case_kind_sentence, case_value},
        },
        page::Page,
    },
};

/// `GET /candidate/cases/{id}/police-note`; leads to the case where it is not with the police.
///
/// # Errors
/// `NotFound`, also for another one's case; `Unavailable`.
pub async fn get(page: Page, Path(id): Path<String>) -> Result<Response, WebError> {
    let own = load(&page, &id).await?;
    if own.case.state != CaseState::AwaitingPolice {
        return Ok(page.see_other(&format!("{PATH}/{}", own.case.id)));
    }
    Ok(page.ok(title(page.lang), || view(&page, &own)))
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Phiếu đề nghị cập nhật thông tin dân cư", "Note for the commune police")
}

fn view(page: &Page, own: &OwnCase) -> AnyView {
    let lang = page.lang;
    let (case, person) = (&own.case, &own.person);
    let number = PersonalId::parse(&person.identity_number).map(|number| number.masked()).unwrap_or_default();
    let mut facts = vec![
        SummaryRow::new(lang.t("Mã việc", "Case"), view! { <strong>{case.number.clone()}</strong> }.into_any()),
        SummaryRow::new(lang.t("Họ và tên trong hồ sơ", "Name on record"), text(person.full_name.clone())),
        SummaryRow::new(lang.t("Ngày sinh trong hồ sơ", "Birth date on record"), text(short_date(person.birth_date))),
        SummaryRow::new(lang.t("Số định danh (ba số cuối)", "Personal number (last three digits)"), text(number)),
        SummaryRow::new(lang.t("Nơi đăng ký dự thi", "Registration unit"), text(person.unit_name.clone())),
        SummaryRow::new(lang.t("Việc cần làm rõ", "What has to be cleared up"), text(case_kind_name(lang, case.kind))),
    ];
    if let Some((field, (recorded, registered))) = case.kind.field().zip(case.values.as_ref()) {
        let field = differing_field_name(lang, field);
        let of = |side: &str| format!("{field} – {side}");
        facts.push(SummaryRow::new(of(lang.t("hồ sơ ghi", "on record")), text(case_value(lang, case.kind, recorded))));
        facts.push(SummaryRow::new(
            of(lang.t("CSDL dân cư ghi", "in the registry")),
            text(case_value(lang, case.kind, registered)),
        ));
    }
    view! {
        {breadcrumbs(lang, &[(&format!("{PATH}/{}", case.id), case_kind_name(lang, case.kind))])}
        <h1>{title(lang)}</h1>
        <p class="lead">
            {lang.t("Gửi công an xã, phường, đặc khu nơi thường trú", "To the police of the commune of residence")}
        </p>
        {summary_list(lang, facts)}
        <h2>{lang.t("Nói với cán bộ", "What to say")}</h2>
        <p>{case_kind_sentence(lang, case.kind)}</p>
        <p>
            {lang.t(
                "“Cháu đăng ký dự thi tốt nghiệp THPT. Khi đối chiếu, thông tin trên Cơ sở dữ liệu quốc gia về dân cư khác với giấy khai sinh của cháu. Cháu đề nghị kiểm tra và cập nhật theo giấy khai sinh.”",
                "“I am registering for the graduation exam. The population registry does not agree with my birth certificate. I ask you to check it and bring it into line with the certificate.”",
            )}
        </p>
        <h2>{lang.t("Mang theo", "What to bring")}</h2>
        <ul>
            <li>{lang.t("Giấy khai sinh (bản chính hoặc bản sao)", "Your birth certificate (original or copy)")}</li>
            <li>{lang.t("Thẻ căn cước, nếu có", "Your identity card, if you have one")}</li>
            <li>{lang.t("Phiếu này", "This note")}</li>
        </ul>
        <p class="quiet">
            {lang.t(
                "Phiếu không ghi đủ số định danh; cán bộ xem số trên thẻ của bạn. Sau khi công an cập nhật, Cổng Thí sinh tự đối chiếu lại. Lập lúc ",
                "The note does not hold your whole number; the officer reads it on your card. Once the police have mended the record, the portal compares again by itself. Made at ",
            )} {instant_view(page.now)} "."
        </p>
    }
    .into_any()
}
