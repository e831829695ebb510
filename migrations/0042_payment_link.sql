-- A link by which somebody else pays a bill, and what the candidate is told about its use (domain/payment/link.rs).

-- No token stands here: it is a signature of the id (usecases/link_token.rs), so whoever reads this table can open
-- nothing. The link works while its bill can be paid and it is not taken back; so the window's end, also a later one,
-- ends it.
CREATE TABLE payment_link (
    id uuid CONSTRAINT payment_link_pk PRIMARY KEY,
    bill_id uuid NOT NULL CONSTRAINT payment_link_bill_fk REFERENCES bill,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    -- when a payer last went on to the gateway, and with which attempt
    left_at timestamptz,
    order_id uuid CONSTRAINT payment_link_order_fk REFERENCES payment_order,
    -- when that attempt paid the bill
    paid_at timestamptz,
    CONSTRAINT payment_link_left_ck CHECK ((left_at IS NULL) = (order_id IS NULL)),
    CONSTRAINT payment_link_paid_ck CHECK (paid_at IS NULL OR order_id IS NOT NULL)
);
-- One that works a bill.
CREATE UNIQUE INDEX payment_link_one ON payment_link (bill_id) WHERE revoked_at IS NULL;
CREATE INDEX payment_link_of_order ON payment_link (order_id) WHERE order_id IS NOT NULL;
-- Looking changes nothing but the log (reading a page is no act), so that is where its first opening is read from.
CREATE INDEX audit_log_payment_link ON audit_log (object_id) WHERE action = 'payment_link.open';

GRANT SELECT, INSERT, UPDATE ON payment_link TO portal_app;
ALTER TABLE payment_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE payment_link FORCE ROW LEVEL SECURITY;
CREATE POLICY all_by_system ON payment_link USING ((SELECT acts_as('system')));
CREATE POLICY read ON payment_link FOR SELECT USING (
    (SELECT acts_as('support', 'auditor'))
    OR (SELECT works_for('candidate')) AND bill_id IN (SELECT own_bills()));
CREATE POLICY make ON payment_link FOR INSERT WITH CHECK (
    (SELECT works_for('candidate')) AND bill_id IN (SELECT own_bills())
    AND revoked_at IS NULL AND left_at IS NULL AND paid_at IS NULL);
CREATE POLICY revoke ON payment_link FOR UPDATE USING (
    (SELECT works_for('candidate')) AND revoked_at IS NULL AND bill_id IN (SELECT own_bills()))
    WITH CHECK ((SELECT works_for('candidate')) AND revoked_at IS NOT NULL AND bill_id IN (SELECT own_bills()));

-- Support tells a candidate what the gateway told and what it was answered.
CREATE POLICY read_by_support ON payment_notice FOR SELECT USING ((SELECT acts_as('support')));

-- By what support finds a payment.
CREATE INDEX payment_order_gateway_transaction ON payment_order (gateway_transaction)
    WHERE gateway_transaction IS NOT NULL;
CREATE INDEX ledger_entry_of_bill ON ledger_entry (bill_id);
