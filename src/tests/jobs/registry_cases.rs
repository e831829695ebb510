//! Each of the eight kinds of cases from its opening to its end, by the pages of those who own it, with the registry's mock
//! over HTTP.

use axum::http::StatusCode;
use portal::{
    domain::{
        access::Actor,
        candidate::{
            citizen_id::{IdentityKind, IdentityNumber},
            kind::Sex,
            name::FullName,
        },
        time::parse_date,
    },
    external::citizen_id::{AssuranceLevel, CitizenIdentity},
    testing::{Answer, TestApp},
    usecases::{
        system::compare_with_registry::RECHECK_MINUTES,
        visitor::sign_in_citizen::{self, SignInOutcome},
    },
};
use serde_json::json;

use super::registry_scene::{StoredCase, another, cases, compare, only_case, registry_and_app};
use crate::school::submitted::{SCHOOL_A, SCHOOL_B, submitted};

const AN: &str = "046308001374";

/// What the candidate says.
async fn says(app: &TestApp, candidate: &Actor, case: &StoredCase, side: &str) -> Answer {
    let mut browser = app.browser_as(candidate).await;
    let version = case.version.to_string();
    browser.post(&format!("/candidate/cases/{}", case.id), &[("version", &version), ("side", side)]).await
}

/// What the school of unit 001 does.
async fn settles(app: &TestApp, case: &StoredCase, act: &str, record: [&str; 3]) -> Answer {
    let mut school = app.browser_as(&app.staff(SCHOOL_A).await).await;
    let version = case.version.to_string();
    let [full_name, birth_date, sex] = record;
    let form = [
        ("version", version.as_str()),
        ("act", act),
        ("reason", "Giấy khai sinh số 7"),
        ("full_name", full_name),
        ("birth_date", birth_date),
        ("sex", sex),
    ];
    school.post(&format!("/school/cases/{}", case.id), &form).await
}

const NOTHING: [&str; 3] = ["", "", ""];

fn is_settled(answer: &Answer) {
    assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, "/school/cases?done=settled"));
}

async fn audited(app: &TestApp, action: &str) -> i64 {
    let count = sqlx::query_scalar("SELECT count(*) FROM audit_log WHERE action = $1").bind(action.to_owned());
    count.fetch_one(app.owner()).await.unwrap()
}

async fn mails(app: &TestApp, template: &str) -> i64 {
    let count = sqlx::query_scalar("SELECT count(*) FROM mail_outbox WHERE template = $1").bind(template.to_owned());
    count.fetch_one(app.owner()).await.unwrap()
}

/// A candidate who has submitted, and so can be written to.
async fn writable(app: &TestApp, slug: &str) -> Actor {
    submitted(app, slug).await;
    app.candidate(slug).await
}

#[tokio::test]
async fn a_name_of_the_school_that_is_wrong_is_corrected_and_stays_so() {
    let (registry, app) = registry_and_app().await;
    let an = writable(&app, "an").await;
    registry.holds(AN, json!({ "full_name": "Nguyễn Thị Bình Ân Hậu" })).await;
    assert_eq!(compare(&app).await, 1);
    let case = only_case(&app, &an).await;
    assert_eq!((case.kind.as_str(), case.state.as_str()), ("name", "awaiting_candidate"));
    assert_eq!(case.values, Some(("Nguyễn Thị Bình An".into(), "Nguyễn Thị Bình Ân Hậu".into())));

    let page = app.browser_as(&an).await.get(&format!("/candidate/cases/{}", case.id)).await;
    for words in ["Nguyễn Thị Bình Ân Hậu", "Bên nào ghi sai?", "25/04/2026"] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    assert_eq!(says(&app, &an, &case, "record_is_wrong").await.status, StatusCode::SEE_OTHER);
    let case = only_case(&app, &an).await;
    assert_eq!(case.state, "awaiting_school");
    is_settled(&settles(&app, &case, "corrected", ["Nguyễn Thị Bình Ân Hậu", "05/03/2008", "female"]).await);
    assert_eq!(only_case(&app, &an).await.state, "rechecking");
    assert_eq!(compare(&app).await, 1, "asked again at once");
    assert_eq!(only_case(&app, &an).await.state, "corrected");

    // The next sign-in says what the service always said: the correction stays.
    app.candidate("an").await;
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT full_name FROM person WHERE identity_number = $1
         UNION ALL SELECT full_name FROM school_roll_entry WHERE identity_number = $1",
    )
    .bind(AN)
    .fetch_all(app.owner())
    .await
    .unwrap();
    assert_eq!(names, ["Nguyễn Thị Bình Ân Hậu"; 2]);
    for action in ["registry_case.open", "registry_case.answer", "registry_case.correct", "registry_case.end"] {
        assert_eq!(audited(&app, action).await, 1, "{action}");
    }
    assert_eq!((mails(&app, "registry_case_opened").await, mails(&app, "registry_case_moved").await), (1, 2));
    app.ctx.clock.advance(2 * RECHECK_MINUTES);
    assert_eq!(compare(&app).await, 0, "what is settled is not asked again");
}

