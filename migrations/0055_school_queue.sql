-- The work of a school's queue: reasons by the season, who has which record, approvals by the batch that can be taken back.

-- The tables are guarded against their owner too: this acts as the portal itself.
SET LOCAL portal.actor_kind = 'system';

-- Why a form is sent back, in the words that the candidate reads. They are copied into what is decided, so a later wording
-- changes no earlier decision.
CREATE TABLE season_rejection_reason (
    season smallint NOT NULL CONSTRAINT season_rejection_reason_season_fk REFERENCES season,
    code text NOT NULL,
    category text NOT NULL CONSTRAINT season_rejection_reason_category_ck CHECK (category IN ('wrong_papers',
        'identity_mismatch', 'missing_evidence', 'wrong_area', 'wrong_class_or_school', 'other')),
    words text NOT NULL,
    position smallint NOT NULL,
    CONSTRAINT season_rejection_reason_pk PRIMARY KEY (season, code)
);
GRANT SELECT ON season_rejection_reason TO portal_app;

ALTER TABLE exam_registration ADD COLUMN rejection_reason text;
ALTER TABLE exam_registration_event ADD COLUMN reason text;

-- Who works on a record until when: the others see it, and it lapses by itself.
CREATE TABLE registration_claim (
    registration_id uuid CONSTRAINT registration_claim_pk PRIMARY KEY
        CONSTRAINT registration_claim_registration_fk REFERENCES exam_registration,
    staff_id uuid NOT NULL CONSTRAINT registration_claim_staff_fk REFERENCES staff,
    claimed_at timestamptz NOT NULL,
    lapses_at timestamptz NOT NULL,
    CONSTRAINT registration_claim_order_ck CHECK (claimed_at <= lapses_at)
);
GRANT SELECT, INSERT, UPDATE ON registration_claim TO portal_app;

-- Records without differences that were approved together; candidates are told once it cannot be taken back any more.
CREATE TABLE batch_approval (
    id uuid CONSTRAINT batch_approval_pk PRIMARY KEY,
    registration_unit_id uuid NOT NULL CONSTRAINT batch_approval_unit_fk REFERENCES registration_unit,
    staff_id uuid NOT NULL CONSTRAINT batch_approval_staff_fk REFERENCES staff,
    approved_at timestamptz NOT NULL,
    undone_at timestamptz,
    told_at timestamptz
);
CREATE INDEX batch_approval_of_unit ON batch_approval (registration_unit_id, approved_at);
CREATE INDEX batch_approval_untold ON batch_approval (approved_at) WHERE told_at IS NULL;

CREATE TABLE batch_approval_item (
    batch_id uuid NOT NULL CONSTRAINT batch_approval_item_batch_fk REFERENCES batch_approval,
    registration_id uuid NOT NULL CONSTRAINT batch_approval_item_registration_fk REFERENCES exam_registration,
    -- of the record once it was approved: another one, and somebody has touched it since
    version integer NOT NULL,
    CONSTRAINT batch_approval_item_pk PRIMARY KEY (batch_id, registration_id)
);
GRANT SELECT, INSERT ON batch_approval, batch_approval_item TO portal_app;
GRANT UPDATE (undone_at, told_at) ON batch_approval TO portal_app;

DO $$
DECLARE
    guarded regclass;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['registration_claim', 'batch_approval', 'batch_approval_item']::regclass[]
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY all_by_system ON %s USING ((SELECT acts_as(''system'')))', guarded);
    END LOOP;
END
$$;

CREATE POLICY read ON registration_claim FOR SELECT USING (
    (SELECT acts_as('auditor'))
    OR (SELECT works_for('unit')) AND registration_id IN (SELECT tenant_registrations()));
CREATE POLICY take ON registration_claim FOR INSERT WITH CHECK (
    (SELECT acts_as('school_staff', 'school_head')) AND staff_id = (SELECT actor_id())
    AND registration_id IN (SELECT tenant_registrations()));
CREATE POLICY take_over ON registration_claim FOR UPDATE USING (
    (SELECT acts_as('school_staff', 'school_head')) AND registration_id IN (SELECT tenant_registrations()))
    WITH CHECK (staff_id = (SELECT actor_id()) AND registration_id IN (SELECT tenant_registrations()));

