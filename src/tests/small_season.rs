//! A season small enough to be matched by hand.
//!
//! Programmes: `BKA` `IT1` and `IT2` with a seat each, `IT-E10` with many; all take A00. Marks in A00, priority, list:
//!
//! | who | marks | priority | score | list |
//! |---|---|---|---|---|
//! | an | 9 + 9 + 8.5 = 26.50 | none (KV3) | 26.50 | IT1, IT2 |
//! | binh | 9 + 8 + 8 = 25.00 | KV1: 0.75 · (30 − 25) / 7.5 = 0.50 | 25.50 | IT1, IT2 |
//! | chau | 8 + 8 + 8 = 24.00 | none | 24.00 | IT2, IT1 |
//! | uyen | 30.00, fee not paid | – | – | IT1 |
//! | giang | 4 + 4 + 4 = 12.00, below the common floor of 15.00 | – | – | IT2 |
//! | nam (identity of level 1) | 9 + 9 + 9 = 27.00 | none | 27.00 | IT-E10 |
//!
//! IT1 goes to an, who needs IT2 no more; binh falls to IT2 and there stands before chau, who has no seat.

use portal::{
    domain::{
        access::Actor,
        candidate::{
            contact::ContactForm,
            kind::CandidateKind,
            priority::{CommuneArea, PriorityArea},
        },
        exam::{
            origin::OriginForm,
            papers::PapersForm,
            registration::{ExamRegistrationContent, ExamRegistrationForms},
            residence::ResidenceForm,
            sections::{RegistrationRules, SchoolsForm},
            studied::StudiedForm,
            subject::Subject,
        },
    },
    testing::TestApp,
};

/// After the last payment window, within that of the matching.
pub const MATCHING: &str = "2026-08-05T09:00";
/// An operator of the ministry.
pub const OPERATOR: &str = "bo.dieuhanh@demo.example.vn";
/// The other one, who approves.
pub const RELEASER: &str = "bo.giamsat@demo.example.vn";

/// Starts the portal at `now` with that season.
pub async fn start(now: &str) -> TestApp {
    let app = TestApp::start(now).await;
    let quotas = "UPDATE programme SET quota = 1 WHERE institution_code = 'BKA' AND admission_code IN ('IT1', 'IT2')";
    sqlx::query(quotas).execute(app.owner()).await.unwrap();
    add(&app, "an", [900, 900, 850], "46001", true, &["IT1", "IT2"]).await;
    add(&app, "binh", [900, 800, 800], "46004", true, &["IT1", "IT2"]).await;
    add(&app, "chau", [800, 800, 800], "46001", true, &["IT2", "IT1"]).await;
    add(&app, "uyen", [1000, 1000, 1000], "46001", false, &["IT1"]).await;
    add(&app, "giang", [400, 400, 400], "46001", true, &["IT2"]).await;
    add(&app, "nam", [900, 900, 900], "46001", true, &["IT-E10"]).await;
    app
}

async fn add(app: &TestApp, slug: &str, marks: [i16; 3], school: &str, is_paid: bool, list: &[&str]) {
    let Actor::Candidate(candidate) = app.candidate(slug).await else { panic!("{slug} is no candidate") };
    let candidate = candidate.candidate_id.0;
    let codes: Vec<String> = list.iter().map(|code| (*code).to_owned()).collect();
    sqlx::query!(
        "WITH registration AS (
             INSERT INTO exam_registration (id, candidate_id, state, form_number, version, submitted_at, updated_at)
             VALUES ($1, $1, 'approved', $1::uuid::text, 2, now(), now()) RETURNING id),
         submitted AS (
             INSERT INTO exam_registration_version (registration_id, number, content, submitted_at)
             SELECT id, 1, $2, now() FROM registration),
         marked AS (
             INSERT INTO mark (season, candidate_number, subject_code, mark_hundredths)
             SELECT 2026, candidate_number, subject, mark
             FROM candidate, unnest(ARRAY['toan', 'vat_li', 'hoa_hoc'], $3::smallint[]) AS sat (subject, mark)
             WHERE candidate.id = $1),
         list AS (
             INSERT INTO preference_list_version (id, candidate_id, number, submitted_at, receipt_number)
             VALUES ($1, $1, 1, now(), $1::uuid::text) RETURNING id),
         wanted AS (
             INSERT INTO preference (list_version_id, rank, programme_id)
             SELECT list.id, code.rank, programme.id
             FROM list, unnest($4::text[]) WITH ORDINALITY AS code (admission_code, rank)
             JOIN programme USING (admission_code) WHERE programme.institution_code = 'BKA')
         INSERT INTO bill (id, candidate_id, list_version_id, preference_count, unit_fee_dong, amount_dong, frozen_at,
             paid_at, receipt_number)
         SELECT $1, $1, list.id, cardinality($4::text[]), 15000, 15000 * cardinality($4::text[]), now(),
             CASE WHEN $5 THEN now() END, CASE WHEN $5 THEN $1::uuid::text END FROM list",
        candidate,
        serde_json::to_value(content(school)).unwrap(),
        &marks,
        &codes,
        is_paid
    )
    .execute(app.owner())
    .await
    .unwrap();
}