#[tokio::test]
async fn diacritics_that_the_police_mend_end_by_the_next_comparison() {
    let (registry, app) = registry_and_app().await;
    let khanh = app.candidate("khanh").await;
    assert_eq!(compare(&app).await, 1);
    let case = only_case(&app, &khanh).await;
    assert_eq!((case.kind.as_str(), case.state.as_str()), ("diacritics", "awaiting_candidate"));
    says(&app, &khanh, &case, "registry_is_wrong").await;
    let case = only_case(&app, &khanh).await;
    assert_eq!(case.state, "awaiting_police");
    let mut browser = app.browser_as(&khanh).await;
    let note = browser.get(&format!("/candidate/cases/{}/police-note", case.id)).await;
    assert!(note.text.contains("DC-") && note.text.contains("Lê Hoà Khanh"), "{}", note.text);
    assert!(!note.text.contains("046208006630") && note.text.contains("•••••••••630"), "no full number");

    registry.holds("046208006630", json!({ "full_name": "Lê Hòa Khánh", "birth_date": "2008-07-19" })).await;
    assert_eq!(compare(&app).await, 0, "not asked before it is time");
    assert_eq!(browser.post("/candidate/cases/check-again", &[]).await.location, "/candidate/cases?done=early");
    app.ctx.clock.advance(11);
    assert_eq!(browser.post("/candidate/cases/check-again", &[]).await.location, "/candidate/cases?done=asked");
    assert_eq!(compare(&app).await, 1);
    assert_eq!(only_case(&app, &khanh).await.state, "matched");
    let away = browser.get(&format!("/candidate/cases/{}/police-note", case.id)).await;
    assert_eq!(away.status, StatusCode::SEE_OTHER, "there is no note for what has ended");
}

#[tokio::test]
async fn a_birth_date_stands_on_papers_and_is_not_asked_about_again() {
    let (_registry, app) = registry_and_app().await;
    let lan = app.candidate("lan").await;
    compare(&app).await;
    let case = only_case(&app, &lan).await;
    assert_eq!(case.values, Some(("2008-11-02".into(), "2008-02-11".into())));
    is_settled(&settles(&app, &case, "accepted", NOTHING).await);
    assert_eq!(only_case(&app, &lan).await.state, "accepted");
    app.ctx.clock.advance(RECHECK_MINUTES);
    assert_eq!(compare(&app).await, 1);
    assert_eq!(cases(&app, &lan).await.len(), 1, "the same difference opens no second case");
    // Another difference does.
    for record in
        ["UPDATE person SET birth_date = '2008-11-03'", "UPDATE school_roll_entry SET birth_date = '2008-11-03'"]
    {
        sqlx::query(record).execute(app.owner()).await.unwrap();
    }
    app.ctx.clock.advance(RECHECK_MINUTES);
    compare(&app).await;
    assert_eq!(cases(&app, &lan).await.len(), 2);
}

