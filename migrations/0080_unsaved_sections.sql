-- What somebody typed into a section and could not save: the session had ended, or a fresh proof of who they are was
-- asked first. It waits a day for the same person, and is no part of the registration.

CREATE TABLE unsaved_section (
    person_id uuid CONSTRAINT unsaved_section_pk PRIMARY KEY CONSTRAINT unsaved_section_person_fk REFERENCES person,
    section text NOT NULL,
    shown_version integer NOT NULL CONSTRAINT unsaved_section_version_ck CHECK (shown_version >= 0),
    fields jsonb NOT NULL CONSTRAINT unsaved_section_fields_ck CHECK (jsonb_typeof(fields) = 'object'),
    typed_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON unsaved_section TO portal_app;
ALTER TABLE unsaved_section ENABLE ROW LEVEL SECURITY;
ALTER TABLE unsaved_section FORCE ROW LEVEL SECURITY;
CREATE POLICY all_by_system ON unsaved_section USING ((SELECT acts_as('system')));
