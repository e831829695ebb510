//! `/staff/accounts/invite`: first the role, where there is more than one, then the person and their office.

use axum::{extract::Query, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::{ACCOUNTS, accounts, refused};
use crate::{
    domain::{
        access::{RoleKind, accounts::managed_roles},
        field_errors::FieldErrors,
        staff_account::{InvitationForm, office_field},
    },
    usecases::staff::{AccountError, Office, invite},
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        i18n::Lang,
        page::{Page, role_name},
    },
};

/// The page.
pub const PATH: &str = "/staff/accounts/invite";

/// The role, once it is chosen.
#[derive(Deserialize, Default)]
pub struct RoleQuery {
    #[serde(default)]
    role: Option<String>,
}

/// `GET /staff/accounts/invite`
///
/// # Errors
/// `Forbidden`; `Unavailable`.
pub async fn get(page: Page, Query(query): Query<RoleQuery>) -> Result<Response, WebError> {
    let manager = page.staff()?.role.kind();
    let only = match managed_roles(manager) {
        [only] => Some(only.as_str().to_owned()),
        _ => None,
    };
    let Some(role) = query.role.or(only) else {
        return Ok(page.ok(title(page.lang), || choose_role(&page, manager, &FieldErrors::new())));
    };
    let form = InvitationForm { role, ..InvitationForm::default() };
    match form.kind(manager) {
        Ok(kind) => {
            let offices = invite::offices(&page.ctx, page.staff()?, kind).await?;
            Ok(page.ok(title(page.lang), || view(&page, kind, &offices, &form, &FieldErrors::new())))
        }
        Err(code) => {
            Ok(page.invalid(title(page.lang), || choose_role(&page, manager, &FieldErrors::one("role", code))))
        }
    }
}

/// `POST /staff/accounts/invite`
///
/// # Errors
/// `Forbidden`; `Unavailable`.
pub async fn post(page: Page, PostForm(form): PostForm<InvitationForm>) -> Result<Response, WebError> {
    let actor = page.staff()?;
    let manager = actor.role.kind();
    match invite::run(&page.ctx, actor, &form).await {
        Ok(id) => Ok(page.see_other(&format!("{ACCOUNTS}/invitations/{id}?done=invited"))),
        Err(AccountError::Invalid(errors)) => match form.kind(manager) {
            Ok(kind) => {
                let offices = invite::offices(&page.ctx, actor, kind).await?;
                Ok(page.invalid(title(page.lang), || view(&page, kind, &offices, &form, &errors)))
            }
            Err(code) => {
                Ok(page.invalid(title(page.lang), || choose_role(&page, manager, &FieldErrors::one("role", code))))
            }
        },
        Err(error) => Err(refused(error)),
    }
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Mời mở tài khoản", "Invite to an account")
}

fn label(lang: Lang, field: &str) -> &'static str {
    match field {
        "role" => lang.t("Vai trò của người được mời", "Role of the person"),
        "department" => lang.t("Sở Giáo dục và Đào tạo", "Department"),
        "unit" => lang.t("Đơn vị đăng ký dự thi", "Registration unit"),
        "institution" => lang.t("Mã cơ sở đào tạo", "Code of the institution"),
        "full_name" => lang.t("Họ và tên", "Full name"),
        "email" => lang.t("Thư điện tử công vụ", "Work e-mail address"),
        _ => "",
    }
}

/// What a role may do, in a line.
const fn role_hint(lang: Lang, role: RoleKind) -> &'static str {
    match role {
        RoleKind::SchoolHead => lang.t(
            "Khóa danh sách của đơn vị, quản lý tài khoản của đơn vị",
            "Locks the unit's list, manages the unit's accounts",
        ),
        RoleKind::SchoolStaff => lang.t("Nhập và duyệt phiếu của đơn vị", "Keys in and verifies the unit's forms"),
        RoleKind::DepartmentLead => lang.t(
            "Quản lý tài khoản của Sở và của người đứng đầu các đơn vị",
            "Manages the accounts of the department and of the heads of its units",
        ),
        RoleKind::DepartmentStaff => {
            lang.t("Theo dõi các đơn vị, mở khóa phiếu có lý do", "Follows the units, unlocks forms for a reason")
        }
        RoleKind::InstitutionLead => lang
            .t("Tuyển sinh của cơ sở, quản lý tài khoản của cơ sở", "Admission of the institution, and its accounts"),
        RoleKind::InstitutionStaff => {
            lang.t("Xem ngành, tải danh sách xác nhận", "Sees programmes, downloads the confirmed list")
        }
        RoleKind::MinistryOperator => lang.t(
            "Điều hành mùa, đề nghị công bố, quản lý tài khoản",
            "Runs the season, proposes publications, manages accounts",
        ),
        RoleKind::MinistryReleaser => lang.t(
            "Duyệt công bố; các lãnh đạo duyệt khác được báo khi có người mới",
            "Releases publications; the other releasers are told of a new one",
        ),
        RoleKind::Support => {
            lang.t("Tra cứu theo yêu cầu của thí sinh, có lý do", "Looks up where a candidate stands, for a reason")
        }
        RoleKind::Auditor => lang.t("Đọc mọi thứ, không thay đổi gì", "Reads all, changes nothing"),
        RoleKind::Candidate => "",
    }
}

