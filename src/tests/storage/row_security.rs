//! The second wall with the first one taken away: statements without any condition, and the functions of storage with the
//! ids of another tenant.

use std::collections::BTreeSet;

use portal::domain::ids::{ExamRegistrationId, MatchingRunId, PreferenceListVersionId, ProgrammeId, SeasonYear};
use portal::{
    domain::{
        access::{Actor, StaffRole},
        roll::search::PupilSearch,
    },
    storage::{
        Tx,
        bill::{bill_basis_fetch, bill_fetch, bill_items_fetch, bill_lock},
        candidate_overview::candidate_overview_fetch,
        enrolment::enrolment_fetch,
        exam_registration::{
            exam_registration_draft_fetch, exam_registration_fetch, exam_registration_fetch_for_update,
            exam_registration_latest_version,
        },
        institution::{
            Tenant, admitted_list, confirmed_candidates_fetch, confirmed_count, institution_count_applicants,
            programme_figures_list,
        },
        mail_outbox::candidate_email_fetch,
        mark::marks_fetch_of_candidate,
        matching_run::run_fetch_of_candidate,
        payment_order::{payment_order_fetch, payment_order_list},
        preference_list::{preference_draft_fetch, preference_list_fetch_all},
        pupil_search::pupils_find,
        registrant::registrant_fetch,
        registration_history::{HistoryOf, registration_history_fetch},
        school_queue::{QueueAt, QueuePart, school_queue_count, school_queue_fetch},
        school_record::{Units, school_record_candidate, school_record_fetch, school_record_versions},
        staff::staff_fetch_by_email,
        unit_list::unit_list_fetch,
        unit_progress::class_progress_fetch,
    },
    testing::TestApp,
};

use super::{
    catalogue::guarded,
    two_tenants::{A, B, RUN, Side, national, start},
};

const SEASON: SeasonYear = SeasonYear(2026);

/// What everybody may know of everybody: the cut-offs of the public run, the hashes of the audit log's entries, where the
/// exam is sat.
const EVERYONES: &[&str] = &["audit_chain", "exam_venue", "exam_venue_unit", "matching_programme_result"];

/// Who sees rows of their own tenant in which tables: these, and no others.
const SEEN: &[(&str, &[&str])] = &[
    (
        "candidate",
        &[
            "access_question",
            "alert",
            "amendment",
            "candidate_freeze",
            "audit_log",
            "bill",
            "candidate",
            "candidate_freeze",
            "correction_request",
            "enrolment",
            "exam_arrangement",
            "exam_registration",
            "exam_registration_event",
            "exam_registration_section",
            "exam_registration_version",
            "exam_registration_version_file",
            "exam_seat",
            "ledger_entry",
            "mark",
            "mark_appeal",
            "mark_appeal_event",
            "mark_change",
            "matching_preference_result",
            "payment_event",
            "payment_link",
            "payment_order",
            "person",
            "preference",
            "preference_draft",
            "preference_list_version",
            "registry_case",
            "registry_case_event",
            "registry_case_value",
            "registry_check",
            "registry_comparison",
            "school_roll_entry",
            "stored_file",
            "unlock_request",
        ],
    ),
    ("school_staff", SCHOOL),
    (
        "school_head",
        &[
            "access_question",
            "amendment",
            "audit_log",
            "batch_approval",
            "batch_approval_item",
            "candidate",
            "candidate_freeze",
            "correction_request",
            "exam_arrangement",
            "exam_registration",
            "exam_registration_event",
            "exam_registration_section",
            "exam_registration_version",
            "exam_registration_version_file",
            "exam_seat",
            "person",
            "registry_case",
            "registry_case_event",
            "registry_case_value",
            "registry_check",
            "registry_comparison",
            "registration_claim",
            "roll_import",
            "roll_import_piece",
            "roll_import_row",
            "school_roll_entry",
            "staff",
            "staff_invitation",
            "staff_password_reset",
            "stored_file",
            "unit_sign_off",
            "unlock_request",
        ],
    ),
    ("department_staff", DEPARTMENT),
    (
        "department_lead",
        &[
            "access_question",
            "amendment",
            "audit_log",
            "candidate",
            "exam_number_counter",
            "exam_numbering",
            "exam_registration",
            "exam_registration_event",
            "exam_seat",
            "mark_appeal",
            "mark_appeal_event",
            "person",
            "registry_case",
            "registry_comparison",
            "school_roll_entry",
            "staff",
            "staff_invitation",
            "staff_password_reset",
            "unit_sign_off",
            "unlock_request",
        ],
    ),
    ("institution_staff", INSTITUTION),
    ("institution_lead", INSTITUTION),
];
const SCHOOL: &[&str] = &[
    "amendment",
    "audit_log",
    "batch_approval",
    "batch_approval_item",
    "candidate",
    "candidate_freeze",
    "correction_request",
    "exam_arrangement",
    "exam_registration",
    "exam_registration_event",
    "exam_registration_section",
    "exam_registration_version",
    "exam_registration_version_file",
    "exam_seat",
    "person",
    "registry_case",
    "registry_case_event",
    "registry_case_value",
    "registry_check",
    "registry_comparison",
    "registration_claim",
    "roll_import",
    "roll_import_piece",
    "roll_import_row",
    "school_roll_entry",
    "staff",
    "stored_file",
    "unit_sign_off",
    "unlock_request",
];
const DEPARTMENT: &[&str] = &[
    "amendment",
    "candidate",
    "exam_numbering",
    "exam_registration",
    "exam_registration_event",
    "exam_seat",
    "mark_appeal",
    "mark_appeal_event",
    "person",
    "registry_case",
    "registry_comparison",
    "school_roll_entry",
    "staff",
    "unit_sign_off",
    "unlock_request",
];
const INSTITUTION: &[&str] = &["amendment", "candidate", "enrolment", "matching_preference_result", "person", "staff"];

