-- Everybody waits for a registry that is down; nobody waits for one answer that cannot be read.

ALTER TABLE registry_comparison ADD COLUMN is_outage boolean NOT NULL DEFAULT false;
UPDATE registry_comparison SET is_outage = true WHERE tries > 0;
DROP INDEX registry_comparison_failed;
CREATE INDEX registry_comparison_outage ON registry_comparison (next_check_at) WHERE is_outage;
