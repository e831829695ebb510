//! The id of somebody else's record, and one of nobody's: the answers cannot be told apart, so that nobody learns from
//! them what there is.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use portal::{
    domain::access::{Permission, RoleKind, Scope},
    testing::{Answer, TestApp},
    web::{doors::Door, form_token, router::door_list},
};
use scraper::{Html, Node};

use super::{everybody, parameters};
use crate::school::submitted::submitted;

/// What a parameter names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Named {
    Registration,
    AdmissionCode,
    Department,
    Unit,
    UnitId,
    Account,
    Invitation,
    LogEntry,
    Question,
    Case,
    RollImport,
    RollEntry,
    UnlockRequest,
    Venue,
    VenueCode,
    /// The same word for everybody's.
    Act,
    /// The same word for everybody's.
    Fact,
    /// 1 for everybody's first.
    SlipNumber,
    Batch,
    File,
    MarkAppeal,
}

/// Whose the things are that the parameters of an address name.
enum Whose {
    /// A tenant's: what each parameter names, in the order of the address.
    Tenants(&'static [Named]),
    /// No tenant's, for the reason given.
    NoTenants(&'static str),
}

/// Every address with a parameter. Whoever adds one says here what it names.
const ROWS: &[(&str, Whose)] = &[
    ("/catalogue/{institution}/{admission_code}", Whose::NoTenants("programmes are public")),
    ("/pkg/{*file}", Whose::NoTenants("files that every page brings")),
    ("/candidate/registration/{section}", Whose::NoTenants("a section of one's own form")),
    ("/candidate/registration/form/{act}", Whose::NoTenants("an act on one's own form")),
    ("/candidate/registration/corrections/{section}", Whose::NoTenants("a section of one's own form")),
    ("/candidate/registration/{section}/autosave", Whose::NoTenants("a section of one's own form")),
    ("/candidate/registration/versions/{number}", Whose::NoTenants("a number among one's own submissions")),
    ("/candidate/registration/{section}/find", Whose::NoTenants("a section of one's own form")),
    ("/not-me/{token}", Whose::NoTenants("a signed link, which says itself whose it is")),
    ("/pay/{token}", Whose::NoTenants("a signed link, for whoever has it")),
    ("/staff/invitation/{token}", Whose::NoTenants("a signed link, for whoever has it")),
    ("/staff/password-reset/{token}", Whose::NoTenants("a signed link, for whoever has it")),
    ("/staff/accounts/invitations/{id}", Whose::Tenants(&[Named::Invitation])),
    ("/staff/accounts/invitations/{id}/resend", Whose::Tenants(&[Named::Invitation])),
    ("/staff/accounts/invitations/{id}/revoke", Whose::Tenants(&[Named::Invitation])),
    ("/staff/accounts/{id}/reset-password", Whose::Tenants(&[Named::Account])),
    ("/staff/accounts/{id}/reset-second-factor", Whose::Tenants(&[Named::Account])),
    ("/candidate/cases/{id}", Whose::Tenants(&[Named::Case])),
    ("/candidate/cases/{id}/police-note", Whose::Tenants(&[Named::Case])),
    ("/school/cases/{id}", Whose::Tenants(&[Named::Case])),
    ("/departments/{department}/cases", Whose::Tenants(&[Named::Department])),
    ("/candidate/access-log/{entry}/ask", Whose::Tenants(&[Named::LogEntry])),
    ("/questions/{id}", Whose::Tenants(&[Named::Question])),
    ("/audit/entries/{id}", Whose::NoTenants("auditors read the log of all")),
    ("/staff/accounts/{id}", Whose::Tenants(&[Named::Account])),
    ("/staff/accounts/{id}/close", Whose::Tenants(&[Named::Account])),
    ("/staff/accounts/{id}/reopen", Whose::Tenants(&[Named::Account])),
    ("/school/roll/imports/{id}", Whose::Tenants(&[Named::RollImport])),
    ("/school/roll/imports/{id}/status", Whose::Tenants(&[Named::RollImport])),
    ("/school/roll/imports/{id}/file", Whose::Tenants(&[Named::RollImport])),
    ("/school/roll/imports/{id}/accept", Whose::Tenants(&[Named::RollImport])),
    ("/school/roll/entries/{id}/take-off", Whose::Tenants(&[Named::RollEntry])),
    ("/school/batch/{id}/undo", Whose::Tenants(&[Named::Batch])),
    ("/school/registrations/{id}/claim", Whose::Tenants(&[Named::Registration])),
    ("/documents/{code}", Whose::NoTenants("a number that nobody guesses, and what it tells is for everybody")),
    ("/candidate/files/{id}", Whose::Tenants(&[Named::File])),
    ("/candidate/registration/portrait/{id}/crop", Whose::Tenants(&[Named::File])),
    ("/candidate/registration/portrait/{id}/preview", Whose::Tenants(&[Named::File])),
    ("/school/registrations/{id}/files/{file}", Whose::Tenants(&[Named::Registration, Named::File])),
    ("/school/registrations/{id}", Whose::Tenants(&[Named::Registration])),
    ("/school/registrations/{id}/arrangements", Whose::Tenants(&[Named::Registration])),
    ("/school/registrations/{id}/approve", Whose::Tenants(&[Named::Registration])),
    ("/school/registrations/{id}/reject", Whose::Tenants(&[Named::Registration])),
    ("/school/registrations/{id}/correction", Whose::Tenants(&[Named::Registration])),
    ("/school/registrations/{id}/acts/{act}", Whose::Tenants(&[Named::Registration, Named::Act])),
    ("/department/unlocks/{id}", Whose::Tenants(&[Named::UnlockRequest])),
    ("/department/exam/units/{unit}/notices.pdf", Whose::Tenants(&[Named::UnitId])),
    ("/department/exam/venues/{venue}", Whose::Tenants(&[Named::VenueCode])),
    ("/department/exam/venues/{venue}/arrangements", Whose::Tenants(&[Named::VenueCode])),
    ("/department/exam/venues/{venue}/remove", Whose::Tenants(&[Named::VenueCode])),
    ("/department/exam/venues/{venue}/numbers", Whose::Tenants(&[Named::Venue])),
    ("/department/units/{unit}/edit", Whose::Tenants(&[Named::Unit])),
    ("/candidate/appeals/{id}/withdraw", Whose::Tenants(&[Named::MarkAppeal])),
    ("/department/appeals/{id}", Whose::Tenants(&[Named::MarkAppeal])),
    ("/department/exam/amendments/{id}", Whose::Tenants(&[Named::Registration])),
    ("/department/exam/amendments/{id}/{fact}", Whose::Tenants(&[Named::Registration, Named::Fact])),
    ("/department/exam/amendments/{id}/slips/{number}", Whose::Tenants(&[Named::Registration, Named::SlipNumber])),
    (
        "/department/exam/amendments/{id}/slips/{number}/slip.pdf",
        Whose::Tenants(&[Named::Registration, Named::SlipNumber]),
    ),
    ("/departments/{department}", Whose::Tenants(&[Named::Department])),
    ("/departments/{department}/units.csv", Whose::Tenants(&[Named::Department])),
    ("/departments/{department}/units/{unit}", Whose::Tenants(&[Named::Department, Named::Unit])),
    ("/institution/programmes/{admission_code}", Whose::Tenants(&[Named::AdmissionCode])),
    ("/ministry/payments/orders/{id}", Whose::NoTenants("payments of all, for those of the whole country")),
    ("/ministry/payments/orders/{id}/decide", Whose::NoTenants("payments of all, for operators of the ministry")),
    ("/ministry/matching/{run}", Whose::NoTenants("runs are the nation's")),
    ("/ministry/matching/{run}/quota-trial", Whose::NoTenants("runs are the nation's")),
    ("/ministry/matching/{run}/propose", Whose::NoTenants("runs are the nation's")),
    ("/ministry/matching/{run}/approve", Whose::NoTenants("runs are the nation's")),
    ("/ministry/matching/{run}/reject", Whose::NoTenants("runs are the nation's")),
    ("/ministry/matching/{run}/withdraw", Whose::NoTenants("runs are the nation's")),
];

/// Fields that the forms of such addresses may ask for, so that none is refused for their lack.
const FORM: [(&str, &str); 10] = [
    ("rows", "0"),
    ("version", "1"),
    ("decision", "grant"),
    ("category", "other"),
    ("text", "x"),
    ("reason", "other"),
    ("question", "Vì sao?"),
    ("answer", "Vì việc này."),
    ("side", "registry_is_wrong"),
    ("act", "accepted"),
];

/// Of each kind of thing one that belongs to another tenant than everybody's of `ACCOUNTS`, and one of nobody's.
async fn scene(app: &TestApp) -> BTreeMap<Named, (String, String)> {
    submitted(app, "an").await;
    let registration = submitted(app, "uyen").await;
    for statement in [
        "INSERT INTO registration_unit (id, department_code, unit_code, name)
         VALUES (gen_random_uuid(), '12', '777', 'Trường THPT Sìn Hồ')",
        "INSERT INTO staff_invitation (id, email, full_name, search_text, role, department_code, invited_by, created_at,
             expires_at, state)
         SELECT md5('invitation')::uuid, 'moi@laichau.example.vn', 'Người Mới', 'nguoi moi', 'department_staff', '12',
             staff.id, now(), now() + interval '2 days', 'open'
         FROM staff WHERE role = 'ministry_operator' LIMIT 1",
        "INSERT INTO audit_log (id, at, recorded_at, actor_kind, action, tenant_kind, tenant, candidate_id, purpose)
         SELECT md5('entry')::uuid, now(), now(), 'department_staff', 'exam_registration.view', 'department', '12',
             candidate_id, 'oversight' FROM exam_registration WHERE form_number = '46-001-uyen'",
        "INSERT INTO access_question (id, entry_id, candidate_id, tenant_kind, tenant, question, asked_at, due_at)
         SELECT md5('question')::uuid, id, candidate_id, 'department', '12', 'Vì sao?', now(), now()
         FROM audit_log WHERE id = md5('entry')::uuid",
        "INSERT INTO registry_case (id, case_number, candidate_id, kind, state, subject, opened_at, due_at)
         SELECT md5('case')::uuid, 'DC-2345-6789', candidate_id, 'no_record', 'awaiting_police', '', now(), now()
         FROM exam_registration WHERE form_number = '46-001-uyen'",
        "INSERT INTO roll_import (id, season, registration_unit_id, uploaded_by, uploaded_at, file_name, format, size_bytes,
             file_sha256, state)
         SELECT md5('roll')::uuid, 2026, registration_unit_id, id, now(), '12D1.csv', 'csv', 1, sha256(''), 'checked'
         FROM staff WHERE email = 'truong.ngubinh@demo.example.vn'",
        "INSERT INTO unlock_request (id, registration_id, reason, requested_at, requested_by)
         SELECT md5('unlock')::uuid, form.id, 'Sai', now(), staff.id FROM exam_registration AS form, staff
         WHERE form_number = '46-001-uyen' AND staff.email = 'truong.ngubinh@demo.example.vn'",
        "UPDATE candidate SET registration_unit_id =
             (SELECT id FROM registration_unit WHERE department_code = '12' AND unit_code = '777')
         WHERE id = (SELECT candidate_id FROM exam_registration WHERE form_number = '46-001-uyen')",
        "INSERT INTO exam_venue (id, season, department_code, venue_code, name, address)
         VALUES (md5('venue')::uuid, 2026, '12', '77', 'Trường THPT Sìn Hồ', 'Lai Châu')",
        "INSERT INTO batch_approval (id, registration_unit_id, staff_id, approved_at)
         SELECT md5('batch')::uuid, registration_unit_id, id, now() FROM staff
         WHERE email = 'truong.ngubinh@demo.example.vn'",
        "INSERT INTO stored_file (id, candidate_id, name, purpose, media_type, size_bytes, sha256, uploaded_at)
         SELECT md5('file')::uuid, candidate_id, md5('file'), 'portrait_source', 'image/jpeg', 1, sha256('file'), now()
         FROM exam_registration WHERE form_number = '46-001-uyen'",
        "INSERT INTO exam_registration_version_file (registration_id, number, file_id)
         SELECT registration_id, number, md5('file')::uuid FROM exam_registration_version
         JOIN exam_registration ON id = registration_id WHERE form_number = '46-001-uyen'",
        "INSERT INTO mark (season, candidate_number, subject_code, mark_hundredths)
         SELECT 2026, candidate_number, 'toan', 800 FROM candidate JOIN exam_registration ON candidate_id = candidate.id
         WHERE form_number = '46-001-uyen'",
        "INSERT INTO mark_appeal (id, candidate_id, season, candidate_number, subject_code, mark_hundredths, state,
             submitted_at)
         SELECT md5('appeal')::uuid, candidate.id, 2026, candidate_number, 'toan', 800, 'submitted', now()
         FROM candidate JOIN exam_registration ON candidate_id = candidate.id WHERE form_number = '46-001-uyen'",
    ] {
        sqlx::query(statement).execute(app.owner()).await.unwrap();
    }
    let appeal: uuid::Uuid = sqlx::query_scalar("SELECT id FROM mark_appeal").fetch_one(app.owner()).await.unwrap();
    let one = |statement: &'static str| sqlx::query_scalar::<_, uuid::Uuid>(statement).fetch_one(app.owner());
    let account = one("SELECT id FROM staff WHERE email = 'so.laichau@demo.example.vn'").await.unwrap();
    let invitation = one("SELECT id FROM staff_invitation").await.unwrap();
    let entry = one("SELECT entry_id FROM access_question").await.unwrap();
    let question = one("SELECT id FROM access_question").await.unwrap();
    let case = one("SELECT id FROM registry_case").await.unwrap();
    let roll_import = one("SELECT id FROM roll_import").await.unwrap();
    let of_other = "SELECT roll.id FROM school_roll_entry AS roll JOIN staff USING (registration_unit_id)
                    WHERE email = 'truong.ngubinh@demo.example.vn' LIMIT 1";
    let roll_entry = one(of_other).await.unwrap();
    let unlock = one("SELECT id FROM unlock_request").await.unwrap();
    let venue = one("SELECT id FROM exam_venue").await.unwrap();
    let unit = one("SELECT id FROM registration_unit WHERE unit_code = '777'").await.unwrap();
    let batch = one("SELECT id FROM batch_approval").await.unwrap();
    let file = one("SELECT id FROM stored_file").await.unwrap();
    let unknown = || "018f4d3e-0000-7000-8000-000000000007".to_owned();
    let code: String = sqlx::query_scalar(
        "SELECT min(admission_code) FROM programme WHERE season = 2026 AND institution_code = 'DHU'
         AND admission_code NOT IN (SELECT admission_code FROM programme WHERE institution_code = 'BKA')",
    )
    .fetch_one(app.owner())
    .await
    .unwrap();
    BTreeMap::from([
        (Named::Registration, (registration.to_string(), unknown())),
        (Named::LogEntry, (entry.to_string(), unknown())),
        (Named::File, (file.to_string(), unknown())),
        (Named::Case, (case.to_string(), unknown())),
        (Named::MarkAppeal, (appeal.to_string(), unknown())),
        (Named::Batch, (batch.to_string(), unknown())),
        (Named::RollImport, (roll_import.to_string(), unknown())),
        (Named::RollEntry, (roll_entry.to_string(), unknown())),
        (Named::UnlockRequest, (unlock.to_string(), unknown())),
        (Named::Venue, (venue.to_string(), unknown())),
        (Named::VenueCode, ("77".to_owned(), "88".to_owned())),
        (Named::Act, ("strike".to_owned(), "strike".to_owned())),
        (Named::Fact, ("full_name".to_owned(), "full_name".to_owned())),
        (Named::SlipNumber, ("1".to_owned(), "1".to_owned())),
        (Named::Question, (question.to_string(), unknown())),
        (Named::Account, (account.to_string(), unknown())),
        (Named::Invitation, (invitation.to_string(), unknown())),
        (Named::AdmissionCode, (code, "KHONGCO".to_owned())),
        (Named::Department, ("12".to_owned(), "99".to_owned())),
        (Named::Unit, ("777".to_owned(), "999".to_owned())),
        (Named::UnitId, (unit.to_string(), unknown())),
    ])
}

