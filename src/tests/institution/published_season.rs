//! A season with a published run, written straight into the tables.
//!
//! `BKA`, programme `IT1`: 120 admitted with 29.49 down to 28.30, the first 100 of them confirmed; one more applied
//! in a list that no longer stands. `SPH`: 3 admitted, 2 confirmed.

use portal::testing::TestApp;

/// A moment after the results became public, at 17:00 on 13 August.
pub const AFTER: &str = "2026-08-15T09:00";

/// Starts the portal at `now` with that season.
pub async fn start(now: &str) -> TestApp {
    let app = TestApp::start(now).await;
    let statements = [
        "INSERT INTO matching_run (id, season, started_at, started_by, input_sha256, output_sha256, candidates,
             preferences, considered, admitted)
         SELECT md5('run')::uuid, 2026, '2026-08-12T08:00:00+07:00', staff.id, '', '', 123, 123, 123, 123
         FROM staff WHERE role = 'ministry_operator' LIMIT 1",
        "INSERT INTO matching_publication (season, run_id, visible_from, published_at, proposed_by, approved_by)
         SELECT 2026, matching_run.id, '2026-08-13T17:00:00+07:00', started_at, started_by, staff.id
         FROM matching_run, staff WHERE role = 'ministry_releaser' LIMIT 1",
        // Two names that a spreadsheet would calculate.
        "INSERT INTO person (id, subject, identity_kind, identity_number, full_name, birth_date, sex, created_at)
         SELECT md5(seat.institution || 'person' || i)::uuid, seat.institution || i, 'personal_id',
             seat.number_begins || lpad(i::text, 6, '0'),
             CASE WHEN seat.institution = 'SPH' THEN 'Người Sư Phạm ' || i
                  WHEN i = 1 THEN '=HYPERLINK(\"http://evil.example\",\"x\")' WHEN i = 2 THEN '@SUM(1)'
                  ELSE 'Trần Văn ' || i END,
             '2008-03-05', CASE WHEN i % 2 = 0 THEN 'female' ELSE 'male' END, now()
         FROM (VALUES ('BKA', 121, '046208'), ('SPH', 3, '001308')) AS seat (institution, last, number_begins),
             generate_series(1, seat.last) AS i",
        "INSERT INTO candidate (id, person_id, season, kind, registration_unit_id, candidate_number, created_at)
         SELECT md5('candidate' || subject)::uuid, id, 2026, 'current_grade12',
             (SELECT id FROM registration_unit ORDER BY unit_code LIMIT 1),
             CASE WHEN subject LIKE 'BKA%' THEN '46' ELSE '01' END || right(identity_number, 6), now()
         FROM person WHERE subject ~ '^(BKA|SPH)[0-9]+$'",
        // Everyone submitted twice; only the second list stands. BKA121 named BKA in the first alone.
        "INSERT INTO preference_list_version (id, candidate_id, number, submitted_at, receipt_number)
         SELECT md5('list' || subject || number)::uuid, md5('candidate' || subject)::uuid, number, now(), subject || '-' || number
         FROM person, generate_series(1, 2) AS number WHERE subject ~ '^(BKA|SPH)[0-9]+$'",
        "INSERT INTO preference (list_version_id, rank, programme_id)
         SELECT version.id, 2, programme.id
         FROM preference_list_version AS version
         JOIN candidate ON candidate.id = version.candidate_id JOIN person ON person.id = candidate.person_id
         JOIN programme ON programme.season = 2026 AND programme.institution_code = left(person.subject, 3)
             AND programme.admission_code = CASE WHEN person.subject LIKE 'BKA%' THEN 'IT1' ELSE
                 (SELECT min(admission_code) FROM programme WHERE institution_code = 'SPH' AND season = 2026) END
         WHERE NOT (person.subject = 'BKA121' AND version.number = 2)",
        "INSERT INTO matching_preference_result (run_id, candidate_id, rank, programme_id, status, combination_code,
             exam_score_hundredths, priority_hundredths, score_hundredths)
         SELECT md5('run')::uuid, version.candidate_id, 2, preference.programme_id, 'admitted', 'A00', 0, 0,
             2950 - right(candidate.candidate_number, 6)::integer
         FROM preference JOIN preference_list_version AS version ON version.id = preference.list_version_id
         JOIN candidate ON candidate.id = version.candidate_id WHERE version.number = 2",
        "INSERT INTO matching_programme_result (run_id, programme_id, quota, applicants, admitted, cutoff_hundredths)
         SELECT run_id, programme_id, 999, count(*), count(*), min(score_hundredths)
         FROM matching_preference_result GROUP BY run_id, programme_id",
        "INSERT INTO enrolment (candidate_id, run_id, programme_id, confirmed_at, receipt_number)
         SELECT result.candidate_id, result.run_id, result.programme_id, '2026-08-14T08:30:00+07:00',
             'XN-' || candidate.candidate_number
         FROM matching_preference_result AS result JOIN candidate ON candidate.id = result.candidate_id
         WHERE right(candidate.candidate_number, 6)::integer <= CASE left(candidate.candidate_number, 2) WHEN '46' THEN 100 ELSE 2 END",
    ];
    for statement in statements {
        sqlx::query(statement).execute(app.owner()).await.expect(statement);
    }
    app
}
