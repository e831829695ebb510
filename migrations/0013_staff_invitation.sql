-- Accounts of staff are made top-down: whoever answers for an office invites, the invited person takes the account up.
-- The links in the mails carry signed ids of these rows (usecases/link_token), never a secret that is kept here.

ALTER TABLE staff
    -- null for the first accounts, which the command line makes
    ADD COLUMN invited_by uuid CONSTRAINT staff_invited_by_fk REFERENCES staff,
    ADD COLUMN created_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN disabled_by uuid CONSTRAINT staff_disabled_by_fk REFERENCES staff,
    ADD COLUMN disabled_reason text,
    -- name and address folded (domain/text), for the search of the accounts' list
    ADD COLUMN search_text text NOT NULL DEFAULT '',
    ADD CONSTRAINT staff_disabled_ck CHECK
        (disabled_at IS NOT NULL OR (disabled_by IS NULL AND disabled_reason IS NULL));
UPDATE staff SET search_text = lower(full_name || ' ' || email);
CREATE INDEX staff_unit ON staff (registration_unit_id) WHERE registration_unit_id IS NOT NULL;
CREATE INDEX staff_department ON staff (department_code) WHERE department_code IS NOT NULL;
CREATE INDEX staff_institution ON staff (institution_code) WHERE institution_code IS NOT NULL;

-- Read and written by whoever manages accounts of the row's tenant, a unit's also by its department, those of the whole
-- country, of departments and of institutions by the ministry's operators; read by auditors; by the portal itself when
-- the link is opened, for then nobody has signed in yet.
CREATE TABLE staff_invitation (
    id uuid CONSTRAINT staff_invitation_pk PRIMARY KEY,
    email text NOT NULL CONSTRAINT staff_invitation_email_ck CHECK (email = lower(email)),
    full_name text NOT NULL,
    search_text text NOT NULL,
    role text NOT NULL CONSTRAINT staff_invitation_role_ck CHECK (role IN (
        'school_staff', 'school_head', 'department_staff', 'department_lead', 'institution_staff', 'institution_lead',
        'ministry_operator', 'ministry_releaser', 'support', 'auditor')),
    registration_unit_id uuid CONSTRAINT staff_invitation_registration_unit_fk REFERENCES registration_unit,
    department_code text CONSTRAINT staff_invitation_department_fk REFERENCES department,
    institution_code text CONSTRAINT staff_invitation_institution_fk REFERENCES institution,
    invited_by uuid NOT NULL CONSTRAINT staff_invitation_invited_by_fk REFERENCES staff,
    -- by the machine's clock, like all that follows
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    state text NOT NULL CONSTRAINT staff_invitation_state_ck CHECK
        (state IN ('open', 'accepted', 'revoked', 'expired', 'replaced')),
    ended_at timestamptz,
    -- the account that was made of it
    staff_id uuid CONSTRAINT staff_invitation_staff_fk REFERENCES staff,
    -- the invitation that took its place
    replaced_by uuid CONSTRAINT staff_invitation_replaced_by_fk REFERENCES staff_invitation,
    CONSTRAINT staff_invitation_tenant_ck CHECK (
        (role IN ('school_staff', 'school_head')) = (registration_unit_id IS NOT NULL)
        AND (role IN ('department_staff', 'department_lead')) = (department_code IS NOT NULL)
        AND (role IN ('institution_staff', 'institution_lead')) = (institution_code IS NOT NULL)),
    CONSTRAINT staff_invitation_lifetime_ck CHECK (expires_at > created_at),
    CONSTRAINT staff_invitation_end_ck CHECK (
        (state = 'open') = (ended_at IS NULL)
        AND (state = 'accepted') = (staff_id IS NOT NULL)
        AND (replaced_by IS NULL OR state = 'replaced'))
);
CREATE UNIQUE INDEX staff_invitation_open_uq ON staff_invitation (email) WHERE state = 'open';
CREATE INDEX staff_invitation_expiry ON staff_invitation (expires_at) WHERE state = 'open';

-- A new password that a person above asked for. Read and written by whoever manages the account, and by the portal
-- itself when the link is opened.
CREATE TABLE staff_password_reset (
    id uuid CONSTRAINT staff_password_reset_pk PRIMARY KEY,
    staff_id uuid NOT NULL CONSTRAINT staff_password_reset_staff_fk REFERENCES staff,
    requested_by uuid NOT NULL CONSTRAINT staff_password_reset_requested_by_fk REFERENCES staff,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    state text NOT NULL CONSTRAINT staff_password_reset_state_ck CHECK
        (state IN ('open', 'accepted', 'revoked', 'expired', 'replaced')),
    ended_at timestamptz,
    CONSTRAINT staff_password_reset_lifetime_ck CHECK (expires_at > created_at),
    CONSTRAINT staff_password_reset_end_ck CHECK ((state = 'open') = (ended_at IS NULL))
);
CREATE UNIQUE INDEX staff_password_reset_open_uq ON staff_password_reset (staff_id) WHERE state = 'open';

-- The history of one account. Partial, for almost all of the log is about candidates.
CREATE INDEX audit_log_staff_account ON audit_log (object_id, recorded_at) WHERE action LIKE 'staff_account.%';
