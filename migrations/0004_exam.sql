-- The exam registration form, its versions and events, and the marks.

CREATE TABLE exam_registration (
    id uuid CONSTRAINT exam_registration_pk PRIMARY KEY,
    candidate_id uuid NOT NULL CONSTRAINT exam_registration_candidate_fk REFERENCES candidate,
    state text NOT NULL CONSTRAINT exam_registration_state_ck CHECK
        (state IN ('draft', 'submitted', 'rejected', 'approved')),
    -- set at the first submission and kept
    form_number text,
    version integer NOT NULL DEFAULT 0,
    submitted_at timestamptz,
    decided_at timestamptz,
    -- of the standing rejection
    rejection_category text,
    rejection_text text,
    updated_at timestamptz NOT NULL,
    CONSTRAINT exam_registration_candidate_uq UNIQUE (candidate_id),
    CONSTRAINT exam_registration_form_number_uq UNIQUE (form_number),
    CONSTRAINT exam_registration_submitted_ck CHECK (state = 'draft' OR (submitted_at IS NOT NULL AND form_number IS NOT NULL)),
    CONSTRAINT exam_registration_rejected_ck CHECK
        ((state = 'rejected') = (rejection_category IS NOT NULL AND rejection_text IS NOT NULL))
);

-- What was typed, section by section: strings as posted, valid or not, so that nothing is lost.
CREATE TABLE exam_registration_section (
    registration_id uuid NOT NULL CONSTRAINT exam_registration_section_registration_fk REFERENCES exam_registration,
    section text NOT NULL,
    form jsonb NOT NULL,
    is_complete boolean NOT NULL,
    version integer NOT NULL,
    saved_at timestamptz NOT NULL,
    CONSTRAINT exam_registration_section_pk PRIMARY KEY (registration_id, section)
);

-- Each submission, whole and for good.
CREATE TABLE exam_registration_version (
    registration_id uuid NOT NULL CONSTRAINT exam_registration_version_registration_fk REFERENCES exam_registration,
    number integer NOT NULL,
    content jsonb NOT NULL,
    submitted_at timestamptz NOT NULL,
    CONSTRAINT exam_registration_version_pk PRIMARY KEY (registration_id, number)
);

CREATE TABLE exam_registration_event (
    id uuid CONSTRAINT exam_registration_event_pk PRIMARY KEY,
    registration_id uuid NOT NULL CONSTRAINT exam_registration_event_registration_fk REFERENCES exam_registration,
    at timestamptz NOT NULL,
    actor_kind text NOT NULL,
    actor_id uuid,
    from_state text NOT NULL,
    to_state text NOT NULL,
    category text,
    text text
);
CREATE INDEX exam_registration_event_of ON exam_registration_event (registration_id, at);

CREATE SEQUENCE form_number_seq;

-- The evidence of a comparison with the population registry: not the citizen's record.
CREATE TABLE registry_comparison (
    candidate_id uuid CONSTRAINT registry_comparison_pk PRIMARY KEY
        CONSTRAINT registry_comparison_candidate_fk REFERENCES candidate,
    status text NOT NULL CONSTRAINT registry_comparison_status_ck CHECK
        (status IN ('unchecked', 'matched', 'partial', 'not_found', 'invalid', 'unavailable')),
    differing_fields text[] NOT NULL DEFAULT '{}',
    -- what the registry holds for the differing fields alone, for the verifying school
    registry_values jsonb NOT NULL DEFAULT '{}',
    request_id text,
    checked_at timestamptz
);

-- Marks of the exam in hundredths, as published by the councils.
CREATE TABLE mark (
    season smallint NOT NULL CONSTRAINT mark_season_fk REFERENCES season,
    candidate_number text NOT NULL CONSTRAINT mark_candidate_number_ck CHECK (candidate_number ~ '^[0-9]{8}$'),
    subject_code text NOT NULL CONSTRAINT mark_subject_fk REFERENCES subject,
    mark_hundredths smallint NOT NULL CONSTRAINT mark_range_ck CHECK (mark_hundredths BETWEEN 0 AND 1000),
    CONSTRAINT mark_pk PRIMARY KEY (season, candidate_number, subject_code)
);