#[tokio::test]
async fn a_sex_that_is_corrected_wrongly_comes_back_to_the_school() {
    let (_registry, app) = registry_and_app().await;
    // The roll alone is wrong: the school need not ask the candidate.
    sqlx::query("UPDATE school_roll_entry SET sex = 'male' WHERE identity_number = $1")
        .bind(AN)
        .execute(app.owner())
        .await
        .unwrap();
    let an = app.candidate("an").await;
    compare(&app).await;
    let case = only_case(&app, &an).await;
    assert_eq!((case.kind.as_str(), case.state.as_str()), ("sex", "awaiting_school"));
    assert_eq!(case.values, Some(("male".into(), "female".into())));
    is_settled(&settles(&app, &case, "corrected", ["Nguyễn Thị Bình An", "05/03/2008", "male"]).await);
    compare(&app).await;
    let again = cases(&app, &an).await.into_iter().find(|case| case.kind == "sex").unwrap();
    assert_eq!(again.state, "awaiting_school", "still different");
    is_settled(&settles(&app, &again, "corrected", ["Nguyễn Thị Bình An", "05/03/2008", "female"]).await);
    compare(&app).await;
    let ends: Vec<String> = cases(&app, &an).await.into_iter().map(|case| case.state).collect();
    assert!(ends.iter().all(|state| state == "corrected" || state == "matched"), "{ends:?}");
}

#[tokio::test]
async fn a_number_that_was_withdrawn_is_the_schools_to_accept() {
    let (_registry, app) = registry_and_app().await;
    let phuc = app.candidate("phuc").await;
    compare(&app).await;
    let case = only_case(&app, &phuc).await;
    assert_eq!((case.kind.as_str(), case.state.as_str(), &case.values), ("number", "awaiting_school", &None));
    let refused = settles(&app, &case, "corrected", ["Mai Hồng Phúc", "08/10/2008", "male"]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "the number is nobody's to correct");
    let refused = settles(&app, &case, "two_people", NOTHING).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    is_settled(&settles(&app, &case, "accepted", NOTHING).await);
    assert_eq!(only_case(&app, &phuc).await.state, "accepted");
}

#[tokio::test]
async fn a_number_whose_digits_contradict_both_sides_opens_a_case_too() {
    let (registry, app) = registry_and_app().await;
    let an = app.candidate("an").await;
    // The number says a woman born in 2008; the record and the registry say a man.
    sqlx::query("UPDATE person SET sex = 'male'").execute(app.owner()).await.unwrap();
    sqlx::query("UPDATE school_roll_entry SET sex = 'male'").execute(app.owner()).await.unwrap();
    registry.holds(AN, json!({ "sex": "male" })).await;
    compare(&app).await;
    assert_eq!(only_case(&app, &an).await.kind, "number");
}

#[tokio::test]
async fn a_number_that_the_registry_does_not_know_matches_once_it_does() {
    let (registry, app) = registry_and_app().await;
    let quyen = app.candidate("quyen").await;
    compare(&app).await;
    let case = only_case(&app, &quyen).await;
    assert_eq!((case.kind.as_str(), case.state.as_str()), ("no_record", "awaiting_school"));
    is_settled(&settles(&app, &case, "registry_is_wrong", NOTHING).await);
    assert_eq!(only_case(&app, &quyen).await.state, "awaiting_police");
    registry.holds("046308007108", json!({ "status": "invalid" })).await;
    app.ctx.clock.advance(RECHECK_MINUTES);
    compare(&app).await;
    let all = cases(&app, &quyen).await;
    let ends: Vec<_> = all.iter().map(|case| (case.kind.as_str(), case.state.as_str())).collect();
    assert_eq!(ends, [("no_record", "replaced"), ("number", "awaiting_school")]);
    registry.holds("046308007108", json!({ "status": "active" })).await;
    app.ctx.clock.advance(RECHECK_MINUTES);
    compare(&app).await;
    assert_eq!(cases(&app, &quyen).await[1].state, "matched");
}

