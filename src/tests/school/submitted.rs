//! Candidates with registrations in the states that a school meets, by way of storage alone: what candidates may do
//! when is tested where they do it.

use portal::{
    domain::{
        access::Actor,
        candidate::{contact::ContactForm, kind::CandidateKind, priority::PriorityArea},
        exam::{
            papers::PapersForm,
            registration::{ExamRegistrationContent, ExamRegistrationForms},
            sections::{RegistrationRules, SchoolsForm},
            state::{ExamWindows, PlainAction},
        },
        ids::{CandidateId, ExamRegistrationId},
    },
    storage::exam_registration::{
        ExamRegistrationRecord, StateChange, exam_registration_create, exam_registration_fetch,
        exam_registration_transition, exam_registration_version_append,
    },
    testing::TestApp,
    usecases::visitor::view_season,
};

use crate::small_season::pupil_of_hue;

pub const SCHOOL_A: &str = "truong.songhuong@demo.example.vn";
pub const SCHOOL_B: &str = "truong.ngubinh@demo.example.vn";
pub const EMAIL: &str = "thi.sinh.an@example.vn";

fn candidate_id(actor: &Actor) -> CandidateId {
    let Actor::Candidate(candidate) = actor else { unreachable!("a candidate") };
    candidate.candidate_id
}

/// What the personas submit, who claim nothing.
pub fn content(class: &str) -> ExamRegistrationContent {
    let contact = ContactForm { phone: "0912345678".into(), email: EMAIL.into(), address: "7 Lê Lợi, Huế".into() };
    let schools = SchoolsForm {
        school_10: "46001".into(),
        school_11: "46001".into(),
        school_12: "46001".into(),
        class_12: class.into(),
        graduation_year: String::new(),
    };
    let papers = PapersForm { elective_1: "vat_li".into(), elective_2: "hoa_hoc".into(), ..PapersForm::default() };
    let mut rules = RegistrationRules::new(CandidateKind::CurrentGrade12, 2026);
    rules.known.schools.insert("46001".to_owned(), PriorityArea::Kv3);
    let forms = ExamRegistrationForms {
        contact: Some(contact),
        schools: Some(schools),
        papers: Some(papers),
        ..pupil_of_hue(&mut rules)
    };
    forms.submit(&rules).expect("a form that keeps every rule")
}

/// Takes a transition as `actor`.
async fn act(app: &TestApp, actor: &Actor, record: &ExamRegistrationRecord, action: PlainAction, number: Option<&str>) {
    let season = view_season::run(&app.ctx).await.unwrap();
    let windows = ExamWindows::of(&season).unwrap();
    let (next, event) = record.state.clone().apply(action, app.ctx.now(), &windows).unwrap();
    let mut tx = app.ctx.db.begin(actor).await.unwrap();
    let change = StateChange { event_id: app.ctx.fresh_uuid(), event: &event, actor, form_number: number };
    exam_registration_transition(&mut tx, record, &next, change).await.unwrap();
    tx.commit().await.unwrap();
}

async fn record(app: &TestApp, actor: &Actor) -> ExamRegistrationRecord {
    let mut tx = app.ctx.db.begin(actor).await.unwrap();
    exam_registration_fetch(&mut tx, candidate_id(actor)).await.unwrap().unwrap()
}

/// The registration of the persona `slug`, submitted.
pub async fn submitted(app: &TestApp, slug: &str) -> ExamRegistrationId {
    let actor = app.candidate(slug).await;
    let id = ExamRegistrationId(app.ctx.fresh_uuid());
    let mut tx = app.ctx.db.begin(&actor).await.unwrap();
    exam_registration_create(&mut tx, id, candidate_id(&actor), app.ctx.now()).await.unwrap();
    tx.commit().await.unwrap();
    submit(app, slug, "12A1").await;
    id
}

/// Submits the draft of the persona `slug` with a class of grade 12.
pub async fn submit(app: &TestApp, slug: &str, class: &str) {
    let actor = app.candidate(slug).await;
    let before = record(app, &actor).await;
    let mut tx = app.ctx.db.begin(&actor).await.unwrap();
    exam_registration_version_append(&mut tx, before.id, &content(class), app.ctx.now()).await.unwrap();
    tx.commit().await.unwrap();
    act(app, &actor, &before, PlainAction::Submit, Some(&format!("46-001-{slug}"))).await;
}

/// Takes back, or begins to correct, the registration of the persona `slug`.
pub async fn take_back(app: &TestApp, slug: &str, action: PlainAction) {
    let actor = app.candidate(slug).await;
    let before = record(app, &actor).await;
    act(app, &actor, &before, action, None).await;
}
