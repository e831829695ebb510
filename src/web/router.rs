//! Every door of the portal in one table, each with its access rule.

use std::{
    any::Any,
    path::Path,
    sync::{Arc, LazyLock},
    time::Duration,
};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderValue, Response, StatusCode, header},
    middleware::from_fn_with_state,
    response::IntoResponse as _,
    routing::{get, get_service},
};
use sha2::{Digest as _, Sha256};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    services::{ServeDir, ServeFile, fs::ServeFileSystemResponseBody},
    set_header::{MakeHeaderValue, SetResponseHeaderLayer},
    timeout::TimeoutLayer,
};

use super::{
    doors::{Door, DoorParts, Doors},
    error::WebError,
    middleware::{
        limit::{Limits, limit_address},
        observe::observe,
        same_site::same_site,
        waiting_room::{WaitingRoom, waiting_room},
    },
    page::page_layer,
    pages::{
        self, account, audit,
        candidate::{self, payment, preferences, registration},
        department::{self, amendments},
        institution,
        ministry::{
            self,
            matching::{publication, quota_trial},
            payments,
        },
        school, staff, staff_sign_in,
    },
    session, session_frame,
    upload::UPLOAD_TIMEOUT,
    webhooks,
};
use crate::{
    domain::{
        access::{Permission, RoleKind, Rule},
        exam::attachments::MAX_UPLOAD_BYTES,
        roll::import::MAX_FILE_BYTES,
        text::hex,
    },
    usecases::{Ctx, context::paths},
};

/// The most bytes that a form may hold.
pub const FORM_LIMIT_BYTES: usize = 64 * 1024;
/// How long a request may take.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// What the web layer shares between requests.
#[derive(Clone, Debug)]
pub struct AppState {
    /// What use cases are given.
    pub ctx: Ctx,
    /// The style sheet's address, with the hash of its content.
    pub css_href: Arc<str>,
    /// Origins outside to which a form's answer may lead (citizen ID, payment), for the security policy.
    pub form_targets: Arc<str>,
    /// How much one session or address may ask for.
    pub limits: Arc<Limits>,
}

impl AppState {
    /// The state of a process that serves with `ctx`.
    #[must_use]
    pub fn new(ctx: Ctx) -> Self {
        Self {
            css_href: versioned_asset(&ctx.config.web.site_root, "pkg/portal.css").into(),
            form_targets: form_targets(&ctx).into(),
            limits: Arc::new(Limits::new(ctx.config.limits, &ctx.clock)),
            ctx,
        }
    }
}

