-- Preferences, their payment, the matching and the enrolment.

-- The list being edited.
CREATE TABLE preference_draft (
    candidate_id uuid CONSTRAINT preference_draft_pk PRIMARY KEY
        CONSTRAINT preference_draft_candidate_fk REFERENCES candidate,
    version integer NOT NULL,
    -- in order of rank
    programme_ids uuid[] NOT NULL,
    updated_at timestamptz NOT NULL
);

-- Each submitted list, whole and for good; the greatest number stands.
CREATE TABLE preference_list_version (
    id uuid CONSTRAINT preference_list_version_pk PRIMARY KEY,
    candidate_id uuid NOT NULL CONSTRAINT preference_list_version_candidate_fk REFERENCES candidate,
    number integer NOT NULL CONSTRAINT preference_list_version_number_ck CHECK (number > 0),
    submitted_at timestamptz NOT NULL,
    receipt_number text NOT NULL CONSTRAINT preference_list_version_receipt_uq UNIQUE,
    CONSTRAINT preference_list_version_uq UNIQUE (candidate_id, number)
);

CREATE TABLE preference (
    list_version_id uuid NOT NULL CONSTRAINT preference_list_version_fk REFERENCES preference_list_version,
    rank smallint NOT NULL CONSTRAINT preference_rank_ck CHECK (rank > 0),
    programme_id uuid NOT NULL CONSTRAINT preference_programme_fk REFERENCES programme,
    CONSTRAINT preference_pk PRIMARY KEY (list_version_id, rank),
    CONSTRAINT preference_programme_uq UNIQUE (list_version_id, programme_id)
);

CREATE TABLE bill (
    id uuid CONSTRAINT bill_pk PRIMARY KEY,
    candidate_id uuid NOT NULL CONSTRAINT bill_candidate_fk REFERENCES candidate,
    list_version_id uuid NOT NULL CONSTRAINT bill_list_version_fk REFERENCES preference_list_version,
    preference_count smallint NOT NULL CONSTRAINT bill_count_ck CHECK (preference_count > 0),
    unit_fee_dong bigint NOT NULL,
    amount_dong bigint NOT NULL,
    frozen_at timestamptz NOT NULL,
    paid_at timestamptz,
    receipt_number text CONSTRAINT bill_receipt_uq UNIQUE,
    CONSTRAINT bill_candidate_uq UNIQUE (candidate_id),
    CONSTRAINT bill_amount_ck CHECK (amount_dong = preference_count * unit_fee_dong),
    CONSTRAINT bill_paid_ck CHECK ((paid_at IS NULL) = (receipt_number IS NULL))
);

CREATE TABLE payment_order (
    id uuid CONSTRAINT payment_order_pk PRIMARY KEY,
    bill_id uuid NOT NULL CONSTRAINT payment_order_bill_fk REFERENCES bill,
    reference text NOT NULL CONSTRAINT payment_order_reference_uq UNIQUE,
    amount_dong bigint NOT NULL,
    state text NOT NULL CONSTRAINT payment_order_state_ck CHECK
        (state IN ('created', 'pending', 'paid', 'failed', 'expired', 'under_review', 'duplicate')),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    response_code text,
    gateway_transaction text,
    finished_at timestamptz
);
-- One open attempt a bill: a second click finds the first.
CREATE UNIQUE INDEX payment_order_one_open ON payment_order (bill_id) WHERE state IN ('created', 'pending');

-- Append-only.
CREATE TABLE payment_event (
    id uuid CONSTRAINT payment_event_pk PRIMARY KEY,
    order_id uuid NOT NULL CONSTRAINT payment_event_order_fk REFERENCES payment_order,
    at timestamptz NOT NULL,
    source text NOT NULL CONSTRAINT payment_event_source_ck CHECK
        (source IN ('browser', 'notification', 'query', 'operator', 'clock')),
    from_state text NOT NULL,
    to_state text NOT NULL,
    response_code text,
    transaction_status text
);
CREATE INDEX payment_event_of ON payment_event (order_id, at);

