-- The audit log sealed: more of each act, a hash chain per day beside the log, a signed checkpoint of each closed day,
-- and the questions that candidates ask about an access to their data.

ALTER TABLE audit_log
    -- what kind of record object_id names, e.g. exam_registration
    ADD COLUMN object_kind text,
    -- of an access to personal data: what for (domain/audit, AccessPurpose)
    ADD COLUMN purpose text,
    -- SHA-256 of the canonical form of what was changed, before and after
    ADD COLUMN before_digest bytea CONSTRAINT audit_log_before_digest_ck CHECK (octet_length(before_digest) = 32),
    ADD COLUMN after_digest bytea CONSTRAINT audit_log_after_digest_ck CHECK (octet_length(after_digest) = 32);

-- One index serves the candidate's page and the question whether a look was recorded within the hour.
DROP INDEX audit_log_candidate;
CREATE INDEX audit_log_of_candidate ON audit_log (candidate_id, recorded_at, id) WHERE candidate_id IS NOT NULL;
CREATE INDEX audit_log_of_actor ON audit_log (actor_id, recorded_at, id) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_log_of_tenant ON audit_log (tenant_kind, tenant, recorded_at, id) WHERE tenant_kind IS NOT NULL;
CREATE INDEX audit_log_of_action ON audit_log (action, recorded_at, id);

-- Entries that wait for their place in the chain: written with the entry, taken away when it is chained. Without it
-- the job would have to search the whole log for what is new.
-- Written by every actor, within the act; read and deleted by the system alone.
CREATE TABLE audit_unchained (
    recorded_at timestamptz NOT NULL,
    entry_id uuid NOT NULL,
    CONSTRAINT audit_unchained_pk PRIMARY KEY (recorded_at, entry_id)
);
INSERT INTO audit_unchained SELECT recorded_at, id FROM audit_log;

-- hash = SHA-256(hash before || canonical bytes of the entry); the first of a day follows the checkpoint of the last
-- closed day. Two workers that chain at once compete for a number: one loses and tries again. No reference to the
-- log: an entry that vanished has to be found, and the log is not locked while it is chained.
-- Insert-only. Written by the system; read by every actor: it holds hashes and ids alone.
CREATE TABLE audit_chain (
    day date NOT NULL,
    number bigint NOT NULL CONSTRAINT audit_chain_number_ck CHECK (number > 0),
    entry_id uuid NOT NULL CONSTRAINT audit_chain_entry_uq UNIQUE,
    hash bytea NOT NULL CONSTRAINT audit_chain_hash_ck CHECK (octet_length(hash) = 32),
    CONSTRAINT audit_chain_pk PRIMARY KEY (day, number)
);

-- What is published of a closed day, signed by Ed25519 (domain/audit says which bytes).
-- Insert-only. Written by the system; read by everyone.
CREATE TABLE audit_checkpoint (
    day date CONSTRAINT audit_checkpoint_pk PRIMARY KEY,
    entries bigint NOT NULL CONSTRAINT audit_checkpoint_entries_ck CHECK (entries > 0),
    last_hash bytea NOT NULL CONSTRAINT audit_checkpoint_last_hash_ck CHECK (octet_length(last_hash) = 32),
    -- the hash of the checkpoint before; 32 zero bytes for the first
    previous_hash bytea NOT NULL CONSTRAINT audit_checkpoint_previous_uq UNIQUE
        CONSTRAINT audit_checkpoint_previous_ck CHECK (octet_length(previous_hash) = 32),
    closed_at timestamptz NOT NULL,
    public_key bytea NOT NULL CONSTRAINT audit_checkpoint_key_ck CHECK (octet_length(public_key) = 32),
    signature bytea NOT NULL CONSTRAINT audit_checkpoint_signature_ck CHECK (octet_length(signature) = 64)
);

-- What the nightly verification found.
-- Written by the system; read by auditors.
CREATE TABLE audit_verification (
    id uuid CONSTRAINT audit_verification_pk PRIMARY KEY,
    started_at timestamptz NOT NULL,
    finished_at timestamptz NOT NULL,
    days bigint NOT NULL,
    entries bigint NOT NULL,
    -- the last hash that was recomputed; null for an empty chain
    head bytea,
    -- the first broken link as a sentence; null when the whole chain is sound
    broken_link text
);
CREATE INDEX audit_verification_finished ON audit_verification (finished_at);

-- What a candidate asks about one access to their data, and what the office answers: open until answer is set.
-- Written by the candidate; read by the candidate, by the lead of the office (tenant), by the lead of the department
-- of a unit, by the ministry's operators and by auditors; answered by those but the auditors. told_* is set by the
-- system, when the mails are written.
CREATE TABLE access_question (
    id uuid CONSTRAINT access_question_pk PRIMARY KEY,
    entry_id uuid NOT NULL CONSTRAINT access_question_entry_uq UNIQUE
        CONSTRAINT access_question_entry_fk REFERENCES audit_log,
    candidate_id uuid NOT NULL CONSTRAINT access_question_candidate_fk REFERENCES candidate,
    -- the office that accessed the data; national: the ministry, support and auditors
    tenant_kind text NOT NULL CONSTRAINT access_question_tenant_kind_ck CHECK
        (tenant_kind IN ('unit', 'department', 'institution', 'national')),
    tenant text NOT NULL,
    -- the department of a unit, whose lead may answer too
    department_code text CONSTRAINT access_question_department_fk REFERENCES department,
    question text NOT NULL CONSTRAINT access_question_question_ck CHECK (char_length(question) BETWEEN 1 AND 500),
    asked_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    answer text CONSTRAINT access_question_answer_ck CHECK (char_length(answer) BETWEEN 1 AND 2000),
    answered_at timestamptz,
    answered_by uuid CONSTRAINT access_question_answered_by_fk REFERENCES staff,
    lead_told_at timestamptz,
    candidate_told_at timestamptz,
    CONSTRAINT access_question_answered_ck CHECK (
        (answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (answered_by IS NULL)),
    CONSTRAINT access_question_tenant_ck CHECK ((tenant_kind = 'national') = (tenant = ''))
);
CREATE INDEX access_question_open ON access_question (due_at, id) WHERE answer IS NULL;
CREATE INDEX access_question_of_tenant ON access_question (tenant_kind, tenant, asked_at);
CREATE INDEX access_question_untold ON access_question (asked_at)
    WHERE lead_told_at IS NULL OR (answer IS NOT NULL AND candidate_told_at IS NULL);