CREATE POLICY read ON batch_approval FOR SELECT USING (
    (SELECT acts_as('auditor')) OR registration_unit_id = (SELECT tenant_of('unit')::uuid));
CREATE POLICY approve ON batch_approval FOR INSERT WITH CHECK (
    (SELECT acts_as('school_staff', 'school_head')) AND registration_unit_id = (SELECT tenant_of('unit')::uuid)
    AND staff_id = (SELECT actor_id()));
CREATE POLICY undo ON batch_approval FOR UPDATE USING (
    (SELECT acts_as('school_staff', 'school_head')) AND registration_unit_id = (SELECT tenant_of('unit')::uuid))
    WITH CHECK (registration_unit_id = (SELECT tenant_of('unit')::uuid) AND undone_at IS NOT NULL);

CREATE FUNCTION tenant_batches() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT id FROM batch_approval WHERE registration_unit_id = tenant_of('unit')::uuid;
END;

CREATE POLICY read ON batch_approval_item FOR SELECT USING (
    (SELECT acts_as('auditor'))
    OR (SELECT works_for('unit')) AND batch_id IN (SELECT tenant_batches()));
CREATE POLICY approve ON batch_approval_item FOR INSERT WITH CHECK (
    (SELECT acts_as('school_staff', 'school_head')) AND batch_id IN (SELECT tenant_batches())
    AND registration_id IN (SELECT tenant_registrations()));

-- Candidates with what the queue needs to know of them. It is read as whoever asks, by the policies of its tables.
CREATE VIEW school_queue WITH (security_invoker = true) AS
SELECT candidate.registration_unit_id, candidate.season, candidate.id AS candidate_id, form.id AS registration_id, form.state,
    form.version, form.form_number, person.full_name, person.identity_kind, coalesce(roll.class_name, '') AS class_name,
    coalesce(compared.status, 'unchecked') AS comparison, coalesce(compared.differing_fields, '{}') AS differing_fields,
    coalesce(form.submitted_at, candidate.created_at) AS since, returned.category IS NOT NULL AS was_returned,
    -- The candidate owes evidence.
    coalesce(form.state IN ('draft', 'rejected') AND returned.category = 'missing_evidence', false) AS awaits_evidence,
    -- What the candidate entered is not what the registry and the school's roll say, or that is not known.
    compared.status IS DISTINCT FROM 'matched'
        OR roll.identity_number IS NULL
        OR upper(roll.full_name) <> upper(person.full_name)
        OR roll.birth_date <> person.birth_date
        OR roll.sex <> person.sex
        OR roll.ethnic_group_code <> coalesce(submitted.content -> 'origin' ->> 'ethnic_group', roll.ethnic_group_code)
        OR roll.class_name <> coalesce(submitted.content -> 'schools' ->> 'class_12', '')
        OR EXISTS (SELECT FROM registry_case WHERE registry_case.candidate_id = candidate.id AND ended_at IS NULL)
        AS has_difference
FROM candidate
JOIN person ON person.id = candidate.person_id
LEFT JOIN exam_registration AS form ON form.candidate_id = candidate.id
LEFT JOIN registry_comparison AS compared ON compared.candidate_id = candidate.id
LEFT JOIN school_roll_entry AS roll ON roll.season = candidate.season AND roll.identity_kind = person.identity_kind
    AND roll.identity_number = person.identity_number AND roll.registration_unit_id = candidate.registration_unit_id
LEFT JOIN LATERAL (SELECT category FROM exam_registration_event AS event
    WHERE event.registration_id = form.id AND event.to_state = 'rejected' ORDER BY at DESC, id DESC LIMIT 1) AS returned ON true
LEFT JOIN LATERAL (SELECT content FROM exam_registration_version AS version
    WHERE version.registration_id = form.id ORDER BY number DESC LIMIT 1) AS submitted ON true;
GRANT SELECT ON school_queue TO portal_app;

-- Within how many days a school should decide about a form.
INSERT INTO season_setting (season, name, value, is_verified, source)
SELECT year, 'review_days', '3', false, 'decision of this portal' FROM season
ON CONFLICT ON CONSTRAINT season_setting_pk DO NOTHING;
