-- Files that candidates upload: what lies in the file store (external/object_store) under which name, whose it is and what
-- it is for. A row is written after its file is durable, and a file is never changed.
CREATE TABLE stored_file (
    id uuid CONSTRAINT stored_file_pk PRIMARY KEY,
    candidate_id uuid NOT NULL CONSTRAINT stored_file_candidate_fk REFERENCES candidate,
    -- in the store; drawn at random, so that it says nothing
    name text NOT NULL CONSTRAINT stored_file_name_uq UNIQUE
        CONSTRAINT stored_file_name_ck CHECK (name ~ '^[0-9a-f]{32}$'),
    purpose text NOT NULL CONSTRAINT stored_file_purpose_ck CHECK (purpose IN ('portrait_source', 'portrait', 'evidence')),
    -- what a piece of evidence proves (domain/candidate/evidence.rs)
    evidence_kind text,
    -- by its content, not by what it was called
    media_type text NOT NULL CONSTRAINT stored_file_media_type_ck CHECK
        (media_type IN ('image/jpeg', 'image/png', 'application/pdf')),
    size_bytes integer NOT NULL CONSTRAINT stored_file_size_ck CHECK (size_bytes > 0),
    sha256 bytea NOT NULL CONSTRAINT stored_file_sha256_ck CHECK (length(sha256) = 32),
    uploaded_at timestamptz NOT NULL,
    CONSTRAINT stored_file_evidence_ck CHECK ((purpose = 'evidence') = (evidence_kind IS NOT NULL))
);
CREATE INDEX stored_file_of ON stored_file (candidate_id, uploaded_at);
CREATE INDEX stored_file_by_age ON stored_file (uploaded_at);

-- Which files each submission names, so that none of them is ever swept away.
CREATE TABLE exam_registration_version_file (
    registration_id uuid NOT NULL,
    number integer NOT NULL,
    file_id uuid NOT NULL CONSTRAINT exam_registration_version_file_file_fk REFERENCES stored_file,
    CONSTRAINT exam_registration_version_file_pk PRIMARY KEY (registration_id, number, file_id),
    CONSTRAINT exam_registration_version_file_version_fk FOREIGN KEY (registration_id, number)
        REFERENCES exam_registration_version
);
CREATE INDEX exam_registration_version_file_by_file ON exam_registration_version_file (file_id);

GRANT SELECT, INSERT, DELETE ON stored_file TO portal_app;
GRANT SELECT, INSERT ON exam_registration_version_file TO portal_app;

DO $$
DECLARE
    guarded regclass;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['stored_file', 'exam_registration_version_file']::regclass[]
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY all_by_system ON %s USING ((SELECT acts_as(''system'')))', guarded);
    END LOOP;
END
$$;

CREATE POLICY read ON exam_registration_version_file FOR SELECT USING (
    (SELECT acts_as('auditor'))
    OR (SELECT works_for('candidate', 'unit')) AND registration_id IN (SELECT tenant_registrations()));

-- The files that submissions of the actor's unit name.
CREATE FUNCTION unit_files() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT named.file_id FROM tenant_registrations() AS of_tenant (id)
    JOIN exam_registration_version_file AS named ON named.registration_id = of_tenant.id;
END;

-- What a candidate uploaded and did not submit yet is for no school.
CREATE POLICY read ON stored_file FOR SELECT USING (
    (SELECT acts_as('auditor'))
    OR candidate_id = (SELECT tenant_of('candidate')::uuid)
    OR (SELECT works_for('unit')) AND id IN (SELECT unit_files()));
CREATE POLICY upload ON stored_file FOR INSERT WITH CHECK (candidate_id = (SELECT tenant_of('candidate')::uuid));

-- Nobody submits the file of somebody else.
CREATE FUNCTION own_files() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT id FROM stored_file WHERE candidate_id = tenant_of('candidate')::uuid;
END;
CREATE POLICY submit ON exam_registration_version_file FOR INSERT WITH CHECK (
    (SELECT acts_as('candidate')) AND registration_id IN (SELECT tenant_registrations())
    AND file_id IN (SELECT own_files()));
