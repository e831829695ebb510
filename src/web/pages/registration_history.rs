//! What happened to an exam registration: the same table for the candidate and for whoever verifies.

use leptos::prelude::*;

use crate::{
    domain::{access::RoleKind, exam::state::RegistrationStatus},
    usecases::school::view_registration::RegistrationEvent,
    web::{
        components::{Column, Table, instant_view, table, text},
        i18n::{
            Lang,
            exam::{registration_status_name, rejection_category_name},
        },
    },
};

/// Every step, the latest first. `candidate` is what the reader calls the candidate.
#[must_use]
pub fn view(lang: Lang, events: &[RegistrationEvent], candidate: &str) -> AnyView {
    table(Table {
        caption: lang.t("Các bước xử lý", "Steps"),
        columns: vec![
            Column::words(lang.t("Lúc", "When")),
            Column::words(lang.t("Việc", "What")),
            Column::words(lang.t("Người thực hiện", "Who")),
            Column::words(lang.t("Lý do", "Reason")),
        ],
        rows: events.iter().map(|event| cells(lang, event, candidate)).collect(),
        when_empty: lang.t("Chưa có bước nào.", "Nothing has happened yet."),
    })
}

fn cells(lang: Lang, event: &RegistrationEvent, candidate: &str) -> Vec<AnyView> {
    let what = match (event.from, event.to) {
        (RegistrationStatus::Draft, RegistrationStatus::Submitted) => lang.t("Nộp phiếu", "Submitted"),
        (RegistrationStatus::Submitted, RegistrationStatus::Draft) => lang.t("Rút phiếu", "Withdrawn"),
        (RegistrationStatus::Approved, RegistrationStatus::Submitted) => {
            lang.t("Hoàn tác việc duyệt", "The approval was taken back")
        }
        (RegistrationStatus::Rejected, RegistrationStatus::Draft) => lang.t("Bắt đầu sửa", "Began to correct"),
        (RegistrationStatus::Cancelled, RegistrationStatus::Draft) => lang.t("Đăng ký lại", "Began again"),
        (RegistrationStatus::CorrectionRequested, RegistrationStatus::Approved) => {
            lang.t("Trả lời yêu cầu sửa", "Answered the request")
        }
        (RegistrationStatus::Ineligible, RegistrationStatus::Approved) => {
            lang.t("Đủ điều kiện trở lại", "Found eligible after all")
        }
        (_, to) => registration_status_name(lang, to),
    };
    let who = match (&event.staff_name, event.role) {
        (Some(name), _) => name.clone(),
        (None, Some(RoleKind::Candidate)) => candidate.to_owned(),
        (None, Some(RoleKind::SchoolStaff | RoleKind::SchoolHead)) => {
            lang.t("Nơi đăng ký dự thi", "The registration unit").to_owned()
        }
        (None, Some(RoleKind::DepartmentStaff | RoleKind::DepartmentLead)) => {
            lang.t("Sở Giáo dục và Đào tạo", "The department of education").to_owned()
        }
        (None, _) => lang.t("Cổng Thí sinh", "The portal").to_owned(),
    };
    let why = match (&event.rejection, &event.reason) {
        (Some(rejection), _) => {
            text(format!("{}: {}", rejection_category_name(lang, rejection.category), rejection.text))
        }
        (None, Some(reason)) => text(reason.clone()),
        (None, None) => text("–"),
    };
    vec![instant_view(event.at), text(what), text(who), why]
}