/// Every row of `table` that the transaction sees, as text.
async fn rows(tx: &mut Tx, table: &str) -> Vec<String> {
    let statement = format!("SELECT to_jsonb(each)::text FROM {table} AS each");
    sqlx::query_scalar(sqlx::AssertSqlSafe(statement)).fetch_all(tx.conn()).await.unwrap()
}

/// The guarded tables in which `actor` sees a row of `side`.
async fn tables_seen(app: &TestApp, actor: &Actor, side: Side) -> BTreeSet<String> {
    let mut tx = app.ctx.db.begin(actor).await.unwrap();
    let mut seen = BTreeSet::new();
    for table in guarded(app).await {
        if rows(&mut tx, &table).await.iter().any(|row| side.owns(row)) {
            seen.insert(table);
        }
    }
    seen
}

fn names(tables: &[&str]) -> BTreeSet<String> {
    tables.iter().map(|table| (*table).to_owned()).collect()
}

#[tokio::test]
async fn a_tenant_sees_its_own_rows_and_none_of_another_with_every_condition_left_out() {
    let app = start().await;
    let one_alone = names(&[
        "audit_checkpoint",
        "audit_verification",
        "gateway_comparison",
        "gateway_statement",
        "matching_publication",
        "matching_run",
        "payment_window_extension",
        "publication_proposal",
        "reminder_round",
    ]);
    let both: BTreeSet<String> = guarded(&app).await.into_iter().filter(|table| !one_alone.contains(table)).collect();
    for side in [A, B] {
        let all = tables_seen(&app, &Actor::System, side).await;
        assert_eq!(all, both, "every guarded table has a row of each tenant, or the rest says nothing");
    }
    for (kind, own) in SEEN {
        let actor = A.actor(kind);
        let expected: BTreeSet<String> = names(own).union(&names(EVERYONES)).cloned().collect();
        assert_eq!(tables_seen(&app, &actor, A).await, expected, "{kind} of their own");
        assert_eq!(tables_seen(&app, &actor, B).await, names(EVERYONES), "{kind} of another");
    }
}