/// A registration of somebody who went to `school` for three years.
fn content(school: &str) -> ExamRegistrationContent {
    let mut rules = RegistrationRules::new(CandidateKind::CurrentGrade12, 2026);
    let schools = [("46001", PriorityArea::Kv3), ("46004", PriorityArea::Kv1)];
    rules.known.schools.extend(schools.map(|(code, area)| (code.to_owned(), area)));
    let forms = ExamRegistrationForms {
        contact: Some(ContactForm {
            phone: "0912345678".to_owned(),
            email: "thisinh@example.vn".to_owned(),
            address: "12 Lê Lợi, Huế".to_owned(),
        }),
        schools: Some(SchoolsForm {
            school_10: school.to_owned(),
            school_11: school.to_owned(),
            school_12: school.to_owned(),
            class_12: "12A1".to_owned(),
            graduation_year: String::new(),
        }),
        papers: Some(PapersForm {
            elective_1: "vat_li".to_owned(),
            elective_2: "hoa_hoc".to_owned(),
            ..PapersForm::default()
        }),
        ..pupil_of_hue(&mut rules)
    };
    forms.submit(&rules).unwrap()
}

/// The answers of a pupil of Huế who claims nothing, with the codes that they name.
pub fn pupil_of_hue(rules: &mut RegistrationRules) -> ExamRegistrationForms {
    let ward = CommuneArea { area: PriorityArea::Kv3, is_difficult: false };
    rules.known.communes.insert("19789".to_owned(), ward);
    rules.known.provinces.insert("46".to_owned());
    rules.known.ethnic_groups.insert("01".to_owned());
    ExamRegistrationForms {
        origin: Some(OriginForm {
            birth_province: "46".to_owned(),
            citizenship: "vietnamese".to_owned(),
            ethnic_group: "01".to_owned(),
            ..OriginForm::default()
        }),
        residence: Some(ResidenceForm { residence_commune: "19789".to_owned(), over_18_months: "yes".to_owned() }),
        studied: Some(StudiedForm::from(&[Subject::Physics, Subject::Chemistry][..])),
        ..ExamRegistrationForms::without_claims()
    }
}

/// Moves the clock on to `instant`.
pub fn at(app: &TestApp, instant: &str) {
    let instant = portal::domain::time::Instant::parse(instant).unwrap();
    app.ctx.clock.advance(instant.since(app.ctx.now()).whole_minutes());
}

/// Runs the matching and publishes it for 17:00 on 13 August by both operators; gives the address of the run.
pub async fn run_and_publish(app: &TestApp) -> String {
    let mut operator = app.browser_as(&app.staff(OPERATOR).await).await;
    let run = operator.post("/ministry/matching/run", &[]).await;
    assert!(run.location.starts_with("/ministry/matching/"), "{}", run.text);
    propose_and_approve(app, &run.location).await;
    run.location
}

/// Publishes the run at this address for 17:00 on 13 August by both operators.
pub async fn propose_and_approve(app: &TestApp, run: &str) {
    let mut operator = app.browser_as(&app.staff(OPERATOR).await).await;
    operator.post_and_follow(&format!("{run}/propose"), &[("visible_from", "2026-08-13T17:00")]).await;
    let proposal = open_proposal(app).await;
    let mut second = app.browser_as(&app.staff(RELEASER).await).await;
    let published = second.post_and_follow(&format!("{run}/approve"), &[("proposal", &proposal)]).await;
    assert!(published.text.contains("Thí sinh sẽ xem được từ 17:00 13/08/2026"), "{}", published.text);
}

/// The id of the proposal that waits.
pub async fn open_proposal(app: &TestApp) -> String {
    let id = sqlx::query_scalar!("SELECT id FROM publication_proposal WHERE state = 'proposed'");
    id.fetch_one(app.owner()).await.unwrap().to_string()
}