/// All doors.
fn doors() -> Doors {
    Doors::default()
        .get("/", Rule::Public, pages::home::get)
        .get("/help", Rule::Public, pages::help::get)
        .post("/language", Rule::Public, pages::language::post)
        .get("/catalogue", Rule::Public, pages::catalogue::search::get)
        .get("/catalogue/{institution}/{admission_code}", Rule::Public, pages::catalogue::programme::get)
        .get("/documents/{code}", Rule::Public, pages::document::get)
        .get("/sign-in", Rule::Public, pages::sign_in::get)
        .post("/sign-in", Rule::Public, pages::sign_in::post)
        .get("/sign-in/again", may(Permission::ViewOwnRecord), pages::sign_in::again::get)
        .post("/sign-in/again", may(Permission::ViewOwnRecord), pages::sign_in::again::post)
        .get(paths::CITIZEN_ID_CALLBACK, Rule::Public, pages::sign_in::callback)
        .get(paths::SIGNED_OUT, Rule::Public, pages::sign_in::signed_out::get)
        .get("/staff/sign-in", Rule::Public, staff_sign_in::password::get)
        .post("/staff/sign-in", Rule::Public, staff_sign_in::password::post)
        .get(staff_sign_in::code::PATH, Rule::Public, staff_sign_in::code::get)
        .post(staff_sign_in::code::PATH, Rule::Public, staff_sign_in::code::post)
        .get(staff_sign_in::enrolment::PATH, Rule::Public, staff_sign_in::enrolment::get)
        .post(staff_sign_in::enrolment::PATH, Rule::Public, staff_sign_in::enrolment::post)
        .get("/staff/recovery-codes", may(Permission::KeepOwnAccount), staff_sign_in::recovery::get)
        .post("/staff/recovery-codes", may(Permission::KeepOwnAccount), staff_sign_in::recovery::post)
        .post("/sign-out", Rule::Public, pages::sign_out::post)
        .get(session_frame::LEFT, Rule::Public, pages::session::left)
        .post(session_frame::EXTEND, Rule::SignedIn, pages::session::extend)
        .get("/account", Rule::SignedIn, account::get)
        .get(account::password::PATH, may(Permission::KeepOwnAccount), account::password::get)
        .post(account::password::PATH, may(Permission::KeepOwnAccount), account::password::post)
        .get(account::second_factor::PATH, may(Permission::KeepOwnAccount), account::second_factor::get)
        .post(account::second_factor::PATH, may(Permission::KeepOwnAccount), account::second_factor::post)
        .get(account::new_device::PATH, may(Permission::KeepOwnAccount), account::new_device::get)
        .post(account::new_device::PATH, may(Permission::KeepOwnAccount), account::new_device::post)
        .get("/account/sessions", Rule::SignedIn, account::sessions::get)
        .post("/account/sessions/end", Rule::SignedIn, account::sessions::end)
        .post("/account/sessions/end-others", Rule::SignedIn, account::sessions::end_others)
        .get("/not-me/{token}", Rule::Public, pages::not_me::open)
        .get("/not-me", Rule::Public, pages::not_me::get)
        .post("/not-me", Rule::Public, pages::not_me::post)
        .get("/not-me/done", Rule::Public, pages::not_me::done)
        .get("/candidate/freeze", may(Permission::ViewOwnRecord), candidate::freeze::get)
        .post("/candidate/freeze/lift", may(Permission::EditOwnPreferences), candidate::freeze::lift)
        .get("/candidate", may(Permission::ViewOwnRecord), candidate::home::get)
        .get("/candidate/registration", may(Permission::ViewOwnRecord), registration::tasks::get)
        .get("/candidate/registration/{section}", may(Permission::ViewOwnRecord), registration::section::get)
        .post_kept(
            "/candidate/registration/{section}",
            may(Permission::EditOwnRegistration),
            registration::section::post,
            registration::section::after_end,
        )
        .get(
            "/candidate/registration/{section}/autosave",
            may(Permission::ViewOwnRecord),
            registration::section::to_section,
        )
        .post(
            "/candidate/registration/{section}/autosave",
            may(Permission::EditOwnRegistration),
            registration::section::post_autosave,
        )
        .get("/candidate/registration/portrait", may(Permission::ViewOwnRecord), registration::portrait::get)
        .upload(
            "/candidate/registration/portrait",
            may(Permission::EditOwnRegistration),
            MAX_UPLOAD_BYTES,
            registration::portrait::post,
        )
        .get(
            "/candidate/registration/portrait/remove",
            may(Permission::ViewOwnRecord),
            registration::portrait::to_portrait,
        )
        .post(
            "/candidate/registration/portrait/remove",
            may(Permission::EditOwnRegistration),
            registration::portrait::post_remove,
        )
        .get(
            "/candidate/registration/portrait/{id}/crop",
            may(Permission::ViewOwnRecord),
            registration::portrait::get_crop,
        )
        .post(
            "/candidate/registration/portrait/{id}/crop",
            may(Permission::EditOwnRegistration),
            registration::portrait::post_crop,
        )
        .get(
            "/candidate/registration/portrait/{id}/preview",
            may(Permission::ViewOwnRecord),
            registration::portrait::get_preview,
        )
        .get("/candidate/registration/evidence", may(Permission::ViewOwnRecord), registration::evidence::get)
        .upload(
            "/candidate/registration/evidence",
            may(Permission::EditOwnRegistration),
            MAX_UPLOAD_BYTES,
            registration::evidence::post,
        )
        .get(
            "/candidate/registration/evidence/remove",
            may(Permission::ViewOwnRecord),
            registration::evidence::to_evidence,
        )
        .post(
            "/candidate/registration/evidence/remove",
            may(Permission::EditOwnRegistration),
            registration::evidence::post_remove,
        )
        .get("/candidate/files/{id}", may(Permission::ViewOwnRecord), registration::file::get)
        .get("/candidate/registration/{section}/find", may(Permission::ViewOwnRecord), registration::find::get)
        .get(registration::practice::DISCARD, may(Permission::ViewOwnRecord), registration::practice::to_tasks)
        .post(
            registration::practice::DISCARD,
            may(Permission::EditOwnRegistration),
            registration::practice::post_discard,
        )
        .get("/candidate/registration/check", may(Permission::ViewOwnRecord), registration::check::get)
        .get("/candidate/registration/submit", may(Permission::ViewOwnRecord), registration::check::get)
        .post("/candidate/registration/submit", may(Permission::EditOwnRegistration), registration::check::post)
        .get("/candidate/registration/submitted", may(Permission::ViewOwnRecord), registration::submitted::get)
        .get("/candidate/registration/versions/{number}", may(Permission::ViewOwnRecord), registration::version::get)
        .get("/candidate/registration/paper", may(Permission::ViewOwnRecord), registration::paper::get)
        .get("/candidate/registration/paper.pdf", may(Permission::ViewOwnRecord), registration::paper::get_pdf)
        .get("/candidate/registration/form/{act}", may(Permission::ViewOwnRecord), registration::act::get)
        .post("/candidate/registration/form/{act}", may(Permission::EditOwnRegistration), registration::act::post)
        .get("/candidate/payment", may(Permission::ViewOwnRecord), payment::get)
        .get(session_frame::LIVE_PAYMENT, may(Permission::ViewOwnRecord), payment::get_status)
        .get("/candidate/payment/receipt", may(Permission::ViewOwnRecord), payment::get_receipt)
        .post("/candidate/payment/start", may(Permission::PayOwnFee), payment::start)
        .post("/candidate/payment/transfer", may(Permission::PayOwnFee), payment::transfer)
        .post("/candidate/payment/link", may(Permission::PayOwnFee), payment::share_link)
        .post("/candidate/payment/link/revoke", may(Permission::PayOwnFee), payment::revoke_link)
        .get("/candidate/cases", may(Permission::ViewOwnRecord), candidate::cases::get)
        .post("/candidate/cases/check-again", may(Permission::AnswerOwnCase), candidate::cases::check_again)
        .get("/candidate/cases/{id}", may(Permission::ViewOwnRecord), candidate::cases::get_one)
        .post("/candidate/cases/{id}", may(Permission::AnswerOwnCase), candidate::cases::answer)
        .get("/candidate/cases/{id}/police-note", may(Permission::ViewOwnRecord), candidate::cases::get_police_note)
        .get("/candidate/preferences", may(Permission::ViewOwnRecord), preferences::list::get)
        .post("/candidate/preferences/add", may(Permission::EditOwnPreferences), preferences::edit::add)
        .post("/candidate/preferences/remove", may(Permission::EditOwnPreferences), preferences::edit::remove)
        .post("/candidate/preferences/move-up", may(Permission::EditOwnPreferences), preferences::edit::move_up)
        .post("/candidate/preferences/move-down", may(Permission::EditOwnPreferences), preferences::edit::move_down)
        .post("/candidate/preferences/move", may(Permission::EditOwnPreferences), preferences::edit::move_to)
        .get("/candidate/preferences/check", may(Permission::ViewOwnRecord), preferences::check::get)
        .post("/candidate/preferences/submit", may(Permission::EditOwnPreferences), preferences::check::post)
        .get("/candidate/preferences/submitted", may(Permission::ViewOwnRecord), preferences::submitted::get)
        .get("/candidate/preferences/versions", may(Permission::ViewOwnRecord), preferences::versions::get)
        .get("/candidate/marks", may(Permission::ViewOwnRecord), candidate::marks::get)
        .get(candidate::appeals::PATH, may(Permission::ViewOwnRecord), candidate::appeals::get)
        .post(candidate::appeals::PATH, may(Permission::AppealOwnMarks), candidate::appeals::post)
        .post("/candidate/appeals/{id}/withdraw", may(Permission::AppealOwnMarks), candidate::appeals::withdraw)
        .get("/candidate/result", may(Permission::ViewOwnRecord), candidate::result::get)
        .get("/candidate/enrolment", may(Permission::ViewOwnRecord), candidate::enrolment::get)
        .post("/candidate/enrolment/confirm", may(Permission::ConfirmOwnEnrolment), candidate::enrolment::post_confirm)
        .get("/candidate/enrolment/confirmed", may(Permission::ViewOwnRecord), candidate::enrolment::get_confirmed)
        .get(paths::PAYMENT_RETURN, Rule::Public, pages::payment_return::get)
        .get("/payment/return/status", Rule::Public, pages::payment_return::get_status)
        .get("/pay/{token}", Rule::Public, pages::pay_link::open)
        .get("/pay", Rule::Public, pages::pay_link::get)
        .post("/pay", Rule::Public, pages::pay_link::post)
        .get("/candidate/access-log", may(Permission::ViewOwnRecord), candidate::access_log::get)
        .get("/candidate/access-log/{entry}/ask", may(Permission::ViewOwnRecord), candidate::access_question::get)
        .post("/candidate/access-log/{entry}/ask", may(Permission::ViewOwnRecord), candidate::access_question::post)
        .get("/questions", may(Permission::AnswerAccessQuestion), pages::lead::questions::get)
        .get("/questions/{id}", may(Permission::AnswerAccessQuestion), pages::lead::questions::get_one)
        .post("/questions/{id}", may(Permission::AnswerAccessQuestion), pages::lead::questions::post)
        .get("/audit", may(Permission::ReadAuditLog), audit::search::get)
        .post("/audit", may(Permission::ReadAuditLog), audit::search::post)
        .get("/audit/entries/{id}", may(Permission::ReadAuditLog), audit::entry::get)
        .get("/audit/chain", may(Permission::ReadAuditLog), audit::chain::get)
        .get("/audit/questions", may(Permission::ReadAuditLog), audit::questions::get)
        .get("/transparency/audit", Rule::Public, pages::transparency::get)
        .get("/transparency/audit.json", Rule::Public, pages::transparency::get_json)
        .get("/school", may(Permission::ViewRegistrations), school::queue::get)
        .get(school::roll::PATH, may(Permission::ViewRegistrations), school::roll::get)
        .upload(school::roll::PATH, may(Permission::ImportRoll), MAX_FILE_BYTES, school::roll::post)
        .get("/school/roll/template.csv", may(Permission::ImportRoll), school::roll::get_template_csv)
        .get("/school/roll/template.xlsx", may(Permission::ImportRoll), school::roll::get_template_xlsx)
        .get("/school/roll/imports/{id}", may(Permission::ViewRegistrations), school::roll::get_one)
        .get("/school/roll/imports/{id}/status", may(Permission::ViewRegistrations), school::roll::get_status)
        .get("/school/roll/imports/{id}/file", may(Permission::ImportRoll), school::roll::get_file)
        .get("/school/roll/imports/{id}/accept", may(Permission::ImportRoll), school::roll::to_one)
        .post("/school/roll/imports/{id}/accept", may(Permission::ImportRoll), school::roll::accept)
        .get("/school/roll/entries/{id}/take-off", may(Permission::ImportRoll), school::roll::get_take_off)
        .post("/school/roll/entries/{id}/take-off", may(Permission::ImportRoll), school::roll::take_off)
        .get(school::search::PATH, may(Permission::ViewRegistrations), school::search::get)
        .post(school::search::PATH, may(Permission::ViewRegistrations), school::search::post)
        .get(school::classes::PATH, may(Permission::ViewRegistrations), school::classes::get)
        .get("/school/cases", may(Permission::ViewRegistrations), school::cases::get)
        .get("/school/cases/{id}", may(Permission::ViewRegistrations), school::case::get)
        .post("/school/cases/{id}", may(Permission::SettleCase), school::case::post)
        .get("/school/queue/next", may(Permission::DecideRegistration), school::queue::to_queue)
        .post("/school/queue/next", may(Permission::DecideRegistration), school::queue::next)
        .get(school::batch::PATH, may(Permission::DecideRegistration), school::batch::get)
        .post(school::batch::PATH, may(Permission::DecideRegistration), school::batch::post)
        .get("/school/batch/{id}/undo", may(Permission::DecideRegistration), school::batch::to_queue)
        .post("/school/batch/{id}/undo", may(Permission::DecideRegistration), school::batch::undo)
        .get("/school/registrations/{id}/claim", may(Permission::DecideRegistration), school::record::to_record)
        .post("/school/registrations/{id}/claim", may(Permission::DecideRegistration), school::record::claim)
        .get("/school/registrations/{id}", may(Permission::ViewRegistrations), school::record::get)
        .get("/school/registrations/{id}/files/{file}", may(Permission::ViewRegistrations), school::file::get)
        .get("/school/registrations/{id}/arrangements", may(Permission::DecideRegistration), school::arrangements::get)
        .get("/school/registrations/{id}/approve", may(Permission::DecideRegistration), school::record::to_record)
        .post("/school/registrations/{id}/approve", may(Permission::DecideRegistration), school::record::approve)
        .get("/school/registrations/{id}/reject", may(Permission::DecideRegistration), school::record::to_record)
        .post("/school/registrations/{id}/reject", may(Permission::DecideRegistration), school::returning::post)
        .get("/school/registrations/{id}/acts/{act}", may(Permission::RequestUnlock), school::act::get)
        .post("/school/registrations/{id}/acts/{act}", may(Permission::RequestUnlock), school::act::post)
        .get("/school/registrations/{id}/correction", may(Permission::ViewRegistrations), school::correction::get)
        .post("/school/registrations/{id}/correction", may(Permission::DecideRegistration), school::correction::post)
        .get("/school/exam-notices.pdf", may(Permission::DecideRegistration), school::exam_notices::get_pdf)
        .get("/school/list", may(Permission::DecideRegistration), school::sign_off::get)
        .get("/school/list/lock", may(Permission::LockUnitList), school::sign_off::to_list)
        .post("/school/list/lock", may(Permission::LockUnitList), school::sign_off::lock)
        .get("/school/list/sign", may(Permission::DecideRegistration), school::sign_off::to_list)
        .post("/school/list/sign", may(Permission::DecideRegistration), school::sign_off::sign)
        .get("/department/exam", may(Permission::RunExamCouncil), department::exam::get)
        .get("/department/exam/venues", may(Permission::RunExamCouncil), department::exam::to_council)
        .post("/department/exam/venues", may(Permission::RunExamCouncil), department::exam::add_venue)
        .get("/department/exam/units", may(Permission::RunExamCouncil), department::exam::to_council)
        .post("/department/exam/units", may(Permission::RunExamCouncil), department::exam::place_units)
        .get(
            "/department/exam/units/{unit}/notices.pdf",
            may(Permission::RunExamCouncil),
            department::exam::get_notices,
        )
        .get("/department/exam/venues/{venue}", may(Permission::RunExamCouncil), department::venue::get)
        .post("/department/exam/venues/{venue}", may(Permission::RunExamCouncil), department::venue::post)
        .get("/department/exam/venues/{venue}/remove", may(Permission::RunExamCouncil), department::venue::get)
        .post("/department/exam/venues/{venue}/remove", may(Permission::RunExamCouncil), department::venue::remove)
        .get("/department/exam/venues/{venue}/arrangements", may(Permission::RunExamCouncil), department::needs::get)
        .get("/department/exam/venues/{venue}/numbers", may(Permission::GiveCandidateNumbers), department::numbers::get)
        .post(
            "/department/exam/venues/{venue}/numbers",
            may(Permission::GiveCandidateNumbers),
            department::numbers::post,
        )
        .get(department::new_unit::PATH, may(Permission::ManageUnits), department::new_unit::get)
        .post(department::new_unit::PATH, may(Permission::ManageUnits), department::new_unit::post)
        .get("/department/units/{unit}/edit", may(Permission::ManageUnits), department::rename_unit::get)
        .post("/department/units/{unit}/edit", may(Permission::ManageUnits), department::rename_unit::post)
        .get(amendments::PATH, may(Permission::AmendRegistration), amendments::get)
        .post(amendments::PATH, may(Permission::AmendRegistration), amendments::post)
        .get("/department/exam/amendments/{id}", may(Permission::AmendRegistration), amendments::candidate::get)
        .get("/department/exam/amendments/{id}/{fact}", may(Permission::AmendRegistration), amendments::fact::get)
        .post("/department/exam/amendments/{id}/{fact}", may(Permission::AmendRegistration), amendments::fact::post)
        .get(
            "/department/exam/amendments/{id}/slips/{number}",
            may(Permission::AmendRegistration),
            amendments::slip::get,
        )
        .post(
            "/department/exam/amendments/{id}/slips/{number}",
            may(Permission::AmendRegistration),
            amendments::slip::post,
        )
        .get(
            "/department/exam/amendments/{id}/slips/{number}/slip.pdf",
            may(Permission::AmendRegistration),
            amendments::slip::get_pdf,
        )
        .get("/candidate/registration/corrections", may(Permission::ViewOwnRecord), registration::correction::get)
        .get(
            "/candidate/registration/corrections/{section}",
            may(Permission::ViewOwnRecord),
            registration::correction::get_section,
        )
        .post_kept(
            "/candidate/registration/corrections/{section}",
            may(Permission::EditOwnRegistration),
            registration::correction::post,
            registration::correction::after_end,
        )
        .get("/candidate/exam-notice", may(Permission::ViewOwnRecord), candidate::exam_notice::get)
        .get("/candidate/exam-notice.pdf", may(Permission::ViewOwnRecord), candidate::exam_notice::get_pdf)
        .get("/department/unlocks", may(Permission::UnlockRegistration), department::unlocks::get)
        .post("/department/unlocks/{id}", may(Permission::ApproveUnlock), department::unlocks::post)
        .get(department::appeals::PATH, may(Permission::DecideMarkAppeal), department::appeals::get)
        .get("/department/appeals.csv", may(Permission::DecideMarkAppeal), department::appeals::get_csv)
        .get("/department/appeals/{id}", may(Permission::DecideMarkAppeal), department::appeal::get)
        .post("/department/appeals/{id}", may(Permission::DecideMarkAppeal), department::appeal::post)
        .get("/department/cases", may(Permission::ViewDepartment), department::identity::get_own)
        .get("/departments/{department}/cases", may(Permission::ViewDepartment), department::identity::get)
        .get("/department", may(Permission::ViewDepartment), department::units::get_own)
        .get("/departments", may(Permission::ViewDepartment), department::departments::get)
        .get("/departments/{department}", may(Permission::ViewDepartment), department::units::get)
        .get("/departments/{department}/units.csv", may(Permission::ViewDepartment), department::units::get_csv)
        .get("/departments/{department}/units/{unit}", may(Permission::ViewDepartment), department::unit::get)
        .get("/support", may(Permission::LookUpCandidate), pages::support::candidate::get)
        .post("/support", may(Permission::LookUpCandidate), pages::support::candidate::post)
        .get("/support/payments", may(Permission::LookUpCandidate), pages::support::payment::get)
        .post("/support/payments", may(Permission::LookUpCandidate), pages::support::payment::post)
        .get("/institution", may(Permission::ViewApplicants), institution::programmes::get)
        .get("/institution/programmes/{admission_code}", may(Permission::ViewApplicants), institution::programme::get)
        .get("/institution/downloads", may(Permission::DownloadConfirmedList), institution::downloads::get)
        .get("/institution/confirmed.csv", may(Permission::DownloadConfirmedList), institution::downloads::get_csv)
        .get("/institution/confirmed.xlsx", may(Permission::DownloadConfirmedList), institution::downloads::get_xlsx)
        .get("/ministry", may(Permission::ViewSeasonFigures), ministry::home::get)
        .get("/ministry/matching", may(Permission::ViewMatching), ministry::matching::get)
        .post("/ministry/matching/run", may(Permission::RunMatching), ministry::matching::post_run)
        .get("/ministry/matching/{run}", may(Permission::ViewMatching), ministry::matching::get_one)
        .get("/ministry/matching/{run}/quota-trial", may(Permission::ViewMatching), quota_trial::get)
        .get("/ministry/matching/{run}/propose", may(Permission::ProposePublication), publication::to_run)
        .post("/ministry/matching/{run}/propose", may(Permission::ProposePublication), publication::propose)
        .get("/ministry/matching/{run}/approve", may(Permission::ApprovePublication), publication::get_approve)
        .post("/ministry/matching/{run}/approve", may(Permission::ApprovePublication), publication::approve)
        .get("/ministry/matching/{run}/reject", may(Permission::ApprovePublication), publication::to_run)
        .post("/ministry/matching/{run}/reject", may(Permission::ApprovePublication), publication::reject)
        .get("/ministry/matching/{run}/withdraw", may(Permission::ProposePublication), publication::to_run)
        .post("/ministry/matching/{run}/withdraw", may(Permission::ProposePublication), publication::withdraw)
        .get(payments::PATH, may(Permission::ViewPayments), payments::get)
        .get(payments::worklist::PATH, may(Permission::ViewPayments), payments::worklist::get)
        .get(payments::statements::PATH, may(Permission::ViewPayments), payments::statements::get)
        .get("/ministry/payments/orders/{id}", may(Permission::ViewPayments), payments::order::get)
        .get("/ministry/payments/orders/{id}/decide", may(Permission::DecidePayment), payments::order::to_order)
        .post("/ministry/payments/orders/{id}/decide", may(Permission::DecidePayment), payments::order::decide)
        .get(payments::windows::PATH, may(Permission::ViewPayments), payments::windows::get)
        .post(payments::windows::PATH, may(Permission::ExtendPaymentWindow), payments::windows::post)
        .get("/ministry/clock", may(Permission::MoveDemoClock), ministry::clock::get)
        .post("/ministry/clock", may(Permission::MoveDemoClock), ministry::clock::post)
        .get(staff::ACCOUNTS, may(Permission::ViewStaffAccounts), staff::accounts::get)
        .post(staff::ACCOUNTS, may(Permission::ViewStaffAccounts), staff::accounts::post)
        .get("/staff/accounts/invite", may(Permission::ManageStaffAccounts), staff::invite::get)
        .post("/staff/accounts/invite", may(Permission::ManageStaffAccounts), staff::invite::post)
        .get("/staff/accounts/invitations/{id}", may(Permission::ViewStaffAccounts), staff::sent_invitation::get)
        .post(
            "/staff/accounts/invitations/{id}/resend",
            may(Permission::ManageStaffAccounts),
            staff::sent_invitation::resend,
        )
        .post(
            "/staff/accounts/invitations/{id}/revoke",
            may(Permission::ManageStaffAccounts),
            staff::sent_invitation::revoke,
        )
        .get("/staff/accounts/{id}", may(Permission::ViewStaffAccounts), staff::account::get)
        .get(
            "/staff/accounts/{id}/reset-password",
            may(Permission::ManageStaffAccounts),
            staff::account_action::get_reset_password,
        )
        .post(
            "/staff/accounts/{id}/reset-password",
            may(Permission::ManageStaffAccounts),
            staff::account_action::reset_password,
        )
        .get(
            "/staff/accounts/{id}/reset-second-factor",
            may(Permission::ManageStaffAccounts),
            staff::account_action::get_reset_second_factor,
        )
        .post(
            "/staff/accounts/{id}/reset-second-factor",
            may(Permission::ManageStaffAccounts),
            staff::account_action::reset_second_factor,
        )
        .get("/staff/accounts/{id}/close", may(Permission::ManageStaffAccounts), staff::account_action::get_close)
        .post("/staff/accounts/{id}/close", may(Permission::ManageStaffAccounts), staff::account_action::close)
        .get("/staff/accounts/{id}/reopen", may(Permission::ManageStaffAccounts), staff::account_action::get_reopen)
        .post("/staff/accounts/{id}/reopen", may(Permission::ManageStaffAccounts), staff::account_action::reopen)
        .get("/staff/invitation/{token}", Rule::Public, staff::invitation::open)
        .get("/staff/invitation", Rule::Public, staff::invitation::get)
        .post("/staff/invitation", Rule::Public, staff::invitation::post)
        .get("/staff/password-reset/{token}", Rule::Public, staff::password_reset::open)
        .get("/staff/password-reset", Rule::Public, staff::password_reset::get)
        .post("/staff/password-reset", Rule::Public, staff::password_reset::post)
        .get(paths::PAYMENT_NOTIFICATION, Rule::Machine, webhooks::payment::get)
        .get("/gallery", Rule::Public, pages::gallery::get)
        .get("/gallery/mail", Rule::Public, pages::gallery_mail::get)
}