#[test]
fn every_address_with_a_parameter_says_whose_it_is() {
    let doors = door_list();
    for door in doors.iter().filter(|door| parameters(door.path).next().is_some()) {
        let row = ROWS.iter().find(|(path, _)| *path == door.path);
        let Some((_, whose)) = row else {
            panic!("{} names something by its id: say in ROWS what, and in `scene` one of another tenant's", door.path)
        };
        match whose {
            Whose::Tenants(named) => assert_eq!(named.len(), parameters(door.path).count(), "{}", door.path),
            Whose::NoTenants(reason) => assert!(!reason.is_empty(), "{}", door.path),
        }
    }
    for (path, _) in ROWS {
        assert!(doors.iter().any(|door| door.path == *path), "{path} is no door any more");
    }
}

#[tokio::test]
async fn what_belongs_to_another_tenant_answers_like_what_does_not_exist() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let things = scene(&app).await;
    let people = everybody(&app).await;
    let mut compared = 0;
    for door in door_list() {
        let Some((_, Whose::Tenants(named))) = ROWS.iter().find(|(path, _)| *path == door.path) else { continue };
        for (role, actor) in people.iter().filter(|(role, _)| has_a_tenant_at(&door, *role)) {
            let (mut foreign, mut unknown) = (door.path.to_owned(), door.path.to_owned());
            for (parameter, named) in parameters(door.path).zip(*named) {
                foreign = foreign.replace(parameter, &things[named].0);
                unknown = unknown.replace(parameter, &things[named].1);
            }
            let mut answers = Vec::new();
            for address in [&foreign, &unknown] {
                let mut browser = app.browser_as(actor).await;
                let answer =
                    if door.method == "GET" { browser.get(address).await } else { browser.post(address, &FORM).await };
                answers.push(shape(&answer, address));
            }
            let which = format!("{} {foreign} as {}", door.method, role.as_str());
            if !is_a_way_back(&answers[0], &foreign) {
                let status = answers[0].lines().next().unwrap_or_default();
                let allowed = [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].map(|status| status.to_string());
                assert!(allowed.contains(&status.to_owned()), "{which}: {}", answers[0]);
            }
            assert_eq!(answers[0], answers[1], "{which}: nothing tells a foreign id from an unknown one");
            compared += 1;
        }
    }
    assert!(compared >= 15, "{compared} comparisons");
}

