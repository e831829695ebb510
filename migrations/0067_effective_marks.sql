-- What an appeal made of a mark. The published mark stays in `mark` for ever; whoever counts with marks reads
-- `effective_mark`.

SET LOCAL portal.actor_kind = 'system';

CREATE TABLE mark_change (
    season smallint NOT NULL,
    candidate_number text NOT NULL,
    subject_code text NOT NULL,
    appeal_id uuid NOT NULL CONSTRAINT mark_change_appeal_fk REFERENCES mark_appeal,
    before_hundredths smallint NOT NULL,
    mark_hundredths smallint NOT NULL CONSTRAINT mark_change_mark_ck CHECK (mark_hundredths BETWEEN 0 AND 1000),
    changed_at timestamptz NOT NULL,
    CONSTRAINT mark_change_pk PRIMARY KEY (season, candidate_number, subject_code),
    CONSTRAINT mark_change_appeal_uq UNIQUE (appeal_id),
    CONSTRAINT mark_change_mark_fk FOREIGN KEY (season, candidate_number, subject_code) REFERENCES mark,
    CONSTRAINT mark_change_differs_ck CHECK (mark_hundredths <> before_hundredths)
);
CREATE INDEX mark_change_since ON mark_change (season, changed_at);

GRANT SELECT, INSERT ON mark_change TO portal_app;
ALTER TABLE mark_change ENABLE ROW LEVEL SECURITY;
ALTER TABLE mark_change FORCE ROW LEVEL SECURITY;
CREATE POLICY all_by_system ON mark_change USING ((SELECT acts_as('system')));
-- As the marks themselves.
CREATE POLICY read ON mark_change FOR SELECT USING (
    (SELECT acts_as('ministry_operator', 'ministry_releaser', 'support', 'auditor'))
    OR (SELECT works_for('candidate'))
        AND (season, candidate_number) IN (SELECT season, candidate_number FROM own_number()));
-- The very change that the one who confirms it has just confirmed.
CREATE POLICY change ON mark_change FOR INSERT WITH CHECK (
    (SELECT acts_as('department_lead'))
    AND EXISTS (SELECT FROM mark_appeal AS appeal WHERE appeal.id = mark_change.appeal_id AND appeal.state = 'changed'
        AND appeal.decided_by = (SELECT actor_id()) AND appeal.decided_at = mark_change.changed_at
        AND appeal.season = mark_change.season AND appeal.candidate_number = mark_change.candidate_number
        AND appeal.subject_code = mark_change.subject_code AND appeal.mark_hundredths = mark_change.before_hundredths
        AND appeal.decided_hundredths = mark_change.mark_hundredths));

-- With the rights of whoever asks, so that the policies of both tables hold.
CREATE VIEW effective_mark WITH (security_invoker = true) AS
SELECT mark.season, mark.candidate_number, mark.subject_code,
    coalesce(change.mark_hundredths, mark.mark_hundredths) AS mark_hundredths
FROM mark
LEFT JOIN mark_change AS change USING (season, candidate_number, subject_code);
GRANT SELECT ON effective_mark TO portal_app;
