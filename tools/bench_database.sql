-- A season of the size asked for, from the rows that `matching season` wrote into :folder (src/benches/matching/
-- season_rows.rs): registered, approved, marked, submitted and paid. Run as the superuser of a throwaway server.
-- Foreign keys are not checked row by row, as after a restore; the rows are right by construction.
\set ON_ERROR_STOP on
SET session_replication_role = replica;
SET work_mem = '256MB';
SET maintenance_work_mem = '512MB';

CREATE TEMP TABLE made_programme (number integer, quota integer, tie_policy text, combinations text[]);
CREATE TEMP TABLE made_candidate (number integer, priority integer, electives text[]);
CREATE TEMP TABLE made_mark (number integer, subject text, mark smallint);
CREATE TEMP TABLE made_preference (number integer, rank smallint, programme integer);
\cd :folder
\copy made_programme FROM 'programmes'
\copy made_candidate FROM 'candidates'
\copy made_mark FROM 'marks'
\copy made_preference FROM 'preferences'

CREATE FUNCTION pg_temp.programme_id(number integer) RETURNS uuid IMMUTABLE LANGUAGE sql
    RETURN ('01980000-0000-7000-8001-' || lpad(to_hex(number), 12, '0'))::uuid;
-- Of the candidate and of all that there is one of for each.
CREATE FUNCTION pg_temp.candidate_id(number integer) RETURNS uuid IMMUTABLE LANGUAGE sql
    RETURN ('01980000-0000-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid;

INSERT INTO programme (id, season, institution_code, admission_code, name, quota, is_teacher_training, tie_policy, search_text)
SELECT pg_temp.programme_id(number), 2026, (SELECT min(code) FROM institution), 'made-' || number, 'Ngành ' || number, quota, false,
    tie_policy, 'nganh ' || number
FROM made_programme;
INSERT INTO programme_combination (programme_id, combination_code)
SELECT pg_temp.programme_id(number), unnest(combinations) FROM made_programme;

INSERT INTO department (code, name, province_code, exam_council_code)
SELECT 'made', 'Sở GDĐT', min(code), '99' FROM province;
INSERT INTO registration_unit (id, department_code, unit_code, name)
VALUES ('01980000-0000-7000-8002-000000000000', 'made', '001', 'Trường THPT');
INSERT INTO person (id, subject, identity_kind, identity_number, full_name, birth_date, created_at)
SELECT pg_temp.candidate_id(number), 'made-' || number, 'personal_id', lpad(number::text, 12, '0'), 'Thí sinh ' || number,
    '2008-01-01', '2026-04-01'
FROM made_candidate;
INSERT INTO candidate (id, person_id, season, kind, registration_unit_id, candidate_number, created_at)
SELECT pg_temp.candidate_id(number), pg_temp.candidate_id(number), 2026, 'current_grade12',
    '01980000-0000-7000-8002-000000000000', lpad(number::text, 8, '0'), '2026-04-01'
FROM made_candidate;
INSERT INTO exam_registration (id, candidate_id, state, form_number, version, submitted_at, updated_at)
SELECT pg_temp.candidate_id(number), pg_temp.candidate_id(number), 'approved', 'made-' || number, 1, '2026-04-22', '2026-04-22'
FROM made_candidate;
INSERT INTO exam_registration_version (registration_id, number, content, submitted_at)
SELECT pg_temp.candidate_id(number), 1,
    jsonb_build_object(
        'identity', null,
        'contact', jsonb_build_object('email', 'made@example.vn', 'phone', '0912345678', 'address', '12 Lê Lợi, Huế'),
        'schools', jsonb_build_object('class_12', '12A1', 'graduation_year', null, 'grade_10', school, 'grade_11', school,
            'grade_12', school),
        'papers', jsonb_build_object('electives', electives,
            'language', CASE WHEN 'ngoai_ngu' = ANY (electives) THEN 'N1' END),
        'priority', jsonb_build_object('area', null, 'category', null, 'residence_commune', null),
        'derived_area', jsonb_build_object('area', area, 'reason', '{"longest_school": {"years": 3}}'::jsonb),
        'admission', jsonb_build_object('use_for_admission', true),
        'declaration', null),
    '2026-04-22'
FROM made_candidate,
    LATERAL (SELECT CASE priority WHEN 75 THEN 'kv1' WHEN 50 THEN 'kv2_rural' WHEN 25 THEN 'kv2' ELSE 'kv3' END) AS of (area),
    LATERAL (SELECT jsonb_build_object('area', area, 'code', '46001')) AS at (school);
INSERT INTO mark (season, candidate_number, subject_code, mark_hundredths)
SELECT 2026, lpad(number::text, 8, '0'), subject, mark FROM made_mark;
INSERT INTO preference_list_version (id, candidate_id, number, submitted_at, receipt_number)
SELECT pg_temp.candidate_id(number), pg_temp.candidate_id(number), 1, '2026-07-10', 'made-' || number FROM made_candidate;
INSERT INTO preference (list_version_id, rank, programme_id)
SELECT pg_temp.candidate_id(number), rank, pg_temp.programme_id(programme) FROM made_preference;
INSERT INTO bill (id, candidate_id, list_version_id, preference_count, unit_fee_dong, amount_dong, frozen_at, paid_at,
    receipt_number)
SELECT pg_temp.candidate_id(number), pg_temp.candidate_id(number), pg_temp.candidate_id(number), count(*), 15000,
    15000 * count(*), '2026-07-14', '2026-07-16', 'made-' || number
FROM made_preference GROUP BY number;
VACUUM (ANALYZE);
