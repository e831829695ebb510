-- Payments that repair themselves: refunds, the back-off of questions to the gateway, and a double-entry ledger.

-- The tables are guarded against their owner too: this acts as the portal itself.
SET LOCAL portal.actor_kind = 'system';

ALTER TABLE payment_order
    DROP CONSTRAINT payment_order_state_ck,
    ADD CONSTRAINT payment_order_state_ck CHECK (state IN ('created', 'pending', 'paid', 'failed', 'expired',
        'under_review', 'duplicate', 'refund_requested', 'refunded')),
    -- How often the gateway was asked about it, and when it is asked next; null when nothing can come any more.
    ADD COLUMN queries smallint NOT NULL DEFAULT 0 CONSTRAINT payment_order_queries_ck CHECK (queries >= 0),
    ADD COLUMN next_query_at timestamptz,
    -- The number of the request for the refund: kept before it is sent, the same until the gateway refuses it.
    ADD COLUMN refund_request_id text CONSTRAINT payment_order_refund_request_uq UNIQUE,
    ADD COLUMN refund_tries smallint NOT NULL DEFAULT 0 CONSTRAINT payment_order_refund_tries_ck CHECK (refund_tries >= 0),
    -- Null while money is owed: people have to see to it.
    ADD COLUMN next_refund_at timestamptz,
    -- Why the refund does not go on, in two digits of the gateway; null while all is well.
    ADD COLUMN refund_problem text,
    ADD CONSTRAINT payment_order_next_query_ck CHECK
        (next_query_at IS NULL OR state IN ('created', 'pending', 'failed', 'expired', 'under_review')),
    ADD CONSTRAINT payment_order_next_refund_ck CHECK
        (next_refund_at IS NULL OR state IN ('duplicate', 'refund_requested'));
CREATE INDEX payment_order_to_ask ON payment_order (next_query_at) WHERE next_query_at IS NOT NULL;
CREATE INDEX payment_order_to_refund ON payment_order (next_refund_at) WHERE next_refund_at IS NOT NULL;
CREATE INDEX payment_order_of_bill ON payment_order (bill_id);

ALTER TABLE payment_event
    DROP CONSTRAINT payment_event_source_ck,
    ADD CONSTRAINT payment_event_source_ck CHECK
        (source IN ('browser', 'notification', 'query', 'operator', 'clock', 'statement'));

-- What is undecided is asked about once at the next opportunity; what is owed is refunded then.
UPDATE payment_order SET next_query_at = created_at + interval '2 minutes'
WHERE state IN ('created', 'pending', 'expired', 'under_review');
UPDATE payment_order SET next_refund_at = coalesce(finished_at, created_at) WHERE state = 'duplicate';

-- Where each đồng is (domain/payment/ledger.rs): one row one transfer, from the account that is credited to the one that
-- is debited, so that all rows sum to zero. That a bill is credited twice is impossible here, whatever the code does.
-- Append-only. Written by the portal itself; a candidate issues the own bill.
CREATE TABLE ledger_entry (
    -- of a transfer that an event caused, the id of that event
    id uuid CONSTRAINT ledger_entry_pk PRIMARY KEY,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    debit_account text NOT NULL,
    credit_account text NOT NULL,
    amount_dong bigint NOT NULL CONSTRAINT ledger_entry_amount_ck CHECK (amount_dong > 0),
    bill_id uuid NOT NULL CONSTRAINT ledger_entry_bill_fk REFERENCES bill,
    order_id uuid CONSTRAINT ledger_entry_order_fk REFERENCES payment_order,
    CONSTRAINT ledger_entry_accounts_ck CHECK ((kind, debit_account, credit_account) IN (
        ('bill_issued', 'receivable', 'fee_income'),
        ('payment_received', 'gateway_cash', 'receivable'),
        ('excess_received', 'gateway_cash', 'refund_due'),
        ('refund_paid', 'refund_due', 'gateway_cash'))),
    CONSTRAINT ledger_entry_order_ck CHECK ((order_id IS NULL) = (kind = 'bill_issued'))
);
CREATE UNIQUE INDEX ledger_entry_one_issue ON ledger_entry (bill_id) WHERE kind = 'bill_issued';
CREATE UNIQUE INDEX ledger_entry_one_credit ON ledger_entry (bill_id) WHERE kind = 'payment_received';
CREATE UNIQUE INDEX ledger_entry_one_receipt ON ledger_entry (order_id) WHERE kind IN ('payment_received', 'excess_received');
CREATE UNIQUE INDEX ledger_entry_one_refund ON ledger_entry (order_id) WHERE kind = 'refund_paid';
CREATE INDEX ledger_entry_at ON ledger_entry (at, id);

-- Bills that a demo invented as paid have no attempt; the ledger knows of no payment without one.
INSERT INTO payment_order (id, bill_id, reference, amount_dong, state, created_at, expires_at, finished_at)
SELECT gen_random_uuid(), id, 'LP-' || receipt_number, amount_dong, 'paid', paid_at, paid_at, paid_at
FROM bill WHERE paid_at IS NOT NULL
    AND NOT EXISTS (SELECT FROM payment_order WHERE bill_id = bill.id AND state = 'paid');
INSERT INTO ledger_entry (id, at, kind, debit_account, credit_account, amount_dong, bill_id)
SELECT gen_random_uuid(), frozen_at, 'bill_issued', 'receivable', 'fee_income', amount_dong, id FROM bill;
INSERT INTO ledger_entry (id, at, kind, debit_account, credit_account, amount_dong, bill_id, order_id)
SELECT gen_random_uuid(), coalesce(finished_at, created_at), 'payment_received', 'gateway_cash', 'receivable', amount_dong,
    bill_id, id
FROM payment_order WHERE state = 'paid';
INSERT INTO ledger_entry (id, at, kind, debit_account, credit_account, amount_dong, bill_id, order_id)
SELECT gen_random_uuid(), coalesce(finished_at, created_at), 'excess_received', 'gateway_cash', 'refund_due', amount_dong,
    bill_id, id
FROM payment_order WHERE state = 'duplicate';

GRANT SELECT, INSERT ON ledger_entry TO portal_app;
ALTER TABLE ledger_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_entry FORCE ROW LEVEL SECURITY;
CREATE POLICY all_by_system ON ledger_entry USING ((SELECT acts_as('system')));
CREATE POLICY read ON ledger_entry FOR SELECT USING (
    (SELECT acts_as('ministry_operator', 'support', 'auditor'))
    OR (SELECT works_for('candidate')) AND bill_id IN (SELECT own_bills()));
CREATE POLICY issue ON ledger_entry FOR INSERT WITH CHECK (
    (SELECT works_for('candidate')) AND kind = 'bill_issued' AND bill_id IN (SELECT own_bills()));

-- Operators see what waits, what is in doubt and what is owed.
CREATE POLICY read_by_operator ON payment_order FOR SELECT USING ((SELECT acts_as('ministry_operator')));
CREATE POLICY read_by_operator ON payment_event FOR SELECT USING ((SELECT acts_as('ministry_operator')));

-- How long after the window the money of an attempt that began within it still counts.
INSERT INTO season_setting (season, name, value, is_verified, source)
SELECT year, 'payment_grace_minutes', '30', false, 'decision of this portal' FROM season
ON CONFLICT ON CONSTRAINT season_setting_pk DO NOTHING;
