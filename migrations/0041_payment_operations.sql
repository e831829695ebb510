-- What operators of the ministry have to do with payments: the gateway's daily statements beside the ledger, and payment
-- windows that are extended.

-- The gateway's statement of a day, as it was signed. Append-only, written by the portal itself.
CREATE TABLE gateway_statement (
    day date CONSTRAINT gateway_statement_pk PRIMARY KEY,
    fetched_at timestamptz NOT NULL,
    lines integer NOT NULL CONSTRAINT gateway_statement_lines_ck CHECK (lines >= 0),
    -- What came in less what went back.
    sum_dong bigint NOT NULL
);
CREATE TABLE gateway_statement_line (
    day date NOT NULL CONSTRAINT gateway_statement_line_statement_fk REFERENCES gateway_statement,
    transaction_no text NOT NULL,
    -- Any text: the gateway may speak of what the portal does not know.
    reference text NOT NULL,
    kind text NOT NULL CONSTRAINT gateway_statement_line_kind_ck CHECK (kind IN ('payment', 'refund')),
    amount_dong bigint NOT NULL CONSTRAINT gateway_statement_line_amount_ck CHECK (amount_dong > 0),
    status text NOT NULL,
    bank_code text NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT gateway_statement_line_pk PRIMARY KEY (day, transaction_no)
);
CREATE INDEX gateway_statement_line_reference ON gateway_statement_line (reference);

-- That a day's statement was compared with the ledger, line by line. Append-only.
CREATE TABLE gateway_comparison (
    day date CONSTRAINT gateway_comparison_pk PRIMARY KEY
        CONSTRAINT gateway_comparison_statement_fk REFERENCES gateway_statement,
    compared_at timestamptz NOT NULL,
    differences integer NOT NULL CONSTRAINT gateway_comparison_differences_ck CHECK (differences >= 0)
);

-- In what statements and ledger differ about an attempt (domain/payment/statement.rs), until they no longer do.
CREATE TABLE gateway_difference (
    id uuid CONSTRAINT gateway_difference_pk PRIMARY KEY,
    reference text NOT NULL,
    kind text NOT NULL CONSTRAINT gateway_difference_kind_ck CHECK (kind IN ('unknown_reference', 'other_amount',
        'repeated_payment', 'repeated_refund', 'in_doubt', 'payment_not_in_ledger', 'payment_not_in_statement',
        'refund_not_in_ledger', 'refund_not_in_statement')),
    -- The day whose comparison found it.
    day date NOT NULL CONSTRAINT gateway_difference_statement_fk REFERENCES gateway_statement,
    found_at timestamptz NOT NULL,
    statement_dong bigint NOT NULL,
    ledger_dong bigint NOT NULL,
    settled_at timestamptz,
    CONSTRAINT gateway_difference_uq UNIQUE (reference, kind)
);
CREATE INDEX gateway_difference_open ON gateway_difference (day, id) WHERE settled_at IS NULL;

-- What an operator decided about an attempt that the rules leave open (domain/payment/decision.rs), and why. Append-only.
CREATE TABLE payment_decision (
    -- of a decision that moved the attempt, the id of that event
    id uuid CONSTRAINT payment_decision_pk PRIMARY KEY,
    order_id uuid NOT NULL CONSTRAINT payment_decision_order_fk REFERENCES payment_order,
    at timestamptz NOT NULL,
    decision text NOT NULL CONSTRAINT payment_decision_decision_ck
        CHECK (decision IN ('found_paid', 'found_unpaid', 'send_back', 'ask_again')),
    reason text NOT NULL CONSTRAINT payment_decision_reason_ck CHECK (reason <> ''),
    decided_by uuid NOT NULL CONSTRAINT payment_decision_staff_fk REFERENCES staff
);
CREATE INDEX payment_decision_of ON payment_decision (order_id, at);

-- A payment window that closes later than announced, never earlier: of several rows the latest closing counts. What was
-- announced first stays in season_phase.
CREATE TABLE payment_window_extension (
    id uuid CONSTRAINT payment_window_extension_pk PRIMARY KEY,
    season smallint NOT NULL,
    kind text NOT NULL DEFAULT 'payment' CONSTRAINT payment_window_extension_kind_ck CHECK (kind = 'payment'),
    province_group smallint NOT NULL,
    closed_before timestamptz NOT NULL,
    closes_at timestamptz NOT NULL,
    reason text NOT NULL,
    extended_by uuid NOT NULL CONSTRAINT payment_window_extension_staff_fk REFERENCES staff,
    extended_at timestamptz NOT NULL,
    -- How far the mails to those who have not paid are: the last candidate who was told, and when all were.
    told_after uuid,
    told_at timestamptz,
    CONSTRAINT payment_window_extension_phase_fk FOREIGN KEY (season, kind, province_group) REFERENCES season_phase,
    CONSTRAINT payment_window_extension_later_ck CHECK (closes_at > closed_before)
);
CREATE INDEX payment_window_extension_of ON payment_window_extension (season, province_group, closes_at);

GRANT SELECT, INSERT ON gateway_statement, gateway_statement_line, gateway_comparison, payment_decision,
    payment_window_extension TO portal_app;
GRANT SELECT, INSERT, UPDATE ON gateway_difference TO portal_app;
GRANT UPDATE (told_after, told_at) ON payment_window_extension TO portal_app;

DO $$
DECLARE
    guarded regclass;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['gateway_statement', 'gateway_statement_line', 'gateway_comparison',
        'gateway_difference', 'payment_decision', 'payment_window_extension']::regclass[]
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY all_by_system ON %s USING ((SELECT acts_as(''system'')))', guarded);
        IF guarded <> 'payment_window_extension'::regclass THEN
            EXECUTE format('CREATE POLICY read ON %s FOR SELECT
                USING ((SELECT acts_as(''ministry_operator'', ''support'', ''auditor'')))', guarded);
        END IF;
    END LOOP;
END
$$;

-- When a window closes everybody may know; that it closes later says an operator, in the own name.
CREATE POLICY read ON payment_window_extension FOR SELECT USING ((SELECT has_actor()));
CREATE POLICY extend ON payment_window_extension FOR INSERT
    WITH CHECK ((SELECT acts_as('ministry_operator')) AND extended_by = (SELECT actor_id()) AND told_at IS NULL);

-- Whoever decides on a payment reads what the gateway told of it.
CREATE POLICY read_by_operator ON payment_notice FOR SELECT USING ((SELECT acts_as('ministry_operator')));

-- When the gateway last notified.
CREATE INDEX payment_notice_received ON payment_notice (received_at);

-- The lists of the operators' page.
CREATE INDEX payment_order_by_state ON payment_order (state, created_at, id)
    WHERE state IN ('created', 'pending', 'under_review', 'duplicate', 'refund_requested');
