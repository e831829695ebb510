-- Appeals against marks (phúc khảo): what a candidate asks for within the season's window, and what the exam council
-- makes of it. The states are those of domain/exam/mark_appeal.

SET LOCAL portal.actor_kind = 'system';

CREATE TABLE mark_appeal (
    id uuid CONSTRAINT mark_appeal_pk PRIMARY KEY,
    candidate_id uuid NOT NULL CONSTRAINT mark_appeal_candidate_fk REFERENCES candidate,
    season smallint NOT NULL,
    candidate_number text NOT NULL,
    subject_code text NOT NULL,
    -- as published, when the appeal was made
    mark_hundredths smallint NOT NULL CONSTRAINT mark_appeal_mark_ck CHECK (mark_hundredths BETWEEN 0 AND 1000),
    state text NOT NULL CONSTRAINT mark_appeal_state_ck
        CHECK (state IN ('submitted', 'withdrawn', 'proposed', 'kept', 'changed')),
    version integer NOT NULL DEFAULT 1,
    submitted_at timestamptz NOT NULL,
    -- who proposed another mark last
    proposed_by uuid CONSTRAINT mark_appeal_proposer_fk REFERENCES staff,
    decided_at timestamptz,
    decided_by uuid CONSTRAINT mark_appeal_decider_fk REFERENCES staff,
    decided_hundredths smallint CONSTRAINT mark_appeal_decided_mark_ck CHECK (decided_hundredths BETWEEN 0 AND 1000),
    answer text,
    CONSTRAINT mark_appeal_mark_fk FOREIGN KEY (season, candidate_number, subject_code) REFERENCES mark,
    CONSTRAINT mark_appeal_decided_ck CHECK (
        (state IN ('kept', 'changed')) = (decided_at IS NOT NULL)
        AND (decided_at IS NULL) = (decided_by IS NULL)
        AND (decided_at IS NULL) = (decided_hundredths IS NULL)
        AND (decided_at IS NULL) = (answer IS NULL)),
    CONSTRAINT mark_appeal_effect_ck CHECK (
        (state <> 'kept' OR decided_hundredths = mark_hundredths)
        AND (state <> 'changed' OR decided_hundredths <> mark_hundredths)),
    CONSTRAINT mark_appeal_two_people_ck CHECK (
        (state NOT IN ('proposed', 'changed') OR proposed_by IS NOT NULL)
        AND (state <> 'changed' OR proposed_by <> decided_by))
);
-- A paper is marked again once; what was taken back can be asked for anew.
CREATE UNIQUE INDEX mark_appeal_one_standing ON mark_appeal (candidate_id, subject_code) WHERE state <> 'withdrawn';
CREATE INDEX mark_appeal_of ON mark_appeal (candidate_id, submitted_at);

-- What happened to an appeal. Append-only.
CREATE TABLE mark_appeal_event (
    id uuid CONSTRAINT mark_appeal_event_pk PRIMARY KEY,
    appeal_id uuid NOT NULL CONSTRAINT mark_appeal_event_appeal_fk REFERENCES mark_appeal,
    at timestamptz NOT NULL,
    actor_kind text NOT NULL,
    actor_id uuid NOT NULL,
    -- null at the beginning
    from_state text,
    to_state text NOT NULL,
    -- of a proposal
    mark_hundredths smallint CONSTRAINT mark_appeal_event_mark_ck CHECK (mark_hundredths BETWEEN 0 AND 1000),
    reason text,
    CONSTRAINT mark_appeal_event_proposal_ck CHECK ((to_state = 'proposed') = (mark_hundredths IS NOT NULL))
);
CREATE INDEX mark_appeal_event_of ON mark_appeal_event (appeal_id, at);

GRANT SELECT, INSERT ON mark_appeal, mark_appeal_event TO portal_app;
GRANT UPDATE (state, version, proposed_by, decided_at, decided_by, decided_hundredths, answer) ON mark_appeal TO portal_app;

DO $$
DECLARE
    guarded regclass;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['mark_appeal', 'mark_appeal_event']::regclass[]
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY all_by_system ON %s USING ((SELECT acts_as(''system'')))', guarded);
    END LOOP;
END
$$;

CREATE POLICY read ON mark_appeal FOR SELECT USING (
    (SELECT acts_as('auditor'))
    OR (SELECT works_for('candidate', 'department')) AND candidate_id IN (SELECT tenant_candidates()));
-- Against one's own mark, as it is.
CREATE POLICY appeal ON mark_appeal FOR INSERT WITH CHECK (
    candidate_id = (SELECT tenant_of('candidate')::uuid) AND state = 'submitted'
    AND EXISTS (SELECT FROM mark WHERE mark.season = mark_appeal.season
        AND mark.candidate_number = mark_appeal.candidate_number AND mark.subject_code = mark_appeal.subject_code
        AND mark.mark_hundredths = mark_appeal.mark_hundredths));
CREATE POLICY withdraw ON mark_appeal FOR UPDATE USING (
    candidate_id = (SELECT tenant_of('candidate')::uuid) AND state = 'submitted')
    WITH CHECK (candidate_id = (SELECT tenant_of('candidate')::uuid) AND state = 'withdrawn');
-- That a mark stands says one of the council; that it changes, one proposes and another who leads the council confirms.
CREATE POLICY decide ON mark_appeal FOR UPDATE USING (
    (SELECT acts_as('department_staff', 'department_lead')) AND state IN ('submitted', 'proposed')
    AND candidate_id IN (SELECT tenant_candidates()))
    WITH CHECK (candidate_id IN (SELECT tenant_candidates()) AND (
        (SELECT acts_as('department_staff', 'department_lead')) AND (state = 'submitted'
            OR state = 'proposed' AND proposed_by = (SELECT actor_id())
            OR state = 'kept' AND decided_by = (SELECT actor_id()))
        OR (SELECT acts_as('department_lead')) AND state = 'changed' AND decided_by = (SELECT actor_id())));

CREATE FUNCTION tenant_appeals() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT appeal.id FROM tenant_candidates() AS of_tenant (id) JOIN mark_appeal AS appeal ON candidate_id = of_tenant.id;
END;

-- What was proposed and not decided is the council's alone.
CREATE POLICY read ON mark_appeal_event FOR SELECT USING (
    (SELECT acts_as('auditor'))
    OR (SELECT works_for('department')) AND appeal_id IN (SELECT tenant_appeals())
    OR (SELECT works_for('candidate')) AND to_state <> 'proposed' AND (to_state, from_state) IS DISTINCT FROM ('submitted', 'proposed')
        AND appeal_id IN (SELECT tenant_appeals()));
CREATE POLICY tell ON mark_appeal_event FOR INSERT WITH CHECK (
    (SELECT acts_as('candidate', 'department_staff', 'department_lead'))
    AND actor_id = (SELECT actor_id()) AND appeal_id IN (SELECT tenant_appeals()));

INSERT INTO season_setting (season, name, value, is_verified, source)
SELECT year, 'mark_appeal_days', '15', true, 'TT 13/2026/TT-BGDĐT: decided within 15 days of the closing' FROM season
ON CONFLICT ON CONSTRAINT season_setting_pk DO NOTHING;