/// Whom the service names otherwise, with An's number.
fn with_the_number_of_an(app: &TestApp, subject: &str) -> CitizenIdentity {
    CitizenIdentity {
        subject: subject.to_owned(),
        identity_number: IdentityNumber::parse(IdentityKind::PersonalId, AN).unwrap(),
        full_name: FullName::parse("Người Khác").unwrap(),
        birth_date: parse_date("05/03/2008").unwrap(),
        sex: Sex::Female,
        assurance_level: AssuranceLevel::Level2,
        authenticated_at: app.ctx.clock.machine_now(),
    }
}

/// Somebody else comes with An's number, and is turned away.
async fn claims_the_number_of_an(app: &TestApp, subject: &str) {
    let outcome = sign_in_citizen::run(&app.ctx, &with_the_number_of_an(app, subject)).await.unwrap();
    assert!(matches!(outcome, SignInOutcome::Contradiction(_)), "{outcome:?}");
}

#[tokio::test]
async fn a_number_that_two_come_with_is_decided_by_the_school_once() {
    let (_registry, app) = registry_and_app().await;
    let an = app.candidate("an").await;
    claims_the_number_of_an(&app, "somebody").await;
    claims_the_number_of_an(&app, "somebody").await;
    let case = only_case(&app, &an).await;
    assert_eq!((case.kind.as_str(), case.state.as_str()), ("duplicate", "awaiting_school"));
    compare(&app).await;
    assert_eq!(only_case(&app, &an).await.state, "awaiting_school", "the registry cannot tell");
    assert_eq!(settles(&app, &case, "accepted", NOTHING).await.status, StatusCode::CONFLICT);
    is_settled(&settles(&app, &case, "two_people", NOTHING).await);
    claims_the_number_of_an(&app, "somebody").await;
    assert_eq!(only_case(&app, &an).await.state, "two_people", "decided once and for all");
    claims_the_number_of_an(&app, "a third").await;
    assert_eq!(cases(&app, &an).await.len(), 2);
}

#[tokio::test]
async fn an_electronic_identity_made_anew_is_the_candidates_once_the_school_says_so() {
    let (_registry, app) = registry_and_app().await;
    let an = app.candidate("an").await;
    claims_the_number_of_an(&app, "made anew").await;
    claims_the_number_of_an(&app, "a thief").await;
    let [first, second] = cases(&app, &an).await.try_into().unwrap();
    is_settled(&settles(&app, &first, "same_person", NOTHING).await);
    is_settled(&settles(&app, &second, "two_people", NOTHING).await);
    claims_the_number_of_an(&app, "a thief").await;
    let outcome = sign_in_citizen::run(&app.ctx, &with_the_number_of_an(&app, "made anew")).await.unwrap();
    let Actor::Candidate(an) = an else { unreachable!("a candidate") };
    let SignInOutcome::Candidate(signed_in) = outcome else { panic!("{outcome:?}") };
    assert_eq!(signed_in.candidate_id, an.candidate_id, "the same record");
    assert_eq!(audited(&app, "person.rebind").await, 1);
    let again = sign_in_citizen::run(&app.ctx, &with_the_number_of_an(&app, "made anew")).await.unwrap();
    assert!(matches!(again, SignInOutcome::Candidate(_)), "{again:?}");
    assert_eq!(audited(&app, "person.rebind").await, 1, "once");
}