/// Whoever has the right.
const fn may(permission: Permission) -> Rule {
    Rule::May(permission)
}

/// What belongs to nobody: files, and the sign of life. `site_root` is their folder.
fn files(doors: Doors, site_root: &Path) -> Doors {
    let named = |name: &str| {
        let file = ServiceBuilder::new().layer(kept("no-cache")).service(ServeFile::new(site_root.join(name)));
        get_service(file)
    };
    // The names of these hold a hash of their content.
    let package = ServiceBuilder::new()
        .layer(kept("public, max-age=31536000, immutable"))
        .service(ServeDir::new(site_root).precompressed_br());
    doors
        .file("/health", get(|| async { "ok" }))
        .file("/pkg/{*file}", get_service(package))
        .file("/islands.js", named("islands.js"))
        .file("/favicon.svg", named("favicon.svg"))
}

/// How long browsers keep a file; an error is kept by nobody.
fn kept(
    value: &'static str,
) -> SetResponseHeaderLayer<impl MakeHeaderValue<Response<ServeFileSystemResponseBody>> + Clone> {
    SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, move |response: &Response<_>| {
        let is_file = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
        is_file.then(|| HeaderValue::from_static(value))
    })
}

/// Whether `path` leads to a page: a `GET` door of people, whatever its query.
pub fn is_page(path: &str) -> bool {
    page_door(path).is_some()
}

