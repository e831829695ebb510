-- More of each act: by the machine's clock as well as the season's, for which office, why, by which request.

ALTER TABLE audit_log
    ADD COLUMN recorded_at timestamptz,
    -- unit, department, institution or national, with its id; null for candidates and the portal itself
    ADD COLUMN tenant_kind text,
    ADD COLUMN tenant text,
    ADD COLUMN reason text,
    ADD COLUMN request_id uuid,
    -- the network of the address (domain/network), never the address
    ADD COLUMN network text;
UPDATE audit_log SET recorded_at = at;
ALTER TABLE audit_log ALTER COLUMN recorded_at SET NOT NULL;
CREATE INDEX audit_log_recorded ON audit_log (recorded_at, id);