#[tokio::test]
async fn those_of_the_whole_country_see_what_their_work_needs() {
    let app = start().await;
    let mut auditor = tables_seen(&app, &Actor::System, B).await;
    let visitor = tables_seen(&app, &Actor::Visitor, B).await;
    assert_eq!(visitor, names(EVERYONES));
    // Secrets, and what waits.
    for of_the_portal in [
        "alert",
        "audit_unchained",
        "exam_arrangement",
        "known_device",
        "session",
        "unsaved_section",
        "staff_recovery_code",
        "staff_second_factor",
    ] {
        assert!(auditor.remove(of_the_portal), "{of_the_portal}");
    }
    assert_eq!(tables_seen(&app, &national(StaffRole::Auditor), B).await, auditor);
    let releaser = [
        "audit_chain",
        "bill",
        "candidate",
        "enrolment",
        "exam_registration",
        "exam_venue",
        "exam_venue_unit",
        "mark",
        "mark_change",
        "matching_preference_result",
        "matching_programme_result",
        "preference",
        "preference_list_version",
    ];
    assert_eq!(tables_seen(&app, &national(StaffRole::MinistryReleaser), B).await, names(&releaser));
    let mut operator = names(&releaser);
    operator.extend(names(&[
        "access_question",
        "amendment",
        "audit_log",
        "exam_numbering",
        "exam_registration_event",
        "exam_registration_version",
        "exam_seat",
        "gateway_difference",
        "gateway_statement_line",
        "ledger_entry",
        "payment_decision",
        "payment_event",
        "payment_notice",
        "payment_order",
        "person",
        "registry_case",
        "registry_comparison",
        "school_roll_entry",
        "staff",
        "staff_invitation",
        "staff_password_reset",
        "unit_sign_off",
    ]));
    assert_eq!(tables_seen(&app, &national(StaffRole::MinistryOperator), B).await, operator);
    for hidden in [
        "access_question",
        "amendment",
        "audit_log",
        "batch_approval",
        "batch_approval_item",
        "correction_request",
        "exam_number_counter",
        "exam_numbering",
        "exam_registration_event",
        "exam_registration_section",
        "exam_registration_version",
        "exam_registration_version_file",
        "exam_seat",
        "mail_outbox",
        "mark_appeal",
        "mark_appeal_event",
        "registration_claim",
        "registry_case_event",
        "registry_case_value",
        "registry_check",
        "registry_comparison",
        "roll_import",
        "roll_import_piece",
        "roll_import_row",
        "staff",
        "staff_invitation",
        "staff_password_reset",
        "stored_file",
        "unit_sign_off",
        "unlock_request",
    ] {
        assert!(auditor.remove(hidden), "{hidden}");
    }
    let support = auditor;
    assert_eq!(tables_seen(&app, &national(StaffRole::Support), B).await, support);
}

#[tokio::test]
async fn without_an_actor_there_is_no_row() {
    let app = start().await;
    for table in guarded(&app).await {
        let count: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}")))
            .fetch_one(app.ctx.db.pool())
            .await
            .unwrap();
        assert_eq!(count, 0, "{table}");
    }
    // Nor after a transaction on the same connection that named one.
    drop(app.ctx.db.begin(&Actor::System).await.unwrap());
    let people: i64 = sqlx::query_scalar("SELECT count(*) FROM person").fetch_one(app.ctx.db.pool()).await.unwrap();
    assert_eq!(people, 0);
}

#[tokio::test]
async fn no_policy_looks_rows_up_one_by_one() {
    let app = TestApp::start("2026-08-05T09:00").await;
    for actor in [Actor::System, national(StaffRole::MinistryOperator), A.actor("candidate")] {
        for table in guarded(&app).await {
            let mut tx = app.ctx.db.begin(&actor).await.unwrap();
            let explain = format!("EXPLAIN SELECT * FROM {table}");
            let plan: Vec<String> =
                sqlx::query_scalar(sqlx::AssertSqlSafe(explain)).fetch_all(tx.conn()).await.unwrap();
            assert!(plan[0].contains("Scan on"), "{table}: {plan:?}");
            let by_row = plan.iter().any(|line| line.replace("hashed SubPlan", "").contains("(SubPlan"));
            assert!(!by_row, "{} {table}: {plan:#?}", actor.kind());
        }
    }
}

/// Whether the database refused by its rights or its policies.
fn is_refusal(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == "42501")
}

/// That `actor` can neither change nor delete a row of `side`, nor write another one like it.
async fn writes_nothing(app: &TestApp, actor: &Actor, side: Side) {
    for table in guarded(app).await {
        let column: String = sqlx::query_scalar(
            "SELECT attname::text FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum = 1",
        )
        .bind(&table)
        .fetch_one(app.owner())
        .await
        .unwrap();
        for statement in [
            format!("UPDATE {table} AS each SET {column} = {column} RETURNING to_jsonb(each)::text"),
            format!("DELETE FROM {table} AS each RETURNING to_jsonb(each)::text"),
        ] {
            let mut tx = app.ctx.db.begin(actor).await.unwrap();
            let written = sqlx::query_scalar::<_, String>(sqlx::AssertSqlSafe(statement.as_str()));
            match written.fetch_all(tx.conn()).await {
                Ok(rows) => assert!(!rows.iter().any(|row| side.owns(row)), "{} {statement}: {rows:?}", actor.kind()),
                Err(error) => assert!(is_refusal(&error), "{} {statement}: {error}", actor.kind()),
            }
        }
        let mut tx = app.ctx.db.begin(&Actor::System).await.unwrap();
        let copies = rows(&mut tx, &table).await;
        drop(tx);
        let insert = format!("INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, $1::jsonb)");
        for row in copies.iter().filter(|row| side.owns(row)) {
            let mut tx = app.ctx.db.begin(actor).await.unwrap();
            let inserted = sqlx::query(sqlx::AssertSqlSafe(insert.as_str())).bind(row).execute(tx.conn()).await;
            // Whoever acts may cause a mail and adds to the chain's queue: then it is the key alone that is taken.
            let is_open = ["mail_outbox", "audit_unchained"].contains(&table.as_str());
            let refused = inserted.is_err_and(|error| is_refusal(&error) || is_open);
            assert!(refused, "{} {insert}: {row}", actor.kind());
        }
    }
}

