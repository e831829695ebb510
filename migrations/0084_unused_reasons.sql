-- Reasons are words of the event (`text`, migration 0004): these columns were never written or read.
ALTER TABLE exam_registration DROP COLUMN rejection_reason;
ALTER TABLE exam_registration_event DROP COLUMN reason;
