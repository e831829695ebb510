-- What the queue of a school hands out, and what it lets be approved together: nothing that claims something which nobody
-- has looked at (domain.md §1: the unit checks the evidence), and no unlocked form about which nothing is asked.

SET LOCAL portal.actor_kind = 'system';

-- Whether what was submitted claims something that the unit has to check, or comes with evidence. The area that the schools
-- give anyway is no claim.
CREATE FUNCTION claims_something(content jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN coalesce(
        content -> 'priority' ->> 'category' IS NOT NULL
        OR content -> 'priority' ->> 'residence_ground' IS NOT NULL
        OR content -> 'priority' ->> 'area' <> coalesce(content -> 'derived_area' ->> 'area', '')
        OR content ->> 'exemption' IS NOT NULL
        OR content -> 'graduation' ->> 'category' IS NOT NULL
        OR content -> 'graduation' ->> 'encouragement' IS NOT NULL
        OR content -> 'reserved_marks' <> '[]'
        OR content -> 'evidence' <> '[]', false);

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
    EXISTS (SELECT FROM correction_request AS request WHERE request.registration_id = form.id AND request.decided_at IS NULL)
        AS has_open_correction,
    -- What the candidate entered is not what the registry and the school's roll say, or that is not known; or it claims
    -- something, or asks for arrangements.
    compared.status IS DISTINCT FROM 'matched'
        OR roll.identity_number IS NULL
        OR upper(roll.full_name) <> upper(person.full_name)
        OR roll.birth_date <> person.birth_date
        OR roll.sex <> person.sex
        OR roll.ethnic_group_code <> coalesce(submitted.content -> 'origin' ->> 'ethnic_group', roll.ethnic_group_code)
        OR roll.class_name <> coalesce(submitted.content -> 'schools' ->> 'class_12', '')
        OR EXISTS (SELECT FROM registry_case WHERE registry_case.candidate_id = candidate.id AND ended_at IS NULL)
        OR claims_something(submitted.content)
        OR EXISTS (SELECT FROM exam_arrangement AS needed
            WHERE needed.registration_id = form.id AND needed.number = submitted.number)
        AS needs_examination
FROM candidate
JOIN person ON person.id = candidate.person_id
LEFT JOIN exam_registration AS form ON form.candidate_id = candidate.id
LEFT JOIN registry_comparison AS compared ON compared.candidate_id = candidate.id
LEFT JOIN school_roll_entry AS roll ON roll.season = candidate.season AND roll.identity_kind = person.identity_kind
    AND roll.identity_number = person.identity_number AND roll.registration_unit_id = candidate.registration_unit_id
LEFT JOIN LATERAL (SELECT category FROM exam_registration_event AS event
    WHERE event.registration_id = form.id AND event.to_state = 'rejected' ORDER BY at DESC, id DESC LIMIT 1) AS returned ON true
LEFT JOIN LATERAL (SELECT number, content FROM exam_registration_version AS version
    WHERE version.registration_id = form.id ORDER BY number DESC LIMIT 1) AS submitted ON true;
GRANT SELECT ON school_queue TO portal_app;
