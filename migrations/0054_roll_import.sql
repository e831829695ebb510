-- A school brings its class list in as a file: kept as uploaded, checked row by row, and its good rows written into the
-- roll once the school wants them (domain/roll/import.rs).

-- The tables are guarded against their owner too: this acts as the portal itself.
SET LOCAL portal.actor_kind = 'system';

-- Where the list says at which schools the earlier grades were spent.
ALTER TABLE school_roll_entry
    ADD COLUMN school_10 text CONSTRAINT school_roll_entry_school_10_fk REFERENCES high_school,
    ADD COLUMN school_11 text CONSTRAINT school_roll_entry_school_11_fk REFERENCES high_school;
CREATE INDEX school_roll_entry_unit ON school_roll_entry (registration_unit_id, season, class_name);

CREATE TABLE roll_import (
    id uuid CONSTRAINT roll_import_pk PRIMARY KEY,
    season smallint NOT NULL CONSTRAINT roll_import_season_fk REFERENCES season,
    registration_unit_id uuid NOT NULL CONSTRAINT roll_import_unit_fk REFERENCES registration_unit,
    uploaded_by uuid NOT NULL CONSTRAINT roll_import_uploaded_by_fk REFERENCES staff,
    uploaded_at timestamptz NOT NULL,
    file_name text NOT NULL,
    format text NOT NULL CONSTRAINT roll_import_format_ck CHECK (format IN ('csv', 'xlsx')),
    -- of text: `utf-8`, `windows-1258`, `utf-16le` or `utf-16be`
    encoding text,
    size_bytes integer NOT NULL CONSTRAINT roll_import_size_ck CHECK (size_bytes > 0),
    file_sha256 bytea NOT NULL CONSTRAINT roll_import_sha256_ck CHECK (length(file_sha256) = 32),
    state text NOT NULL CONSTRAINT roll_import_state_ck CHECK
        (state IN ('waiting', 'checked', 'unreadable', 'accepting', 'accepted')),
    -- why it is unreadable
    fault text,
    -- how far the job is with what it does now, in thousandths
    progress_per_mille smallint NOT NULL DEFAULT 0 CONSTRAINT roll_import_progress_ck
        CHECK (progress_per_mille BETWEEN 0 AND 1000),
    -- until then one worker has it; by the machine's clock
    lease_until timestamptz,
    tries smallint NOT NULL DEFAULT 0,
    rows_read integer NOT NULL DEFAULT 0,
    rows_new integer NOT NULL DEFAULT 0,
    rows_changed integer NOT NULL DEFAULT 0,
    rows_same integer NOT NULL DEFAULT 0,
    rows_wrong integer NOT NULL DEFAULT 0,
    rows_warned integer NOT NULL DEFAULT 0,
    -- what was really written
    rows_written integer,
    checked_at timestamptz,
    accepted_by uuid CONSTRAINT roll_import_accepted_by_fk REFERENCES staff,
    accepted_at timestamptz,
    -- file and rows are deleted then; the line in the history stays
    emptied_at timestamptz,
    CONSTRAINT roll_import_fault_ck CHECK ((state = 'unreadable') = (fault IS NOT NULL)),
    CONSTRAINT roll_import_accepted_ck CHECK ((state IN ('accepting', 'accepted')) = (accepted_by IS NOT NULL)),
    CONSTRAINT roll_import_written_ck CHECK ((state = 'accepted') = (rows_written IS NOT NULL))
);
CREATE INDEX roll_import_of_unit ON roll_import (registration_unit_id, season, uploaded_at);
CREATE INDEX roll_import_due ON roll_import (uploaded_at) WHERE state IN ('waiting', 'accepting');
CREATE INDEX roll_import_to_empty ON roll_import (uploaded_at) WHERE emptied_at IS NULL;

-- The file as uploaded, in pieces.
CREATE TABLE roll_import_piece (
    import_id uuid NOT NULL CONSTRAINT roll_import_piece_import_fk REFERENCES roll_import,
    number integer NOT NULL,
    bytes bytea NOT NULL,
    CONSTRAINT roll_import_piece_pk PRIMARY KEY (import_id, number)
);

-- What came of each row; the values of those alone that can be accepted. Filled once, by COPY: what it may hold is checked
-- where it goes on to the roll, so it bears no constraint that would be tried a hundred thousand times for nothing.
CREATE TABLE roll_import_row (
    import_id uuid NOT NULL,
    line integer NOT NULL,
    verdict text NOT NULL,
    faults text NOT NULL,
    identity_kind text,
    identity_number text,
    full_name text,
    birth_date date,
    sex text,
    ethnic_group_code text,
    class_name text,
    school_10 text,
    school_11 text,
    candidate_kind text,
    CONSTRAINT roll_import_row_pk PRIMARY KEY (import_id, line)
);

GRANT INSERT ON school_roll_entry TO portal_app;
GRANT UPDATE (ethnic_group_code, class_name, candidate_kind, school_10, school_11) ON school_roll_entry TO portal_app;
GRANT SELECT, INSERT ON roll_import TO portal_app;
GRANT UPDATE (state, fault, progress_per_mille, lease_until, tries, rows_read, rows_new, rows_changed, rows_same, rows_wrong,
    rows_warned, rows_written, checked_at, accepted_by, accepted_at, emptied_at) ON roll_import TO portal_app;
GRANT SELECT, INSERT, DELETE ON roll_import_piece, roll_import_row TO portal_app;

DO $$
DECLARE
    guarded regclass;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['roll_import', 'roll_import_piece', 'roll_import_row']::regclass[]
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY all_by_system ON %s USING ((SELECT acts_as(''system'')))', guarded);
    END LOOP;
END
$$;

CREATE POLICY read ON roll_import FOR SELECT USING (
    (SELECT acts_as('auditor')) OR registration_unit_id = (SELECT tenant_of('unit')::uuid));
CREATE POLICY upload ON roll_import FOR INSERT WITH CHECK (
    (SELECT acts_as('school_staff', 'school_head')) AND registration_unit_id = (SELECT tenant_of('unit')::uuid)
    AND uploaded_by = (SELECT actor_id()) AND state = 'waiting');
CREATE POLICY accept ON roll_import FOR UPDATE USING (
    (SELECT acts_as('school_staff', 'school_head')) AND registration_unit_id = (SELECT tenant_of('unit')::uuid))
    WITH CHECK (registration_unit_id = (SELECT tenant_of('unit')::uuid) AND state = 'accepting'
        AND accepted_by = (SELECT actor_id()));

CREATE FUNCTION tenant_roll_imports() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT id FROM roll_import WHERE registration_unit_id = tenant_of('unit')::uuid;
END;

CREATE POLICY read ON roll_import_piece FOR SELECT USING (
    (SELECT acts_as('auditor'))
    OR (SELECT works_for('unit')) AND import_id IN (SELECT tenant_roll_imports()));
CREATE POLICY upload ON roll_import_piece FOR INSERT WITH CHECK (
    (SELECT acts_as('school_staff', 'school_head')) AND import_id IN (SELECT tenant_roll_imports()));
CREATE POLICY read ON roll_import_row FOR SELECT USING (
    (SELECT acts_as('auditor'))
    OR (SELECT works_for('unit')) AND import_id IN (SELECT tenant_roll_imports()));