/// Where candidates sign in.
pub const SIGN_IN: &str = "/sign-in";
/// Where staff do.
pub const STAFF_SIGN_IN: &str = "/staff/sign-in";

/// Where those sign in for whom the door at `path` is; either, where there is no such door.
pub fn sign_ins_of(path: &str) -> Vec<&'static str> {
    static DOORS: LazyLock<Vec<Door>> = LazyLock::new(|| doors().into_parts().list);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let roles = DOORS.iter().find(|door| door.fits(path)).map(|door| door.roles.as_slice()).unwrap_or_default();
    let is_for =
        |candidate: bool| roles.is_empty() || roles.iter().any(|role| (*role == RoleKind::Candidate) == candidate);
    [(SIGN_IN, is_for(true)), (STAFF_SIGN_IN, is_for(false))]
        .into_iter()
        .filter_map(|(start, is_wanted)| is_wanted.then_some(start))
        .collect()
}

/// Whether `path` leads to a page for candidates and staff alike.
pub fn is_page_of_whoever_signs_in(path: &str) -> bool {
    page_door(path).is_some_and(|door| door.rule == Rule::SignedIn.as_str())
}

fn page_door(path: &str) -> Option<&'static Door> {
    static PAGES: LazyLock<Vec<Door>> = LazyLock::new(|| {
        let doors = doors().into_parts().list.into_iter();
        doors.filter(|door| door.method == "GET" && door.rule != Rule::Machine.as_str()).collect()
    });
    let path = path.split(['?', '#']).next().unwrap_or_default();
    PAGES.iter().find(|door| door.fits(path))
}

