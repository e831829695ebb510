-- The desk of a school: a portrait that is not fit sends a form back, a wrong row comes off the roll, a checked list shows how
-- it was read, and the leads of a department learn that a unit asks for an unlocking.

SET LOCAL portal.actor_kind = 'system';

ALTER TABLE season_rejection_reason
    DROP CONSTRAINT season_rejection_reason_category_ck,
    ADD CONSTRAINT season_rejection_reason_category_ck CHECK (category IN ('wrong_papers', 'identity_mismatch',
        'missing_evidence', 'wrong_area', 'wrong_class_or_school', 'wrong_portrait', 'other'));

-- An address names a row of the roll by this: none may hold a personal number.
ALTER TABLE school_roll_entry ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid();
GRANT DELETE ON school_roll_entry TO portal_app;
CREATE POLICY take_off ON school_roll_entry FOR DELETE USING (
    (SELECT acts_as('school_staff', 'school_head')) AND registration_unit_id = (SELECT tenant_of('unit')::uuid));

-- A few good rows as they were read, until the file's content is deleted.
ALTER TABLE roll_import ADD COLUMN sample jsonb;
GRANT UPDATE (sample) ON roll_import TO portal_app;

-- When the leads of the department were written to about a request.
ALTER TABLE unlock_request ADD COLUMN leads_told_at timestamptz;
UPDATE unlock_request SET leads_told_at = requested_at;
GRANT UPDATE (leads_told_at) ON unlock_request TO portal_app;
CREATE INDEX unlock_request_untold ON unlock_request (requested_at) WHERE leads_told_at IS NULL AND decided_at IS NULL;
CREATE INDEX unlock_request_of ON unlock_request (registration_id, requested_at);