#[tokio::test]
async fn a_tenant_writes_no_row_of_another() {
    let app = start().await;
    for (kind, _) in SEEN {
        writes_nothing(&app, &A.actor(kind), B).await;
    }
}

#[tokio::test]
async fn auditors_support_and_visitors_write_nothing() {
    let app = start().await;
    for actor in [national(StaffRole::Auditor), national(StaffRole::Support), Actor::Visitor] {
        writes_nothing(&app, &actor, A).await;
    }
}

#[tokio::test]
async fn nobody_writes_into_the_audit_log_in_anothers_name() {
    let app = start().await;
    let entry = |actor_kind: &str, actor: uuid::Uuid, unit: uuid::Uuid| {
        format!(
            "INSERT INTO audit_log (id, at, recorded_at, actor_kind, actor_id, tenant_kind, tenant, action)
             VALUES (gen_random_uuid(), now(), now(), '{actor_kind}', '{actor}', 'unit', '{unit}', 'test.act')"
        )
    };
    let (own, other) = (A.uuid(5), B.uuid(5));
    for (statement, is_true) in [
        (entry("school_staff", own, A.unit().0), true),
        (entry("school_staff", other, A.unit().0), false),
        (entry("school_staff", own, B.unit().0), false),
        (entry("school_head", own, A.unit().0), false),
        (entry("system", own, A.unit().0), false),
    ] {
        let mut tx = app.ctx.db.begin(&A.actor("school_staff")).await.unwrap();
        let written = sqlx::query(sqlx::AssertSqlSafe(statement.as_str())).execute(tx.conn()).await;
        match written {
            Ok(_) => assert!(is_true, "{statement}"),
            Err(error) => assert!(!is_true && is_refusal(&error), "{statement}: {error}"),
        }
    }
}

