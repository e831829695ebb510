-- The head of a registration unit signs its list off; a department may take a form out of it again, which takes two people.

SET LOCAL portal.actor_kind = 'system';

-- Each sign-off of a unit: after the first one there are forms that were unlocked or approved later. Append-only.
CREATE TABLE unit_sign_off (
    id uuid CONSTRAINT unit_sign_off_pk PRIMARY KEY,
    registration_unit_id uuid NOT NULL CONSTRAINT unit_sign_off_unit_fk REFERENCES registration_unit,
    season smallint NOT NULL CONSTRAINT unit_sign_off_season_fk REFERENCES season,
    at timestamptz NOT NULL,
    signed_off_by uuid NOT NULL CONSTRAINT unit_sign_off_staff_fk REFERENCES staff,
    forms integer NOT NULL CONSTRAINT unit_sign_off_forms_ck CHECK (forms > 0)
);
CREATE INDEX unit_sign_off_of ON unit_sign_off (registration_unit_id, season, at);

-- That one form be unlocked, asked for by the unit or the department, and decided by somebody else.
CREATE TABLE unlock_request (
    id uuid CONSTRAINT unlock_request_pk PRIMARY KEY,
    registration_id uuid NOT NULL CONSTRAINT unlock_request_registration_fk REFERENCES exam_registration,
    reason text NOT NULL CONSTRAINT unlock_request_reason_ck CHECK (reason <> ''),
    requested_at timestamptz NOT NULL,
    requested_by uuid NOT NULL CONSTRAINT unlock_request_requester_fk REFERENCES staff,
    decided_at timestamptz,
    decided_by uuid CONSTRAINT unlock_request_decider_fk REFERENCES staff,
    is_granted boolean,
    -- why not, of a refusal
    answer text,
    CONSTRAINT unlock_request_decided_ck CHECK ((decided_at IS NULL) = (decided_by IS NULL)
        AND (decided_at IS NULL) = (is_granted IS NULL)
        AND (answer IS NOT NULL) = (is_granted IS FALSE)),
    CONSTRAINT unlock_request_two_people_ck CHECK (decided_by <> requested_by)
);
CREATE UNIQUE INDEX unlock_request_one_open ON unlock_request (registration_id) WHERE decided_at IS NULL;
CREATE INDEX unlock_request_waiting ON unlock_request (requested_at, id) WHERE decided_at IS NULL;

GRANT SELECT, INSERT ON unit_sign_off, unlock_request TO portal_app;
GRANT UPDATE (decided_at, decided_by, is_granted, answer) ON unlock_request TO portal_app;

DO $$
DECLARE
    guarded regclass;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['unit_sign_off', 'unlock_request']::regclass[]
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY all_by_system ON %s USING ((SELECT acts_as(''system'')))', guarded);
    END LOOP;
END
$$;

CREATE POLICY read ON unit_sign_off FOR SELECT USING (
    (SELECT acts_as('ministry_operator', 'auditor'))
    OR registration_unit_id = (SELECT tenant_of('unit')::uuid)
    OR (SELECT works_for('department')) AND registration_unit_id IN (SELECT department_units()));
CREATE POLICY sign ON unit_sign_off FOR INSERT WITH CHECK (
    (SELECT acts_as('school_head')) AND registration_unit_id = (SELECT tenant_of('unit')::uuid)
    AND signed_off_by = (SELECT actor_id()));

CREATE POLICY read ON unlock_request FOR SELECT USING (
    (SELECT acts_as('auditor'))
    OR (SELECT works_for('candidate', 'unit', 'department')) AND registration_id IN (SELECT tenant_registrations()));
CREATE POLICY request ON unlock_request FOR INSERT WITH CHECK (
    (SELECT acts_as('school_staff', 'school_head', 'department_staff', 'department_lead'))
    AND requested_by = (SELECT actor_id()) AND decided_at IS NULL
    AND registration_id IN (SELECT tenant_registrations()));
CREATE POLICY decide ON unlock_request FOR UPDATE USING (
    (SELECT acts_as('department_lead')) AND decided_at IS NULL AND registration_id IN (SELECT tenant_registrations()))
    WITH CHECK (decided_by = (SELECT actor_id()) AND registration_id IN (SELECT tenant_registrations()));