#[tokio::test]
async fn whoever_has_a_number_keeps_the_record_that_was_printed() {
    let (registry, app) = registry_and_app().await;
    let an = app.candidate("an").await;
    let form = submitted(&app, "an").await;
    sqlx::query("UPDATE exam_registration SET state = 'numbered' WHERE id = $1")
        .bind(form.0)
        .execute(app.owner())
        .await
        .unwrap();
    let subject: String = sqlx::query_scalar("SELECT subject FROM person WHERE identity_number = $1")
        .bind(AN)
        .fetch_one(app.owner())
        .await
        .unwrap();
    let name = || sqlx::query_scalar::<_, String>("SELECT full_name FROM person WHERE identity_number = $1").bind(AN);
    let printed = name().fetch_one(app.owner()).await.unwrap();
    for differs in [1, 1] {
        let outcome = sign_in_citizen::run(&app.ctx, &with_the_number_of_an(&app, &subject)).await.unwrap();
        assert!(matches!(outcome, SignInOutcome::Candidate(_)), "{outcome:?}");
        assert_eq!(name().fetch_one(app.owner()).await.unwrap(), printed, "slips alone correct what was printed");
        assert_eq!(audited(&app, "person.differ").await, differs, "once for what the service says");
    }
    registry.holds(AN, json!({ "full_name": "Nguyễn Thị Bình Ân Hậu" })).await;
    sqlx::query("UPDATE registry_comparison SET next_check_at = $1")
        .bind(app.ctx.now().to_utc())
        .execute(app.owner())
        .await
        .unwrap();
    compare(&app).await;
    let case = only_case(&app, &an).await;
    assert_eq!(says(&app, &an, &case, "record_is_wrong").await.status, StatusCode::SEE_OTHER);
    let case = only_case(&app, &an).await;
    let refused = settles(&app, &case, "corrected", ["Nguyễn Thị Bình Ân Hậu", "05/03/2008", "female"]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text.contains("phiếu đính chính"), "{}", refused.text);
    assert_eq!(name().fetch_one(app.owner()).await.unwrap(), printed);
}

#[tokio::test]
async fn two_of_one_name_birth_date_and_school_are_decided_together() {
    let (_registry, app) = registry_and_app().await;
    let an = app.candidate("an").await;
    let other = another(&app, &an, "046308700001", "NGUYỄN THỊ BÌNH AN", "2008-03-05").await;
    // Neither another day nor another spelling is a twin.
    another(&app, &an, "046308700002", "Nguyễn Thị Bình An", "2008-03-06").await;
    another(&app, &an, "046308700003", "Nguyễn Thị Bình Ân", "2008-03-05").await;
    assert_eq!(compare(&app).await, 4);
    let [one, two] = [only_case(&app, &an).await, only_case(&app, &other).await];
    for case in [&one, &two] {
        assert_eq!((case.kind.as_str(), case.state.as_str()), ("twin", "awaiting_school"));
    }
    let mut school = app.browser_as(&app.staff(SCHOOL_A).await).await;
    let page = school.get(&format!("/school/cases/{}", two.id)).await;
    assert!(page.text.contains("Thí sinh kia") && page.text.contains("•••••••••374"), "{}", page.text);
    is_settled(&settles(&app, &two, "two_people", NOTHING).await);
    for actor in [&an, &other] {
        assert_eq!(only_case(&app, actor).await.state, "two_people");
    }
    sqlx::query("UPDATE registry_comparison SET next_check_at = '1970-01-01'").execute(app.owner()).await.unwrap();
    assert_eq!(compare(&app).await, 4);
    assert_eq!(only_case(&app, &an).await.state, "two_people", "not asked again");
}

#[tokio::test]
async fn asking_again_opens_nothing_twice() {
    let (_registry, app) = registry_and_app().await;
    let actors = [app.candidate("khanh").await, app.candidate("lan").await, app.candidate("quyen").await];
    for _ in 0..3 {
        assert_eq!(compare(&app).await, 3);
        app.ctx.clock.advance(RECHECK_MINUTES);
    }
    for actor in &actors {
        assert_eq!(cases(&app, actor).await.len(), 1);
    }
    assert_eq!((audited(&app, "registry_case.open").await, audited(&app, "registry_case.end").await), (3, 0));
    assert_eq!(audited(&app, "registry_comparison.receive").await, 3, "the same answer is not told again and again");
}