/// Whether the role passes there, and sees less than everything.
fn has_a_tenant_at(door: &Door, role: RoleKind) -> bool {
    let right = Permission::parse(door.rule);
    door.roles.contains(&role) && right.and_then(|right| right.scope_of(role)).is_some_and(|scope| scope != Scope::All)
}

/// Some addresses of forms lead back to the record's page whatever they name; that page then knows nothing of it.
fn is_a_way_back(shape: &str, address: &str) -> bool {
    let page = address.rsplit_once('/').map(|(page, _)| page).unwrap_or_default();
    shape.starts_with("303") && ["/registrations/", "/school/batch/"].iter().any(|way| page.contains(way))
}

/// All that an answer shows, without what differs from one request to the next, nor the address itself: status, headers,
/// and every element, attribute and text of the page.
pub(super) fn shape(answer: &Answer, address: &str) -> String {
    const CHANGING_HEADERS: [&str; 4] = ["content-security-policy", "x-request-id", "set-cookie", "content-length"];
    let mut shape = format!("{}\n", answer.status);
    for (name, value) in &answer.headers {
        let value = if CHANGING_HEADERS.contains(&name.as_str()) { "" } else { value };
        shape.push_str(&format!("{name}: {value}\n"));
    }
    for node in Html::parse_document(&answer.text).tree.nodes() {
        match node.value() {
            Node::Text(text) => shape.push_str(text),
            Node::Element(element) => {
                let is_token = element.attr("name") == Some(form_token::FIELD);
                let attributes =
                    element.attrs().filter(|(name, _)| *name != "nonce" && !(is_token && *name == "value"));
                let attributes: Vec<String> = attributes.map(|(name, value)| format!("{name}={value}")).collect();
                shape.push_str(&format!("<{} {}>\n", element.name(), attributes.join(" ")));
            }
            _ => {}
        }
    }
    let page =
        ["/approve", "/reject", "/claim", "/correction"].iter().fold(address, |page, door| page.trim_end_matches(door));
    shape.replace(address, "ADDRESS").replace(page, "PAGE")
}
