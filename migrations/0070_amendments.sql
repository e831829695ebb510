-- Amendments (đính chính): what the exam council puts right on the procedures day in a registration that has its candidate
-- number (domain.md §3.9). The submissions stay as they are; a slip is appended, and only a further slip takes one back.

SET LOCAL portal.actor_kind = 'system';

-- The day of the procedures, on which the exam opens.
INSERT INTO season_phase (season, kind, province_group, opens_at, closes_at, is_verified, source)
SELECT season, 'exam_procedures', 0, opens_at,
    (date_trunc('day', opens_at AT TIME ZONE 'Asia/Ho_Chi_Minh') + interval '1 day') AT TIME ZONE 'Asia/Ho_Chi_Minh',
    is_verified, source
FROM season_phase WHERE kind = 'exam'
ON CONFLICT ON CONSTRAINT season_phase_pk DO NOTHING;

-- Append-only. Values are words of the domain: a name, a day, a code; an empty one says that there is none.
CREATE TABLE amendment (
    candidate_id uuid NOT NULL CONSTRAINT amendment_candidate_fk REFERENCES candidate,
    -- 1, 2, … of the candidate: whoever appends names the last one that they saw
    number smallint NOT NULL CONSTRAINT amendment_number_ck CHECK (number > 0),
    fact text NOT NULL CONSTRAINT amendment_fact_ck CHECK (fact IN ('full_name', 'birth_date', 'sex', 'birth_place',
        'ethnic_group', 'priority_area', 'priority_category')),
    -- what stood until then
    printed text NOT NULL,
    corrected text NOT NULL,
    -- the slip that this one takes back
    withdraws smallint,
    reason text NOT NULL CONSTRAINT amendment_reason_ck CHECK (reason <> ''),
    -- the paper that was seen
    evidence text NOT NULL,
    amended_at timestamptz NOT NULL,
    amended_by uuid NOT NULL CONSTRAINT amendment_staff_fk REFERENCES staff,
    CONSTRAINT amendment_pk PRIMARY KEY (candidate_id, number),
    CONSTRAINT amendment_of_fact_uq UNIQUE (candidate_id, fact, number),
    CONSTRAINT amendment_withdraws_fk FOREIGN KEY (candidate_id, fact, withdraws)
        REFERENCES amendment (candidate_id, fact, number),
    CONSTRAINT amendment_withdrawn_once_uq UNIQUE (candidate_id, withdraws),
    CONSTRAINT amendment_withdraws_ck CHECK (withdraws < number),
    CONSTRAINT amendment_changes_ck CHECK (printed <> corrected),
    CONSTRAINT amendment_evidence_ck CHECK (withdraws IS NOT NULL OR evidence <> '')
);

-- What holds by the slips, a column a fact: null where no slip says anything. Whoever reads it sees the slips that the
-- policies show them, and no others.
CREATE VIEW amended WITH (security_invoker = true) AS
SELECT candidate_id,
    max(corrected) FILTER (WHERE fact = 'full_name') AS full_name,
    (max(corrected) FILTER (WHERE fact = 'birth_date'))::date AS birth_date,
    nullif(max(corrected) FILTER (WHERE fact = 'sex'), '') AS sex,
    max(corrected) FILTER (WHERE fact = 'priority_area') AS priority_area,
    max(corrected) FILTER (WHERE fact = 'priority_category') AS priority_category
FROM amendment AS slip
WHERE NOT EXISTS (SELECT FROM amendment AS later WHERE later.candidate_id = slip.candidate_id
    AND later.fact = slip.fact AND later.number > slip.number)
GROUP BY candidate_id;

GRANT SELECT, INSERT ON amendment TO portal_app;
GRANT SELECT ON amended TO portal_app;
ALTER TABLE amendment ENABLE ROW LEVEL SECURITY;
ALTER TABLE amendment FORCE ROW LEVEL SECURITY;
CREATE POLICY all_by_system ON amendment USING ((SELECT acts_as('system')));

-- Those of the actor's department who have their candidate number, with their forms.
CREATE FUNCTION department_numbered() RETURNS TABLE (candidate_id uuid, registration_id uuid) LANGUAGE sql STABLE
    PARALLEL SAFE SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT candidate.id, form.id FROM registration_unit AS unit
    JOIN candidate ON candidate.registration_unit_id = unit.id
    JOIN exam_registration AS form ON form.candidate_id = candidate.id AND form.state = 'numbered'
    WHERE unit.department_code = tenant_of('department');
END;

-- The ministry reads them for the matching. An institution learns the name, the day of birth and the sex of those whom it
-- admitted, and nothing of their priority.
CREATE POLICY read ON amendment FOR SELECT USING (
    (SELECT acts_as('ministry_operator', 'auditor'))
    OR (SELECT works_for('candidate', 'unit', 'department')) AND candidate_id IN (SELECT tenant_candidates())
    OR (SELECT works_for('institution')) AND fact IN ('full_name', 'birth_date', 'sex')
        AND candidate_id IN (SELECT institution_candidates()));
CREATE POLICY amend ON amendment FOR INSERT WITH CHECK (
    (SELECT acts_as('department_staff', 'department_lead')) AND amended_by = (SELECT actor_id())
    AND candidate_id IN (SELECT candidate_id FROM department_numbered()));

-- The council compares what a numbered form says with the papers that the candidate brings.
CREATE POLICY read_by_council ON exam_registration_version FOR SELECT USING (
    (SELECT acts_as('department_staff', 'department_lead'))
    AND registration_id IN (SELECT registration_id FROM department_numbered()));