-- Every notification as it came, once.
CREATE TABLE payment_notice (
    reference text NOT NULL,
    gateway_transaction text NOT NULL,
    transaction_status text NOT NULL,
    raw_query text NOT NULL,
    received_at timestamptz NOT NULL,
    reply_code text NOT NULL,
    CONSTRAINT payment_notice_pk PRIMARY KEY (reference, gateway_transaction, transaction_status)
);

CREATE TABLE matching_run (
    id uuid CONSTRAINT matching_run_pk PRIMARY KEY,
    season smallint NOT NULL CONSTRAINT matching_run_season_fk REFERENCES season,
    started_at timestamptz NOT NULL,
    started_by uuid NOT NULL CONSTRAINT matching_run_staff_fk REFERENCES staff,
    -- hex SHA-256 of the canonical inputs and outputs
    input_sha256 text NOT NULL,
    output_sha256 text NOT NULL,
    candidates integer NOT NULL,
    preferences integer NOT NULL,
    considered integer NOT NULL,
    admitted integer NOT NULL,
    verified_at timestamptz
);

CREATE TABLE matching_programme_result (
    run_id uuid NOT NULL CONSTRAINT matching_programme_result_run_fk REFERENCES matching_run,
    programme_id uuid NOT NULL CONSTRAINT matching_programme_result_programme_fk REFERENCES programme,
    quota integer NOT NULL,
    applicants integer NOT NULL,
    admitted integer NOT NULL,
    -- of the last one admitted; null where nobody was refused
    cutoff_hundredths integer,
    CONSTRAINT matching_programme_result_pk PRIMARY KEY (run_id, programme_id)
);

CREATE TABLE matching_preference_result (
    run_id uuid NOT NULL CONSTRAINT matching_preference_result_run_fk REFERENCES matching_run,
    candidate_id uuid NOT NULL CONSTRAINT matching_preference_result_candidate_fk REFERENCES candidate,
    rank smallint NOT NULL,
    programme_id uuid NOT NULL CONSTRAINT matching_preference_result_programme_fk REFERENCES programme,
    status text NOT NULL CONSTRAINT matching_preference_result_status_ck CHECK
        (status IN ('admitted', 'admitted_higher', 'below_cutoff', 'not_considered')),
    -- why it was not considered
    reason text,
    combination_code text,
    exam_score_hundredths integer,
    priority_hundredths integer,
    score_hundredths integer,
    CONSTRAINT matching_preference_result_pk PRIMARY KEY (run_id, candidate_id, rank),
    CONSTRAINT matching_preference_result_reason_ck CHECK ((status = 'not_considered') = (reason IS NOT NULL))
);
CREATE UNIQUE INDEX matching_preference_result_one_seat ON matching_preference_result (run_id, candidate_id) WHERE status = 'admitted';
CREATE INDEX matching_preference_result_programme ON matching_preference_result (run_id, programme_id, status);

-- The single pointer: which run candidates see, and from when.
CREATE TABLE matching_publication (
    season smallint CONSTRAINT matching_publication_pk PRIMARY KEY
        CONSTRAINT matching_publication_season_fk REFERENCES season,
    run_id uuid NOT NULL CONSTRAINT matching_publication_run_fk REFERENCES matching_run,
    visible_from timestamptz NOT NULL,
    published_at timestamptz NOT NULL,
    published_by uuid NOT NULL CONSTRAINT matching_publication_staff_fk REFERENCES staff
);

CREATE TABLE enrolment (
    candidate_id uuid CONSTRAINT enrolment_pk PRIMARY KEY CONSTRAINT enrolment_candidate_fk REFERENCES candidate,
    run_id uuid NOT NULL CONSTRAINT enrolment_run_fk REFERENCES matching_run,
    programme_id uuid NOT NULL CONSTRAINT enrolment_programme_fk REFERENCES programme,
    confirmed_at timestamptz NOT NULL,
    receipt_number text NOT NULL CONSTRAINT enrolment_receipt_uq UNIQUE
);
CREATE INDEX enrolment_programme ON enrolment (programme_id);
