-- Numbers, seats and notices for those who sit a paper; sessions by the programme that is examined.

SET LOCAL portal.actor_kind = 'system';

-- The accepted forms of the actor's department whose latest content has a paper. Whoever registers for admission alone, or
-- keeps all marks of the year before, sits none. A department reads no content: this looks as the owner of the tables, to
-- whom alone the rows are shown for it.
CREATE POLICY seat ON exam_registration_version FOR SELECT TO CURRENT_USER USING ((SELECT works_for('department')));
CREATE FUNCTION department_sitters(of_season smallint) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT form.id
    FROM registration_unit AS unit
    JOIN candidate ON candidate.registration_unit_id = unit.id AND candidate.season = of_season
    JOIN exam_registration AS form ON form.candidate_id = candidate.id AND is_accepted_registration(form.state)
    CROSS JOIN LATERAL (SELECT content -> 'papers' AS papers FROM exam_registration_version AS version
        WHERE version.registration_id = form.id ORDER BY number DESC LIMIT 1) AS latest
    WHERE unit.department_code = tenant_of('department')
        -- Before there were two programmes, the electives alone were written down.
        AND (latest.papers -> 'subjects' <> '[]' OR latest.papers -> 'electives' <> '[]');
END;
REVOKE EXECUTE ON FUNCTION department_sitters FROM PUBLIC;
GRANT EXECUTE ON FUNCTION department_sitters TO portal_app;

-- Whose session it is: each programme has its own.
ALTER TABLE season_exam_session
    ADD COLUMN programme text NOT NULL DEFAULT '2018'
        CONSTRAINT season_exam_session_programme_ck CHECK (programme IN ('2018', '2006'));
ALTER TABLE season_exam_session ALTER COLUMN programme DROP DEFAULT;
