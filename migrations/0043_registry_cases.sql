-- The comparison with the population registry keeps evidence of each check, and a difference opens a case with an owner
-- (domain/registry/case.rs).

-- The tables are guarded against their owner too: this acts as the portal itself.
SET LOCAL portal.actor_kind = 'system';

-- When the registry is asked (again): at once for whoever is new or changed, null for what is settled.
ALTER TABLE registry_comparison
    -- failures in a row
    ADD COLUMN tries smallint NOT NULL DEFAULT 0 CONSTRAINT registry_comparison_tries_ck CHECK (tries >= 0),
    ADD COLUMN asked_at timestamptz,
    ADD COLUMN next_check_at timestamptz DEFAULT '1970-01-01 00:00Z';
UPDATE registry_comparison SET next_check_at = NULL WHERE status = 'matched';
CREATE INDEX registry_comparison_due ON registry_comparison (next_check_at) WHERE next_check_at IS NOT NULL;
CREATE INDEX registry_comparison_failed ON registry_comparison (next_check_at) WHERE tries > 0;

-- What the citizen-ID service said last, where the school has corrected the record since: a correction holds until the
-- service says something new. Null: what the record says.
ALTER TABLE person
    ADD COLUMN claimed_full_name text,
    ADD COLUMN claimed_birth_date date,
    ADD COLUMN claimed_sex text CONSTRAINT person_claimed_sex_ck CHECK (claimed_sex IN ('female', 'male'));

-- The evidence of each check, for good: when, under which number in both parties' records, with what outcome, and the hash
-- of the answer as it came. Never the citizen's record.
CREATE TABLE registry_check (
    id uuid CONSTRAINT registry_check_pk PRIMARY KEY,
    candidate_id uuid NOT NULL CONSTRAINT registry_check_candidate_fk REFERENCES candidate,
    request_id uuid NOT NULL CONSTRAINT registry_check_request_uq UNIQUE,
    checked_at timestamptz NOT NULL,
    status text NOT NULL CONSTRAINT registry_check_status_ck CHECK
        (status IN ('matched', 'partial', 'not_found', 'invalid', 'unavailable')),
    differing_fields text[] NOT NULL DEFAULT '{}',
    answer_sha256 bytea CONSTRAINT registry_check_answer_ck CHECK (length(answer_sha256) = 32),
    CONSTRAINT registry_check_answered_ck CHECK ((answer_sha256 IS NULL) = (status = 'unavailable'))
);
CREATE INDEX registry_check_of ON registry_check (candidate_id, checked_at);

CREATE TABLE registry_case (
    id uuid CONSTRAINT registry_case_pk PRIMARY KEY,
    -- what people say on the telephone and read on the note for the police
    case_number text NOT NULL CONSTRAINT registry_case_number_uq UNIQUE,
    candidate_id uuid NOT NULL CONSTRAINT registry_case_candidate_fk REFERENCES candidate,
    kind text NOT NULL CONSTRAINT registry_case_kind_ck CHECK
        (kind IN ('name', 'diacritics', 'birth_date', 'sex', 'number', 'duplicate', 'no_record', 'twin')),
    state text NOT NULL CONSTRAINT registry_case_state_ck CHECK (state IN ('awaiting_candidate', 'awaiting_school',
        'awaiting_police', 'rechecking', 'matched', 'corrected', 'accepted', 'two_people', 'same_person', 'replaced')),
    -- what it is about, in a hash: what was decided once is not asked again
    subject text NOT NULL,
    other_candidate_id uuid CONSTRAINT registry_case_other_fk REFERENCES candidate,
    opened_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    ended_at timestamptz,
    version integer NOT NULL DEFAULT 0,
    CONSTRAINT registry_case_ended_ck CHECK ((ended_at IS NULL) =
        (state IN ('awaiting_candidate', 'awaiting_school', 'awaiting_police', 'rechecking'))),
    CONSTRAINT registry_case_other_ck CHECK ((other_candidate_id IS NOT NULL) = (kind = 'twin')),
    CONSTRAINT registry_case_decided_ck CHECK (state NOT IN ('two_people', 'same_person') OR kind IN ('duplicate', 'twin')),
    CONSTRAINT registry_case_about_two_ck CHECK
        (kind NOT IN ('duplicate', 'twin') OR state IN ('awaiting_school', 'two_people', 'same_person'))
);
-- One open case of a kind; of those about two people, one about each other.
CREATE UNIQUE INDEX registry_case_one_open ON registry_case
    (candidate_id, kind, (CASE WHEN kind IN ('duplicate', 'twin') THEN subject ELSE '' END)) WHERE ended_at IS NULL;
CREATE INDEX registry_case_of ON registry_case (candidate_id, opened_at);

-- Both sides of the field that differs, and of no other.
CREATE TABLE registry_case_value (
    case_id uuid CONSTRAINT registry_case_value_pk PRIMARY KEY
        CONSTRAINT registry_case_value_case_fk REFERENCES registry_case,
    recorded text NOT NULL,
    registered text NOT NULL
);

