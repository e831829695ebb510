-- Sessions that their owners see and end, with limits by role (domain/access/session_limits). Who has signed in is
-- asked to sign in once more: the sessions so far say neither whose they are nor when they began.
-- Rows are read and written by the portal itself alone (portal.actor_kind 'system'), which compares the owner.

DELETE FROM session;
ALTER TABLE session
    -- how "my devices" names a session; the cookie holds another number
    ADD COLUMN public_id uuid CONSTRAINT session_public_id_uq UNIQUE,
    ADD COLUMN owner_kind text CONSTRAINT session_owner_kind_ck CHECK (owner_kind IN ('person', 'staff')),
    ADD COLUMN owner_id uuid,
    -- all by the machine's clock; expires_at is never after ends_at
    ADD COLUMN begun_at timestamptz NOT NULL,
    ADD COLUMN last_seen_at timestamptz NOT NULL,
    ADD COLUMN ends_at timestamptz NOT NULL,
    ADD COLUMN browser text NOT NULL,
    ADD COLUMN system text NOT NULL,
    -- the network of the address (domain/network), never the address
    ADD COLUMN network text,
    -- Ended before its time: kept a day, so that the browser can be told why. Nothing of it opens any more.
    ADD COLUMN ended_at timestamptz,
    ADD COLUMN end_reason text CONSTRAINT session_end_reason_ck CHECK
        (end_reason IN ('elsewhere', 'account_changed', 'not_me')),
    ADD CONSTRAINT session_owner_ck CHECK (
        (owner_kind IS NULL) = (owner_id IS NULL) AND (owner_kind IS NULL) = (public_id IS NULL)),
    ADD CONSTRAINT session_ended_ck CHECK (
        (ended_at IS NULL) = (end_reason IS NULL) AND (ended_at IS NULL OR data = '{}')),
    ADD CONSTRAINT session_span_ck CHECK (expires_at <= ends_at);
CREATE INDEX session_of_owner ON session (owner_id) WHERE ended_at IS NULL;

-- The last sign-ins of an account, for its own page.
CREATE INDEX audit_log_sign_in ON audit_log (actor_id, recorded_at) WHERE action IN ('citizen.sign_in', 'staff.sign_in');
