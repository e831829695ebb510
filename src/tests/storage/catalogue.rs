//! What PostgreSQL's catalogue says of the second wall: no table is forgotten.

use portal::testing::TestApp;

/// The tables without policies, and why: nothing in them is about a person or belongs to a tenant alone.
pub const WITHOUT_POLICIES: &[(&str, &str)] = &[
    ("_sqlx_migrations", "the owner's; the application may not even read it"),
    ("province", "reference"),
    ("old_province", "reference"),
    ("commune", "reference"),
    ("ethnic_group", "reference"),
    ("subject", "reference"),
    ("subject_combination", "reference"),
    ("institution", "reference"),
    ("past_cutoff", "reference: published by the institutions"),
    ("high_school", "reference"),
    ("department", "reference: names of offices"),
    ("registration_unit", "reference: names of offices"),
    ("season", "reference"),
    ("season_setting", "reference"),
    ("season_phase", "reference"),
    ("season_payment_group", "reference"),
    ("season_exam_session", "reference"),
    ("season_method", "reference"),
    ("season_priority_category", "reference"),
    ("season_rejection_reason", "reference"),
    ("season_graduation_category", "reference"),
    ("season_encouragement", "reference"),
    ("season_language_certificate", "reference"),
    ("season_residence_rule", "reference"),
    ("season_commune_area", "reference"),
    ("programme", "reference: the catalogue is public"),
    ("programme_combination", "reference: the catalogue is public"),
    ("demo_clock", "what a demo's clock shows, which every page says"),
];

/// What is only ever added to.
const APPEND_ONLY: &[&str] = &[
    "audit_log",
    "audit_chain",
    "audit_checkpoint",
    "audit_verification",
    "exam_registration_version",
    "exam_registration_version_file",
    "exam_registration_event",
    "preference_list_version",
    "preference",
    "payment_event",
    "ledger_entry",
    "gateway_statement",
    "gateway_statement_line",
    "gateway_comparison",
    "payment_decision",
    "matching_run",
    "matching_programme_result",
    "matching_preference_result",
    "enrolment",
    "registry_check",
    "registry_case_event",
    "unit_sign_off",
    "exam_numbering",
    "exam_seat",
    "mark_appeal_event",
    "mark_change",
    "amendment",
];

/// All tables of the schema, in order.
pub async fn tables(app: &TestApp) -> Vec<String> {
    let names = sqlx::query_scalar!(
        r#"SELECT relname::text AS "name!" FROM pg_class
           WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY relname"#
    );
    names.fetch_all(app.owner()).await.unwrap()
}

/// Those that the policies guard.
pub async fn guarded(app: &TestApp) -> Vec<String> {
    let all = tables(app).await.into_iter();
    all.filter(|table| WITHOUT_POLICIES.iter().all(|(open, _)| open != table)).collect()
}

#[tokio::test]
async fn every_table_is_reference_data_or_has_row_level_security_forced() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let forced = sqlx::query_scalar!(
        r#"SELECT relname::text AS "name!" FROM pg_class WHERE relnamespace = 'public'::regnamespace
           AND relkind IN ('r', 'p') AND relrowsecurity AND relforcerowsecurity ORDER BY relname"#
    );
    assert_eq!(forced.fetch_all(app.owner()).await.unwrap(), guarded(&app).await);
    for (table, reason) in WITHOUT_POLICIES {
        assert!(tables(&app).await.iter().any(|name| name == table), "{table} ({reason}) is no table any more");
    }
}

#[tokio::test]
async fn the_applications_role_owns_nothing_and_gets_past_nothing() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let role = sqlx::query!(
        r#"SELECT rolsuper AS "superuser!", rolbypassrls AS "bypasses!", rolcreaterole AS "makes_roles!",
               rolcreatedb AS "makes_databases!", rolreplication AS "replicates!",
               EXISTS (SELECT FROM pg_auth_members WHERE member = pg_roles.oid) AS "is_member!",
               EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid AND relpersistence <> 't') AS "owns_relations!",
               EXISTS (SELECT FROM pg_proc WHERE proowner = pg_roles.oid) AS "owns_functions!",
               EXISTS (SELECT FROM pg_database WHERE datdba = pg_roles.oid) AS "owns_databases!",
               has_schema_privilege(oid, 'public', 'CREATE') AS "makes_tables!"
           FROM pg_roles WHERE rolname = 'portal_app'"#
    );
    let role = role.fetch_one(app.owner()).await.unwrap();
    assert!(!role.superuser && !role.bypasses && !role.makes_roles && !role.makes_databases && !role.replicates);
    assert!(!role.is_member && !role.owns_relations && !role.owns_functions && !role.owns_databases);
    assert!(!role.makes_tables);
}

#[tokio::test]
async fn the_applications_role_has_no_verb_that_it_does_not_need() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let granted = sqlx::query!(
        r#"SELECT relname::text AS "table!", string_agg(verb, ' ' ORDER BY verb) AS "verbs!" FROM pg_class,
               unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS verb
           WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
               AND CASE WHEN verb IN ('INSERT', 'UPDATE') THEN has_any_column_privilege('portal_app', pg_class.oid, verb)
                   ELSE has_table_privilege('portal_app', pg_class.oid, verb) END
           GROUP BY relname ORDER BY relname"#
    );
    for row in granted.fetch_all(app.owner()).await.unwrap() {
        let (table, verbs) = (row.table.as_str(), row.verbs.as_str());
        assert!(!verbs.contains("TRUNCATE") && !verbs.contains("REFERENCES") && !verbs.contains("TRIGGER"), "{table}");
        if APPEND_ONLY.contains(&table) {
            assert_eq!(verbs, "INSERT", "{table}");
        }
        if WITHOUT_POLICIES.iter().any(|(open, _)| *open == table) {
            assert_eq!((table, verbs), ("demo_clock", "INSERT UPDATE"), "loaded by the owner");
        }
    }
}

#[tokio::test]
async fn nobody_gets_another_role_or_another_office() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let columns = sqlx::query_scalar!(
        r#"SELECT attname::text AS "name!" FROM pg_attribute
           WHERE attrelid = 'staff'::regclass AND attnum > 0 AND NOT attisdropped
               AND has_column_privilege('portal_app', attrelid, attnum, 'UPDATE') ORDER BY attname"#
    );
    let columns = columns.fetch_all(app.owner()).await.unwrap();
    assert_eq!(columns, ["disabled_at", "disabled_by", "disabled_reason", "password_hash"]);
}

#[tokio::test]
async fn what_is_append_only_can_be_neither_changed_nor_deleted() {
    let app = TestApp::start("2026-04-22T09:00").await;
    for table in APPEND_ONLY {
        for statement in [format!("DELETE FROM {table}"), format!("TRUNCATE {table} CASCADE")] {
            let mut tx = app.ctx.db.begin(&portal::domain::access::Actor::System).await.unwrap();
            let error = sqlx::query(sqlx::AssertSqlSafe(statement.as_str())).execute(tx.conn()).await.unwrap_err();
            let code = error.as_database_error().and_then(|error| error.code().map(|code| code.to_string()));
            assert_eq!(code.as_deref(), Some("42501"), "{statement}: {error}");
        }
    }
}