fn choose_role(page: &Page, manager: RoleKind, errors: &FieldErrors) -> AnyView {
    let lang = page.lang;
    let options = managed_roles(manager)
        .iter()
        .map(|role| Choice { value: role.as_str(), label: role_name(lang, *role), hint: role_hint(lang, *role) })
        .collect();
    let role = Choices {
        lang,
        name: "role",
        label: label(lang, "role"),
        error: errors.of("role"),
        options,
        ..Choices::default()
    };
    view! {
        {back_link(lang, ACCOUNTS)}
        {error_summary(lang, errors, |field| (field.to_owned(), label(lang, field)))}
        <h1>{title(lang)}</h1>
        <form method="get" action=PATH>
            {radios(role)}
            {buttons(vec![submit(lang.t("Tiếp tục", "Continue"))])}
        </form>
    }
    .into_any()
}

fn view(page: &Page, role: RoleKind, offices: &[Office], form: &InvitationForm, errors: &FieldErrors) -> AnyView {
    let lang = page.lang;
    let manager = page.actor.role().unwrap_or(RoleKind::Candidate);
    let other_role = (managed_roles(manager).len() > 1)
        .then(|| SummaryRow::answer(lang, label(lang, "role"), role_name(lang, role)).change(PATH));
    let other_role = other_role.unwrap_or_else(|| SummaryRow::answer(lang, label(lang, "role"), role_name(lang, role)));
    let full_name = TextInput {
        lang,
        name: "full_name",
        label: label(lang, "full_name"),
        value: &form.full_name,
        error: errors.of("full_name"),
        autocomplete: "off",
        ..TextInput::default()
    };
    let email = TextInput {
        lang,
        name: "email",
        label: label(lang, "email"),
        hint: lang.t(
            "Liên kết được gửi tới đây, và đây là tên đăng nhập. Dùng địa chỉ chỉ riêng người này đọc được",
            "The link goes here, and it is the name to sign in with. Use an address that this person alone reads",
        ),
        value: &form.email,
        error: errors.of("email"),
        kind: InputKind::Email,
        autocomplete: "off",
        ..TextInput::default()
    };
    view! {
        {breadcrumbs(lang, &[(ACCOUNTS, accounts::title(lang))])}
        {error_summary(lang, errors, |field| (field.to_owned(), label(lang, field)))}
        <h1>{title(lang)}</h1>
        {summary_list(lang, vec![other_role])}
        <form method="post" action=PATH novalidate>
            <input type="hidden" name="role" value=role.as_str() />
            {office(lang, manager, role, offices, form, errors)}
            {text_input(full_name)}
            {text_input(email)}
            <p>
                {lang.t(
                    "Người được mời có 72 giờ để mở liên kết, đặt mật khẩu và cài mã xác thực.",
                    "The person has 72 hours to open the link, set a password and set up the codes.",
                )}
            </p>
            {buttons(
                vec![
                    submit(lang.t("Gửi lời mời", "Send the invitation")),
                    button_link(ButtonLook::Secondary, lang.t("Thôi", "Cancel"), ACCOUNTS),
                ],
            )}
        </form>
    }
    .into_any()
}

/// Which office: a list to choose from; of the many institutions the code, proposed by the browser while one types.
fn office(
    lang: Lang,
    manager: RoleKind,
    role: RoleKind,
    offices: &[Office],
    form: &InvitationForm,
    errors: &FieldErrors,
) -> Option<AnyView> {
    let name = office_field(manager, role)?;
    let value = match name {
        "department" => &form.department,
        "institution" => &form.institution,
        _ => &form.unit,
    };
    if name == "institution" {
        let suggestions: Vec<Choice<'_>> =
            offices.iter().map(|office| Choice { value: &office.code, label: &office.name, hint: "" }).collect();
        return Some(text_input(TextInput {
            lang,
            name,
            label: label(lang, name),
            hint: lang.t(
                "Ví dụ: BKA. Gõ mã hoặc một phần tên để chọn",
                "Like BKA. Type the code, or part of the name to choose",
            ),
            value,
            error: errors.of(name),
            autocomplete: "off",
            width: Width::Short,
            suggestions: &suggestions,
            ..TextInput::default()
        }));
    }
    let labels: Vec<String> = offices.iter().map(|office| format!("{} – {}", office.code, office.name)).collect();
    let options =
        offices.iter().zip(&labels).map(|(office, label)| Choice { value: &office.key, label, hint: "" }).collect();
    Some(select(Select {
        lang,
        name,
        label: label(lang, name),
        value,
        error: errors.of(name),
        options,
        ..Select::default()
    }))
}
