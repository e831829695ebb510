-- Alerts to candidates, the devices they are known by, and the freeze that "Không phải tôi" brings.

-- The browsers in which a person has signed in by citizen ID: the hash of a random number in a cookie, and what the
-- browser says of itself. Rows are read and written by the portal itself alone (portal.actor_kind 'system').
CREATE TABLE known_device (
    person_id uuid NOT NULL CONSTRAINT known_device_person_fk REFERENCES person,
    secret_hash bytea NOT NULL,
    browser text NOT NULL,
    system text NOT NULL,
    -- by the machine's clock
    first_seen_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    CONSTRAINT known_device_pk PRIMARY KEY (person_id, secret_hash)
);

-- What a candidate was told by mail. A candidate's own acts write rows about that candidate; the portal itself reads
-- and uses them (the link is opened by whoever reads the mail); the candidate may read their own.
CREATE TABLE alert (
    id uuid CONSTRAINT alert_pk PRIMARY KEY,
    candidate_id uuid NOT NULL CONSTRAINT alert_candidate_fk REFERENCES candidate,
    kind text NOT NULL CONSTRAINT alert_kind_ck CHECK (kind IN ('new_device', 'preferences_submitted', 'contact_changed')),
    -- by the machine's clock, and by the season's, which lists and forms go by
    raised_at timestamptz NOT NULL,
    occurred_at timestamptz NOT NULL,
    -- until when "Không phải tôi" works
    expires_at timestamptz NOT NULL CONSTRAINT alert_expires_ck CHECK (expires_at > raised_at),
    browser text NOT NULL,
    system text NOT NULL,
    network text,
    -- "Không phải tôi" works once
    used_at timestamptz
);
CREATE INDEX alert_of_candidate ON alert (candidate_id, raised_at);
-- To whom an alert was sent.
CREATE INDEX mail_outbox_link ON mail_outbox ((parameters ->> 'link_id')) WHERE parameters ? 'link_id';

-- While a row is not lifted, the candidate's risky acts are refused (domain/candidate/freeze). The candidate reads their
-- own rows; the portal itself writes them.
CREATE TABLE candidate_freeze (
    id uuid CONSTRAINT candidate_freeze_pk PRIMARY KEY,
    candidate_id uuid NOT NULL CONSTRAINT candidate_freeze_candidate_fk REFERENCES candidate,
    alert_id uuid NOT NULL CONSTRAINT candidate_freeze_alert_fk REFERENCES alert,
    -- by the machine's clock, as the citizen-ID service tells when it last saw the person
    frozen_at timestamptz NOT NULL,
    lifted_at timestamptz CONSTRAINT candidate_freeze_lifted_ck CHECK (lifted_at > frozen_at)
);
CREATE UNIQUE INDEX candidate_freeze_one ON candidate_freeze (candidate_id) WHERE lifted_at IS NULL;