CREATE TABLE registry_case_event (
    id uuid CONSTRAINT registry_case_event_pk PRIMARY KEY,
    case_id uuid NOT NULL CONSTRAINT registry_case_event_case_fk REFERENCES registry_case,
    at timestamptz NOT NULL,
    actor_kind text NOT NULL,
    actor_id uuid,
    -- both null at the opening
    from_state text,
    trigger text,
    to_state text NOT NULL,
    -- the school's words, which the candidate reads
    reason text,
    CONSTRAINT registry_case_event_opening_ck CHECK ((from_state IS NULL) = (trigger IS NULL))
);
CREATE INDEX registry_case_event_of ON registry_case_event (case_id, at);

GRANT SELECT, INSERT ON registry_check, registry_case_event TO portal_app;
GRANT SELECT, INSERT, UPDATE (state, due_at, ended_at, version) ON registry_case TO portal_app;
GRANT SELECT, INSERT, UPDATE (recorded, registered) ON registry_case_value TO portal_app;
GRANT UPDATE (claimed_full_name, claimed_birth_date, claimed_sex) ON person TO portal_app;
GRANT UPDATE (full_name, birth_date, sex) ON school_roll_entry TO portal_app;

DO $$
DECLARE
    guarded regclass;
BEGIN
    FOREACH guarded IN ARRAY ARRAY[
        'registry_check', 'registry_case', 'registry_case_value', 'registry_case_event']::regclass[]
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY all_by_system ON %s USING ((SELECT acts_as(''system'')))', guarded);
    END LOOP;
END
$$;

CREATE POLICY read ON registry_check FOR SELECT USING (
    (SELECT acts_as('auditor'))
    OR (SELECT works_for('candidate', 'unit')) AND candidate_id IN (SELECT tenant_candidates()));

-- Who has to do what until when is for everybody who helps; both values and the words are for those two and auditors.
CREATE POLICY read ON registry_case FOR SELECT USING (
    (SELECT acts_as('ministry_operator', 'support', 'auditor'))
    OR (SELECT works_for('candidate', 'unit', 'department')) AND candidate_id IN (SELECT tenant_candidates()));
CREATE POLICY answer ON registry_case FOR UPDATE USING (
    (SELECT acts_as('candidate', 'school_staff', 'school_head')) AND candidate_id IN (SELECT tenant_candidates()))
    WITH CHECK (candidate_id IN (SELECT tenant_candidates())
        AND (state IN ('awaiting_school', 'awaiting_police')
            OR (SELECT acts_as('school_staff', 'school_head'))
                AND state IN ('rechecking', 'accepted', 'two_people', 'same_person')));

CREATE FUNCTION tenant_cases() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT registry_case.id FROM tenant_candidates() AS of_tenant (id) JOIN registry_case ON candidate_id = of_tenant.id;
END;

CREATE POLICY read ON registry_case_value FOR SELECT USING (
    (SELECT acts_as('auditor'))
    OR (SELECT works_for('candidate', 'unit')) AND case_id IN (SELECT tenant_cases()));

CREATE POLICY read ON registry_case_event FOR SELECT USING (
    (SELECT acts_as('auditor'))
    OR (SELECT works_for('candidate', 'unit')) AND case_id IN (SELECT tenant_cases()));
CREATE POLICY tell ON registry_case_event FOR INSERT WITH CHECK (
    (SELECT acts_as('candidate', 'school_staff', 'school_head'))
    AND actor_id = (SELECT actor_id()) AND case_id IN (SELECT tenant_cases()));

-- The school corrects the record of its own candidates. That both sides agree says the portal alone, when the registry
-- said so; anybody concerned may have it asked again.
CREATE POLICY correct ON school_roll_entry FOR UPDATE USING (
    (SELECT acts_as('school_staff', 'school_head')) AND registration_unit_id = (SELECT tenant_of('unit')::uuid));
CREATE POLICY correct ON person FOR UPDATE USING (
    (SELECT acts_as('school_staff', 'school_head')) AND id IN (SELECT tenant_persons()));
CREATE POLICY ask_again ON registry_comparison FOR UPDATE USING (
    (SELECT acts_as('candidate', 'school_staff', 'school_head')) AND candidate_id IN (SELECT tenant_candidates()))
    WITH CHECK (candidate_id IN (SELECT tenant_candidates()) AND status <> 'matched');

-- Within how many days the owner of a case should act.
INSERT INTO season_setting (season, name, value, is_verified, source)
SELECT year, name, value, false, 'decision of this portal' FROM season
CROSS JOIN (VALUES ('case_candidate_days', '3'), ('case_school_days', '3'), ('case_police_days', '10')) AS added (name, value)
ON CONFLICT ON CONSTRAINT season_setting_pk DO NOTHING;