/// The doors alone, for `portal routes` and for tests.
#[must_use]
pub fn door_list() -> Vec<Door> {
    files(doors(), Path::new("")).into_parts().list
}

/// The whole application.
pub fn router(ctx: Ctx) -> Router {
    let site_root = ctx.config.web.site_root.clone();
    let state = AppState::new(ctx);
    let passwords = state.ctx.config.passwords;
    let room = Arc::new(WaitingRoom::new(passwords.threads, passwords.queue));
    let DoorParts { pages, uploads, files, .. } = files(doors(), &site_root).into_parts();
    let around = |doors: Router<AppState>, time: Duration| {
        doors.layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(state.clone(), limit_address))
                .layer(from_fn_with_state(Arc::clone(&room), waiting_room))
                .layer(session::layer(&state.ctx))
                .layer(from_fn_with_state(state.clone(), page_layer))
                .layer(CatchPanicLayer::custom(broken))
                .layer(from_fn_with_state(state.clone(), same_site))
                .layer(DefaultBodyLimit::max(FORM_LIMIT_BYTES))
                .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, time)),
        )
    };
    let pages = around(pages.fallback(|| async { WebError::NotFound }), REQUEST_TIMEOUT);
    let pages = around(uploads, UPLOAD_TIMEOUT).merge(pages);
    outermost(&state, files.merge(pages))
}

/// `doors` behind what every request passes first and every answer last.
pub fn outermost(state: &AppState, doors: Router<AppState>) -> Router {
    let layers =
        ServiceBuilder::new().layer(from_fn_with_state(state.clone(), observe)).layer(CatchPanicLayer::custom(broken));
    doors.layer(layers).with_state(state.clone())
}

/// The answer when something panicked: what it said stays inside.
fn broken(_: Box<dyn Any + Send>) -> axum::response::Response {
    WebError::Internal.into_response()
}

/// `/path?v=<hash of the content>`, so that browsers keep a file for good and still see a new one.
fn versioned_asset(site_root: &Path, path: &str) -> String {
    let content = std::fs::read(site_root.join(path)).unwrap_or_default();
    let mut version = hex(&Sha256::digest(&content));
    version.truncate(12);
    format!("/{path}?v={version}")
}

fn form_targets(ctx: &Ctx) -> String {
    let outside = [&ctx.config.citizen_id.issuer, &ctx.config.payment.pay_url];
    let origins = outside.iter().filter_map(|url| url::Url::parse(url).ok());
    origins.map(|url| format!(" {}", url.origin().ascii_serialization())).collect()
}
