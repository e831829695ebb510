-- The queue of a school does not grow with the country. A policy that compares with a set of ids looks dear to the planner,
-- which then reads all people, or all open requests, of the country once rather than a school's by their keys. So each row
-- is looked up by its key: LATERAL with LIMIT.

DROP VIEW school_queue;
-- Candidates with what the queue needs to know of them. It is read as whoever asks, by the policies of its tables.
CREATE VIEW school_queue WITH (security_invoker = true) AS
SELECT candidate.registration_unit_id, candidate.season, candidate.id AS candidate_id, form.id AS registration_id, form.state,
    form.version, form.form_number, person.full_name, person.identity_kind, coalesce(roll.class_name, '') AS class_name,
    coalesce(compared.status, 'unchecked') AS comparison, coalesce(compared.differing_fields, '{}') AS differing_fields,
    coalesce(form.submitted_at, candidate.created_at) AS since, returned.category IS NOT NULL AS was_returned,
    -- The candidate owes evidence.
    coalesce(form.state IN ('draft', 'rejected') AND returned.category = 'missing_evidence', false) AS awaits_evidence,
    -- The candidate waits for an answer.
    correction.id IS NOT NULL AS has_open_correction,
    -- What the candidate entered is not what the registry and the school's roll say, or that is not known; or it claims
    -- something, or asks for arrangements.
    compared.status IS DISTINCT FROM 'matched'
        OR roll.identity_number IS NULL
        OR upper(roll.full_name) <> upper(person.full_name)
        OR roll.birth_date <> person.birth_date
        OR roll.sex <> person.sex
        OR roll.ethnic_group_code <> coalesce(submitted.content -> 'origin' ->> 'ethnic_group', roll.ethnic_group_code)
        OR roll.class_name <> coalesce(submitted.content -> 'schools' ->> 'class_12', '')
        OR open_case.id IS NOT NULL
        OR claims_something(submitted.content)
        OR arrangement.registration_id IS NOT NULL
        AS needs_examination
FROM candidate
JOIN LATERAL (SELECT identity_kind, identity_number, full_name, birth_date, sex FROM person
    WHERE person.id = candidate.person_id LIMIT 1) AS person ON true
LEFT JOIN LATERAL (SELECT id, state, version, form_number, submitted_at FROM exam_registration
    WHERE exam_registration.candidate_id = candidate.id LIMIT 1) AS form ON true
LEFT JOIN LATERAL (SELECT status, differing_fields FROM registry_comparison
    WHERE registry_comparison.candidate_id = candidate.id LIMIT 1) AS compared ON true
LEFT JOIN LATERAL (SELECT identity_number, full_name, birth_date, sex, ethnic_group_code, class_name FROM school_roll_entry AS entry
    WHERE entry.season = candidate.season AND entry.identity_kind = person.identity_kind
        AND entry.identity_number = person.identity_number
        AND entry.registration_unit_id = candidate.registration_unit_id LIMIT 1) AS roll ON true
LEFT JOIN LATERAL (SELECT category FROM exam_registration_event AS event
    WHERE event.registration_id = form.id AND event.to_state = 'rejected' ORDER BY at DESC, id DESC LIMIT 1) AS returned ON true
LEFT JOIN LATERAL (SELECT number, content FROM exam_registration_version AS version
    WHERE version.registration_id = form.id ORDER BY number DESC LIMIT 1) AS submitted ON true
LEFT JOIN LATERAL (SELECT id FROM correction_request AS request
    WHERE request.registration_id = form.id AND request.decided_at IS NULL LIMIT 1) AS correction ON true
LEFT JOIN LATERAL (SELECT id FROM registry_case
    WHERE registry_case.candidate_id = candidate.id AND ended_at IS NULL LIMIT 1) AS open_case ON true
LEFT JOIN LATERAL (SELECT registration_id FROM exam_arrangement AS needed
    WHERE needed.registration_id = form.id AND needed.number = submitted.number LIMIT 1) AS arrangement ON true;
GRANT SELECT ON school_queue TO portal_app;
