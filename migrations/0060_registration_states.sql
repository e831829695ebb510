-- All states of an exam registration (domain/exam/state), and who may write which.

SET LOCAL portal.actor_kind = 'system';

ALTER TABLE exam_registration
    DROP CONSTRAINT exam_registration_state_ck,
    ADD CONSTRAINT exam_registration_state_ck CHECK (state IN ('draft', 'submitted', 'rejected', 'approved',
        'correction_requested', 'locked', 'unlocked', 'signed', 'numbered', 'ineligible', 'cancelled')),
    DROP CONSTRAINT exam_registration_submitted_ck,
    ADD CONSTRAINT exam_registration_submitted_ck CHECK
        (state IN ('draft', 'cancelled') OR submitted_at IS NOT NULL AND form_number IS NOT NULL);

-- The states of a form that counts: `ACCEPTED` of domain/exam/state.
CREATE FUNCTION is_accepted_registration(state text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN state IN ('approved', 'correction_requested', 'locked', 'unlocked', 'signed', 'numbered');

-- A department takes a form out of the signed-off list, and does nothing else to it.
CREATE POLICY unlock ON exam_registration FOR UPDATE USING (
    (SELECT acts_as('department_staff', 'department_lead')) AND state IN ('locked', 'signed')
    AND candidate_id IN (SELECT tenant_candidates()))
    WITH CHECK (state = 'unlocked' AND candidate_id IN (SELECT tenant_candidates()));
DROP POLICY tell ON exam_registration_event;
CREATE POLICY tell ON exam_registration_event FOR INSERT WITH CHECK (
    ((SELECT acts_as('candidate', 'school_staff', 'school_head'))
        OR (SELECT acts_as('department_staff', 'department_lead')) AND to_state = 'unlocked')
    AND actor_id = (SELECT actor_id())
    AND registration_id IN (SELECT tenant_registrations()));

INSERT INTO season_setting (season, name, value, is_verified, source)
SELECT year, 'ineligibility_days_before_exam', '15', true, 'TT 24/2024/TT-BGDĐT' FROM season
ON CONFLICT ON CONSTRAINT season_setting_pk DO NOTHING;
