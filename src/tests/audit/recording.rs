//! An act and its entry are one: neither without the other, and looks at a page once an hour.

use portal::{
    domain::{access::Actor, audit::AccessPurpose},
    testing::TestApp,
    usecases::audit::{Act, digest, record, record_views},
};
use sqlx::Row as _;

use super::{HEAD_A, NOW, candidate_id, count};
use crate::school::submitted::{SCHOOL_A, submitted};

const LOG: &str = "SELECT count(*) FROM audit_log";
const UNCHAINED: &str = "SELECT count(*) FROM audit_unchained";

#[tokio::test]
async fn an_act_that_is_rolled_back_leaves_no_entry_and_no_note_for_the_chain() {
    let app = TestApp::start(NOW).await;
    let before = (count(&app, LOG).await, count(&app, UNCHAINED).await);
    let mut tx = app.ctx.db.begin(&Actor::System).await.unwrap();
    record(&mut tx, &app.ctx, &Actor::System, Act::new("results.import")).await.unwrap();
    drop(tx);
    assert_eq!((count(&app, LOG).await, count(&app, UNCHAINED).await), before);

    let mut tx = app.ctx.db.begin(&Actor::System).await.unwrap();
    record(&mut tx, &app.ctx, &Actor::System, Act::new("results.import")).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!((count(&app, LOG).await, count(&app, UNCHAINED).await), (before.0 + 1, before.1 + 1));
}

#[tokio::test]
async fn an_entry_says_which_record_what_changed_and_what_for() {
    let app = TestApp::start(NOW).await;
    let actor = app.candidate("an").await;
    let object = app.ctx.fresh_uuid();
    let mut tx = app.ctx.db.begin(&actor).await.unwrap();
    let act = Act::new("preference_list.submit")
        .about(candidate_id(&actor))
        .on(object)
        .purpose(AccessPurpose::Audit)
        .because("thử")
        .changed(&None::<()>, &[1, 2]);
    record(&mut tx, &app.ctx, &actor, act).await.unwrap();
    let act = Act::new("preference_draft.edit").on_a("programme", object).changed(&[1], &[2]);
    record(&mut tx, &app.ctx, &actor, act).await.unwrap();
    tx.commit().await.unwrap();
    let rows = sqlx::query(
        "SELECT object_kind, purpose, reason, before_digest, after_digest FROM audit_log
         WHERE object_id = $1 ORDER BY action DESC",
    );
    let rows = rows.bind(object).fetch_all(app.owner()).await.unwrap();
    let texts =
        |index: usize| ["object_kind", "purpose", "reason"].map(|column| rows[index].get::<Option<String>, _>(column));
    let digests =
        |index: usize| ["before_digest", "after_digest"].map(|column| rows[index].get::<Option<Vec<u8>>, _>(column));
    let of = |value: &[i32]| digest(value).map(Vec::from);
    assert_eq!(texts(0), [Some("preference_list"), Some("audit"), Some("thử")].map(|text| text.map(str::to_owned)));
    assert_eq!(digests(0), [None, of(&[1, 2])]);
    assert_eq!(texts(1), [Some("programme".to_owned()), None, None]);
    assert_eq!(digests(1), [of(&[1]), of(&[2])]);
}

#[tokio::test]
async fn whoever_looks_again_within_the_hour_is_recorded_once() {
    const LOOKS: &str = "SELECT count(*) FROM audit_log WHERE action = 'exam_registration.view'";
    let app = TestApp::start(NOW).await;
    let candidate = candidate_id(&app.candidate("an").await);
    let (staff, head) = (app.staff(SCHOOL_A).await, app.staff(HEAD_A).await);
    let look = async |actor: &Actor| {
        let mut tx = app.ctx.db.begin(actor).await.unwrap();
        let act = Act::new("exam_registration.view").purpose(AccessPurpose::Verification);
        record_views(&mut tx, &app.ctx, actor, act, &[candidate]).await.unwrap();
        tx.commit().await.unwrap();
        count(&app, LOOKS).await
    };
    assert_eq!(look(&staff).await, 1);
    assert_eq!(look(&staff).await, 1, "the same person, the same hour");
    assert_eq!(look(&head).await, 2, "somebody else");
    app.ctx.clock.advance_machine(60 * 60 - 1);
    assert_eq!(look(&staff).await, 2);
    app.ctx.clock.advance_machine(1);
    assert_eq!(look(&staff).await, 3, "an hour later");
}

#[tokio::test]
async fn a_list_is_recorded_for_each_candidate_on_it() {
    let app = TestApp::start(NOW).await;
    submitted(&app, "an").await;
    submitted(&app, "binh").await;
    let mut browser = app.browser_as(&app.staff(SCHOOL_A).await).await;
    for _ in 0..2 {
        browser.get("/school").await;
    }
    let looks = "SELECT count(*) FROM audit_log WHERE action = 'registration_queue.view' AND purpose = 'verification'";
    let candidates: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM candidate JOIN registration_unit ON registration_unit.id = registration_unit_id
         WHERE name = 'Trường THPT Sông Hương'",
    )
    .fetch_one(app.owner())
    .await
    .unwrap();
    assert!(candidates >= 1);
    assert_eq!(count(&app, looks).await, candidates);
}