#[tokio::test]
async fn the_functions_of_a_candidate_find_nothing_of_another_candidate() {
    let app = start().await;
    let (id, list) = (B.candidate(), PreferenceListVersionId(B.uuid(12)));
    for kind in ["candidate", "institution_staff"] {
        let tx = &mut app.ctx.db.begin(&A.actor(kind)).await.unwrap();
        assert!(candidate_overview_fetch(tx, id).await.is_err());
        assert!(registrant_fetch(tx, id).await.unwrap().is_none());
        assert!(exam_registration_fetch(tx, id).await.unwrap().is_none());
        assert!(exam_registration_fetch_for_update(tx, id).await.unwrap().is_none());
        assert!(exam_registration_latest_version(tx, id).await.unwrap().is_none());
        let draft = exam_registration_draft_fetch(tx, ExamRegistrationId(B.uuid(10))).await.unwrap();
        assert!(draft.saves.is_empty());
        assert!(candidate_email_fetch(tx, id).await.unwrap().is_none());
        assert!(preference_draft_fetch(tx, id).await.unwrap().programme_ids.is_empty());
        assert!(preference_list_fetch_all(tx, id).await.unwrap().is_empty());
        assert!(bill_basis_fetch(tx, id).await.unwrap().is_none());
        assert!(bill_items_fetch(tx, id, list).await.unwrap().is_empty());
        assert!(bill_fetch(tx, id).await.unwrap().is_none());
        assert!(bill_lock(tx, id).await.unwrap().is_none());
        assert!(payment_order_list(tx, id).await.unwrap().is_empty());
        assert!(payment_order_fetch(tx, "mark-b").await.unwrap().is_none());
        assert!(marks_fetch_of_candidate(tx, id).await.unwrap().is_none());
        assert!(enrolment_fetch(tx, id).await.unwrap().is_none());
        assert!(run_fetch_of_candidate(tx, MatchingRunId(RUN), id).await.unwrap().is_empty());
        assert!(staff_fetch_by_email(tx, "school@mark-b").await.unwrap().is_none());
    }
    // The same functions do find one's own.
    let tx = &mut app.ctx.db.begin(&A.actor("candidate")).await.unwrap();
    assert!(candidate_overview_fetch(tx, A.candidate()).await.unwrap().bill.is_some());
    assert_eq!(payment_order_list(tx, A.candidate()).await.unwrap().len(), 1);
    assert!(bill_lock(tx, A.candidate()).await.unwrap().is_some());
    assert_eq!(run_fetch_of_candidate(tx, MatchingRunId(RUN), A.candidate()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_functions_of_a_school_find_nothing_of_another_school() {
    let app = start().await;
    let (unit, form) = (B.unit(), ExamRegistrationId(B.uuid(10)));
    let now = portal::domain::time::Instant::parse("2026-08-14T09:00").unwrap();
    let at = |unit| QueueAt { unit, season: SEASON, now, due_soon_since: now };
    let part = QueuePart::first(10);
    let everybody = PupilSearch::parse("nguyen").unwrap();
    for kind in ["school_staff", "school_head", "department_staff", "institution_staff", "candidate"] {
        let tx = &mut app.ctx.db.begin(&A.actor(kind)).await.unwrap();
        assert!(school_queue_fetch(tx, &at(unit), part).await.unwrap().is_empty(), "{kind}");
        assert!(pupils_find(tx, unit, SEASON, &everybody).await.unwrap().is_empty(), "{kind}");
        assert!(unit_list_fetch(tx, unit, SEASON).await.unwrap().is_empty(), "{kind}");
        assert!(class_progress_fetch(tx, unit, SEASON).await.unwrap().is_empty(), "{kind}");
        let counts = school_queue_count(tx, &at(unit)).await.unwrap();
        assert_eq!(format!("{counts:?}"), format!("{:?}", portal::storage::school_queue::QueueCounts::default()));
        assert!(school_record_candidate(tx, unit, form).await.unwrap().is_none());
        // Nor where the condition on the unit is left out.
        for units in [Units::One(unit), Units::All] {
            assert!(school_record_fetch(tx, units, form).await.unwrap().is_none());
            assert!(school_record_versions(tx, units, form).await.unwrap().is_empty());
            assert!(registration_history_fetch(tx, HistoryOf::Form(units, form)).await.unwrap().is_empty());
        }
    }
    let tx = &mut app.ctx.db.begin(&A.actor("school_staff")).await.unwrap();
    assert_eq!(school_queue_fetch(tx, &at(A.unit()), part).await.unwrap().len(), 1);
    assert!(school_record_candidate(tx, A.unit(), ExamRegistrationId(A.uuid(10))).await.unwrap().is_some());
}

#[tokio::test]
async fn the_functions_of_an_institution_find_nothing_of_another_institution() {
    let app = start().await;
    let tenant = |side: Side| Tenant { institution: side.institution(), season: SEASON };
    let run = MatchingRunId(RUN);
    for kind in ["institution_staff", "institution_lead", "school_staff", "department_lead"] {
        let tx = &mut app.ctx.db.begin(&A.actor(kind)).await.unwrap();
        let figures = programme_figures_list(tx, &tenant(B), Some(run), None).await.unwrap();
        let [programme] = &figures[..] else { panic!("{figures:?}") };
        assert_eq!((programme.applicants, programme.outcome.unwrap().confirmed), (0, 0), "{kind}");
        assert_eq!(institution_count_applicants(tx, &tenant(B)).await.unwrap(), 0);
        let admitted = admitted_list(tx, &tenant(B), run, ProgrammeId(B.uuid(2)), (None, 10)).await.unwrap();
        assert!(admitted.is_empty(), "{kind}");
        assert_eq!(confirmed_count(tx, &tenant(B)).await.unwrap(), 0);
        assert!(confirmed_candidates_fetch(tx, &tenant(B)).await.unwrap().is_empty());
    }
    let tx = &mut app.ctx.db.begin(&A.actor("institution_staff")).await.unwrap();
    let figures = programme_figures_list(tx, &tenant(A), Some(run), None).await.unwrap();
    assert_eq!((figures[0].applicants, figures[0].outcome.unwrap().confirmed), (1, 1));
    assert_eq!(institution_count_applicants(tx, &tenant(A)).await.unwrap(), 1);
    let admitted = admitted_list(tx, &tenant(A), run, ProgrammeId(A.uuid(2)), (None, 10)).await.unwrap();
    assert_eq!(admitted.len(), 1);
    assert_eq!(confirmed_count(tx, &tenant(A)).await.unwrap(), 1);
}
