-- The second factor of staff: one secret for codes by time (RFC 6238) and ten recovery codes an account.

-- Rows are read and written by the portal itself alone (sign-in, resets): no role of people sees them.
CREATE TABLE staff_second_factor (
    staff_id uuid CONSTRAINT staff_second_factor_pk PRIMARY KEY
        CONSTRAINT staff_second_factor_staff_fk REFERENCES staff,
    -- nonce and ciphertext, bound to the account; the key is derived from PORTAL_SECRET and is not in the database
    sealed_secret bytea NOT NULL,
    begun_at timestamptz NOT NULL,
    -- the account is enrolled from here on
    confirmed_at timestamptz,
    -- the salt of the recovery codes' hashes
    recovery_salt bytea,
    -- the step of the last code taken: neither it nor an earlier one is taken again
    last_step bigint,
    -- wrong codes since the last right one, and when the last of them came
    wrong_codes smallint NOT NULL DEFAULT 0,
    wrong_at timestamptz,
    CONSTRAINT staff_second_factor_confirmed_ck CHECK ((confirmed_at IS NULL) = (recovery_salt IS NULL)),
    CONSTRAINT staff_second_factor_wrong_ck CHECK (wrong_codes >= 0 AND (wrong_codes > 0) = (wrong_at IS NOT NULL))
);

-- Read and written by the portal itself alone.
CREATE TABLE staff_recovery_code (
    staff_id uuid NOT NULL CONSTRAINT staff_recovery_code_factor_fk REFERENCES staff_second_factor ON DELETE CASCADE,
    -- argon2id under the account's salt
    code_hash bytea NOT NULL,
    used_at timestamptz,
    CONSTRAINT staff_recovery_code_pk PRIMARY KEY (staff_id, code_hash)
);