#[tokio::test]
async fn an_open_case_keeps_nobody_from_submitting() {
    let (_registry, app) = registry_and_app().await;
    app.candidate("quyen").await;
    compare(&app).await;
    // The form goes the same way as without a case.
    submitted(&app, "quyen").await;
    let state: String = sqlx::query_scalar("SELECT state FROM exam_registration").fetch_one(app.owner()).await.unwrap();
    assert_eq!(state, "submitted");
}

#[tokio::test]
async fn what_was_typed_stays_and_what_is_stale_is_not_recorded() {
    let (_registry, app) = registry_and_app().await;
    let lan = app.candidate("lan").await;
    compare(&app).await;
    let case = only_case(&app, &lan).await;
    let refused = settles(&app, &case, "corrected", ["L4n", "31/02/2008", "female"]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for kept in ["L4n", "31/02/2008", "Giấy khai sinh số 7", "href=\"#birth_date\""] {
        assert!(refused.text.contains(kept), "{kept}: {}", refused.text);
    }
    let nothing_chosen = says(&app, &lan, &case, "").await;
    assert_eq!(nothing_chosen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        says(&app, &lan, &case, "accepted").await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "not the candidate's"
    );
    says(&app, &lan, &case, "record_is_wrong").await;
    let stale = settles(&app, &case, "accepted", NOTHING).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "the candidate answered meanwhile");
    assert_eq!(only_case(&app, &lan).await.state, "awaiting_school");
    let unchanged: String = sqlx::query_scalar("SELECT full_name FROM person WHERE identity_number = '046308008262'")
        .fetch_one(app.owner())
        .await
        .unwrap();
    assert_eq!(unchanged, "Đặng Thu Lan");
}

#[tokio::test]
async fn a_school_sees_and_settles_its_own_cases_and_a_department_counts_them() {
    let (_registry, app) = registry_and_app().await;
    let lan = app.candidate("lan").await;
    app.candidate("an").await;
    let khanh = app.candidate("khanh").await;
    compare(&app).await;
    let case = only_case(&app, &lan).await;
    says(&app, &khanh, &only_case(&app, &khanh).await, "registry_is_wrong").await;

    let mut own = app.browser_as(&app.staff(SCHOOL_A).await).await;
    let list = own.get("/school/cases").await;
    assert!(list.text.contains("Đặng Thu Lan") && list.text.contains("Lê Hòa Khánh"), "{}", list.text);
    assert!(list.text.find("Đặng Thu Lan") < list.text.find("Lê Hòa Khánh"), "the first due first");
    assert!(list.text.contains("Đã xác minh 1/3 thí sinh (33 %)"), "{}", list.text);
    let mut foreign = app.browser_as(&app.staff(SCHOOL_B).await).await;
    assert!(!foreign.get("/school/cases").await.text.contains("Lan"));
    let path = format!("/school/cases/{}", case.id);
    assert_eq!(foreign.get(&path).await.status, StatusCode::NOT_FOUND);
    let form = [("version", "0"), ("act", "accepted"), ("reason", "x")];
    assert_eq!(foreign.post(&path, &form).await.status, StatusCode::NOT_FOUND);
    let stranger = format!("/candidate/cases/{}", case.id);
    assert_eq!(app.browser_as(&khanh).await.get(&stranger).await.status, StatusCode::NOT_FOUND);

    let mut department = app.browser_as(&app.staff("so.hue@demo.example.vn").await).await;
    let figures = department.get("/department/cases").await;
    assert!(figures.text.contains("1 (33 %)") && !figures.text.contains("Lan"), "{}", figures.text);
    app.ctx.clock.advance(5 * 24 * 60);
    let late = own.get("/school/cases").await;
    assert!(late.text.contains("Quá hạn: 1") || late.text.matches("Quá hạn").count() >= 2, "{}", late.text);
    assert!(own.get("/school").await.text.contains("Quá hạn: 1"));
    assert_eq!(audited(&app, "registry_cases.view").await, 2, "each candidate reads once that the list was looked at");
}
