-- What a candidate asks to have corrected in an accepted form, with the whole content that it would then have.

SET LOCAL portal.actor_kind = 'system';

CREATE TABLE correction_request (
    id uuid CONSTRAINT correction_request_pk PRIMARY KEY,
    registration_id uuid NOT NULL CONSTRAINT correction_request_registration_fk REFERENCES exam_registration,
    section text NOT NULL,
    -- the submission that it corrects
    base_number integer NOT NULL,
    proposed jsonb NOT NULL,
    reason text NOT NULL CONSTRAINT correction_request_reason_ck CHECK (reason <> ''),
    requested_at timestamptz NOT NULL,
    decided_at timestamptz,
    decided_by uuid CONSTRAINT correction_request_staff_fk REFERENCES staff,
    is_granted boolean,
    answer text,
    CONSTRAINT correction_request_base_fk FOREIGN KEY (registration_id, base_number)
        REFERENCES exam_registration_version (registration_id, number),
    CONSTRAINT correction_request_decided_ck CHECK ((decided_at IS NULL) = (decided_by IS NULL)
        AND (decided_at IS NULL) = (is_granted IS NULL)
        AND (decided_at IS NOT NULL OR answer IS NULL)
        AND (is_granted IS DISTINCT FROM false OR answer IS NOT NULL))
);
CREATE UNIQUE INDEX correction_request_one_open ON correction_request (registration_id) WHERE decided_at IS NULL;
CREATE INDEX correction_request_of ON correction_request (registration_id, requested_at);

GRANT SELECT, INSERT ON correction_request TO portal_app;
GRANT UPDATE (decided_at, decided_by, is_granted, answer) ON correction_request TO portal_app;
ALTER TABLE correction_request ENABLE ROW LEVEL SECURITY;
ALTER TABLE correction_request FORCE ROW LEVEL SECURITY;
CREATE POLICY all_by_system ON correction_request USING ((SELECT acts_as('system')));
CREATE POLICY read ON correction_request FOR SELECT USING (
    (SELECT acts_as('auditor'))
    OR (SELECT works_for('candidate', 'unit')) AND registration_id IN (SELECT tenant_registrations()));
CREATE POLICY request ON correction_request FOR INSERT WITH CHECK (
    (SELECT works_for('candidate')) AND decided_at IS NULL AND registration_id IN (SELECT tenant_registrations()));
CREATE POLICY decide ON correction_request FOR UPDATE USING (
    (SELECT acts_as('school_staff', 'school_head')) AND decided_at IS NULL
    AND registration_id IN (SELECT tenant_registrations()))
    WITH CHECK (decided_by = (SELECT actor_id()) AND registration_id IN (SELECT tenant_registrations()));

-- A correction that the unit grants is a version of its own: the very content that the candidate proposed.
CREATE POLICY correct ON exam_registration_version FOR INSERT WITH CHECK (
    (SELECT acts_as('school_staff', 'school_head')) AND registration_id IN (SELECT tenant_registrations())
    AND content IN (SELECT proposed FROM correction_request AS request
        WHERE request.registration_id = exam_registration_version.registration_id AND request.is_granted));
