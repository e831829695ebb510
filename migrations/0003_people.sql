-- People, accounts, sessions, and the trace of what they did.

CREATE TABLE person (
    id uuid CONSTRAINT person_pk PRIMARY KEY,
    -- the citizen-ID service's stable name of this person
    subject text NOT NULL CONSTRAINT person_subject_uq UNIQUE,
    identity_kind text NOT NULL CONSTRAINT person_identity_kind_ck CHECK (identity_kind IN ('personal_id', 'passport')),
    identity_number text NOT NULL,
    full_name text NOT NULL,
    birth_date date NOT NULL,
    sex text CONSTRAINT person_sex_ck CHECK (sex IN ('female', 'male')),
    created_at timestamptz NOT NULL,
    CONSTRAINT person_identity_uq UNIQUE (identity_kind, identity_number)
);

CREATE TABLE department (
    code text CONSTRAINT department_pk PRIMARY KEY,
    name text NOT NULL,
    province_code text NOT NULL CONSTRAINT department_province_fk REFERENCES province,
    exam_council_code text NOT NULL
);

CREATE TABLE registration_unit (
    id uuid CONSTRAINT registration_unit_pk PRIMARY KEY,
    department_code text NOT NULL CONSTRAINT registration_unit_department_fk REFERENCES department,
    unit_code text NOT NULL CONSTRAINT registration_unit_code_ck CHECK (unit_code ~ '^[0-9]{3}$'),
    name text NOT NULL,
    high_school_code text CONSTRAINT registration_unit_high_school_fk REFERENCES high_school,
    CONSTRAINT registration_unit_code_uq UNIQUE (department_code, unit_code)
);

CREATE TABLE candidate (
    id uuid CONSTRAINT candidate_pk PRIMARY KEY,
    person_id uuid NOT NULL CONSTRAINT candidate_person_fk REFERENCES person,
    season smallint NOT NULL CONSTRAINT candidate_season_fk REFERENCES season,
    kind text NOT NULL CONSTRAINT candidate_kind_ck CHECK
        (kind IN ('current_grade12', 'not_graduated', 'graduate_for_admission', 'vocational_for_admission')),
    registration_unit_id uuid NOT NULL CONSTRAINT candidate_registration_unit_fk REFERENCES registration_unit,
    candidate_number text,
    created_at timestamptz NOT NULL,
    CONSTRAINT candidate_person_season_uq UNIQUE (person_id, season),
    CONSTRAINT candidate_number_uq UNIQUE (season, candidate_number)
);
CREATE INDEX candidate_unit ON candidate (registration_unit_id, id);

-- What the school knows before the candidate first signs in: who is on its roll, by identity number.
CREATE TABLE school_roll_entry (
    season smallint NOT NULL CONSTRAINT school_roll_entry_season_fk REFERENCES season,
    registration_unit_id uuid NOT NULL CONSTRAINT school_roll_entry_unit_fk REFERENCES registration_unit,
    identity_kind text NOT NULL,
    identity_number text NOT NULL,
    full_name text NOT NULL,
    birth_date date NOT NULL,
    sex text NOT NULL CONSTRAINT school_roll_entry_sex_ck CHECK (sex IN ('female', 'male')),
    ethnic_group_code text NOT NULL CONSTRAINT school_roll_entry_ethnic_group_fk REFERENCES ethnic_group,
    class_name text NOT NULL,
    candidate_kind text NOT NULL,
    candidate_number text,
    CONSTRAINT school_roll_entry_pk PRIMARY KEY (season, identity_kind, identity_number)
);

CREATE TABLE staff (
    id uuid CONSTRAINT staff_pk PRIMARY KEY,
    email text NOT NULL CONSTRAINT staff_email_uq UNIQUE CONSTRAINT staff_email_ck CHECK (email = lower(email)),
    full_name text NOT NULL,
    role text NOT NULL CONSTRAINT staff_role_ck CHECK
        (role IN ('school_staff', 'institution_staff', 'ministry_operator')),
    registration_unit_id uuid CONSTRAINT staff_registration_unit_fk REFERENCES registration_unit,
    institution_code text CONSTRAINT staff_institution_fk REFERENCES institution,
    -- argon2id in PHC string form
    password_hash text NOT NULL,
    disabled_at timestamptz,
    CONSTRAINT staff_tenant_ck CHECK (
        (role = 'school_staff') = (registration_unit_id IS NOT NULL)
        AND (role = 'institution_staff') = (institution_code IS NOT NULL))
);

-- Only the hash of a session's id is kept: a copy of this table opens no session.
CREATE TABLE session (
    id_hash bytea CONSTRAINT session_pk PRIMARY KEY,
    data jsonb NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX session_expiry ON session (expires_at);

-- Append-only. `details` never holds a secret, an identity number or a contact.
CREATE TABLE audit_log (
    id uuid CONSTRAINT audit_log_pk PRIMARY KEY,
    at timestamptz NOT NULL,
    actor_kind text NOT NULL,
    actor_id uuid,
    action text NOT NULL,
    candidate_id uuid,
    object_id uuid,
    details jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_log_candidate ON audit_log (candidate_id, at) WHERE candidate_id IS NOT NULL;

-- Mail leaves through here: written with what caused it, sent by the worker. A template's name, a
-- language and parameters without personal data; never a text.
CREATE TABLE mail_outbox (
    id uuid CONSTRAINT mail_outbox_pk PRIMARY KEY,
    recipient text NOT NULL,
    template text NOT NULL,
    language text NOT NULL CONSTRAINT mail_outbox_language_ck CHECK (language IN ('vi', 'en')),
    parameters jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL,
    next_attempt_at timestamptz NOT NULL,
    attempts smallint NOT NULL DEFAULT 0,
    sent_at timestamptz,
    last_error text
);
CREATE INDEX mail_outbox_due ON mail_outbox (next_attempt_at) WHERE sent_at IS NULL;
