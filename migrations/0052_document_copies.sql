-- Papers to hold: each printed version of a document has a number that nobody can guess, by which everybody can check that
-- the paper is genuine, and of which version.
CREATE TABLE document_copy (
    code text CONSTRAINT document_copy_pk PRIMARY KEY
        CONSTRAINT document_copy_code_ck CHECK (code ~ '^[2-9A-Z]{4}(-[2-9A-Z]{4}){3}$'),
    kind text NOT NULL CONSTRAINT document_copy_kind_ck CHECK (kind IN ('exam_registration')),
    registration_id uuid NOT NULL,
    version integer NOT NULL,
    issued_at timestamptz NOT NULL,
    CONSTRAINT document_copy_version_fk FOREIGN KEY (registration_id, version) REFERENCES exam_registration_version,
    -- of one version there is one number, however often it is printed
    CONSTRAINT document_copy_version_uq UNIQUE (registration_id, version, kind)
);

GRANT SELECT, INSERT ON document_copy TO portal_app;

ALTER TABLE document_copy ENABLE ROW LEVEL SECURITY;
ALTER TABLE document_copy FORCE ROW LEVEL SECURITY;
-- Whoever checks a paper is told by the portal itself, and no more than stands there.
CREATE POLICY all_by_system ON document_copy USING ((SELECT acts_as('system')));
CREATE POLICY read ON document_copy FOR SELECT USING (
    (SELECT acts_as('auditor'))
    OR (SELECT works_for('candidate')) AND registration_id IN (SELECT tenant_registrations()));
CREATE POLICY issue ON document_copy FOR INSERT WITH CHECK (
    (SELECT acts_as('candidate')) AND registration_id IN (SELECT tenant_registrations()));
