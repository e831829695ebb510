-- Venues, rooms and candidate numbers (số báo danh) of the exam councils (domain.md §3.3).

SET LOCAL portal.actor_kind = 'system';

CREATE TABLE exam_venue (
    id uuid CONSTRAINT exam_venue_pk PRIMARY KEY,
    season smallint NOT NULL CONSTRAINT exam_venue_season_fk REFERENCES season,
    department_code text NOT NULL CONSTRAINT exam_venue_department_fk REFERENCES department,
    -- 01, 02 … within the council
    venue_code text NOT NULL CONSTRAINT exam_venue_code_ck CHECK (venue_code ~ '^[0-9]{2}$'),
    name text NOT NULL CONSTRAINT exam_venue_name_ck CHECK (name <> ''),
    address text NOT NULL CONSTRAINT exam_venue_address_ck CHECK (address <> ''),
    CONSTRAINT exam_venue_code_uq UNIQUE (season, department_code, venue_code)
);

-- Where the candidates of a unit sit the exam.
CREATE TABLE exam_venue_unit (
    season smallint NOT NULL CONSTRAINT exam_venue_unit_season_fk REFERENCES season,
    registration_unit_id uuid NOT NULL CONSTRAINT exam_venue_unit_unit_fk REFERENCES registration_unit,
    venue_id uuid NOT NULL CONSTRAINT exam_venue_unit_venue_fk REFERENCES exam_venue,
    CONSTRAINT exam_venue_unit_pk PRIMARY KEY (season, registration_unit_id)
);
CREATE INDEX exam_venue_unit_of ON exam_venue_unit (venue_id);

-- The next running number of a council. Whoever gives out numbers holds its row.
CREATE TABLE exam_number_counter (
    season smallint NOT NULL CONSTRAINT exam_number_counter_season_fk REFERENCES season,
    department_code text NOT NULL CONSTRAINT exam_number_counter_department_fk REFERENCES department,
    next_number integer NOT NULL CONSTRAINT exam_number_counter_ck CHECK (next_number > 0),
    CONSTRAINT exam_number_counter_pk PRIMARY KEY (season, department_code)
);

-- What a run gave out. Append-only.
CREATE TABLE exam_numbering (
    id uuid CONSTRAINT exam_numbering_pk PRIMARY KEY,
    venue_id uuid NOT NULL CONSTRAINT exam_numbering_venue_fk REFERENCES exam_venue,
    at timestamptz NOT NULL,
    numbered_by uuid NOT NULL CONSTRAINT exam_numbering_staff_fk REFERENCES staff,
    numbered integer NOT NULL CONSTRAINT exam_numbering_count_ck CHECK (numbered >= 0)
);
CREATE INDEX exam_numbering_of ON exam_numbering (venue_id, at);

-- One room for all sessions.
CREATE TABLE exam_seat (
    candidate_id uuid CONSTRAINT exam_seat_pk PRIMARY KEY CONSTRAINT exam_seat_candidate_fk REFERENCES candidate,
    venue_id uuid NOT NULL CONSTRAINT exam_seat_venue_fk REFERENCES exam_venue,
    room smallint NOT NULL CONSTRAINT exam_seat_room_ck CHECK (room > 0),
    seat smallint NOT NULL CONSTRAINT exam_seat_seat_ck CHECK (seat > 0),
    numbering_id uuid NOT NULL CONSTRAINT exam_seat_numbering_fk REFERENCES exam_numbering,
    CONSTRAINT exam_seat_place_uq UNIQUE (venue_id, room, seat)
);

-- When which paper is sat. Electives are sat one after the other; the first of the form's order first.
CREATE TABLE season_exam_session (
    season smallint NOT NULL CONSTRAINT season_exam_session_season_fk REFERENCES season,
    position smallint NOT NULL,
    -- a subject's word, or elective_1 and elective_2
    paper text NOT NULL,
    starts_at timestamptz NOT NULL,
    minutes smallint NOT NULL CONSTRAINT season_exam_session_minutes_ck CHECK (minutes > 0),
    is_verified boolean NOT NULL,
    source text NOT NULL,
    CONSTRAINT season_exam_session_pk PRIMARY KEY (season, position)
);

GRANT SELECT ON season_exam_session TO portal_app;
GRANT SELECT, INSERT ON exam_venue, exam_numbering, exam_seat TO portal_app;
GRANT SELECT, INSERT, UPDATE (venue_id) ON exam_venue_unit TO portal_app;
GRANT SELECT, INSERT, UPDATE (next_number) ON exam_number_counter TO portal_app;
GRANT UPDATE (candidate_number) ON candidate TO portal_app;

DO $$
DECLARE
    guarded regclass;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['exam_venue', 'exam_venue_unit', 'exam_number_counter', 'exam_numbering',
        'exam_seat']::regclass[]
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY all_by_system ON %s USING ((SELECT acts_as(''system'')))', guarded);
    END LOOP;
END
$$;

-- Where a venue is may know whoever has signed in; only its department sets it up.
CREATE POLICY read ON exam_venue FOR SELECT USING ((SELECT has_actor()));
CREATE POLICY set_up ON exam_venue FOR INSERT WITH CHECK (
    (SELECT acts_as('department_staff', 'department_lead')) AND department_code = (SELECT tenant_of('department')));
CREATE POLICY read ON exam_venue_unit FOR SELECT USING ((SELECT has_actor()));
CREATE POLICY place ON exam_venue_unit FOR INSERT WITH CHECK (
    (SELECT acts_as('department_staff', 'department_lead')) AND registration_unit_id IN (SELECT department_units()));
CREATE POLICY move ON exam_venue_unit FOR UPDATE USING (
    (SELECT acts_as('department_staff', 'department_lead')) AND registration_unit_id IN (SELECT department_units()));

CREATE POLICY count_on ON exam_number_counter USING (
    (SELECT acts_as('department_lead')) AND department_code = (SELECT tenant_of('department')));

CREATE POLICY read ON exam_number_counter FOR SELECT USING ((SELECT acts_as('auditor')));

CREATE FUNCTION department_venues() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT id FROM exam_venue WHERE department_code = tenant_of('department');
END;
CREATE POLICY read ON exam_numbering FOR SELECT USING (
    (SELECT acts_as('ministry_operator', 'auditor'))
    OR (SELECT works_for('department')) AND venue_id IN (SELECT department_venues()));
CREATE POLICY number ON exam_numbering FOR INSERT WITH CHECK (
    (SELECT acts_as('department_lead')) AND venue_id IN (SELECT department_venues())
    AND numbered_by = (SELECT actor_id()));

CREATE POLICY read ON exam_seat FOR SELECT USING (
    (SELECT acts_as('ministry_operator', 'auditor'))
    OR (SELECT works_for('candidate', 'unit', 'department')) AND candidate_id IN (SELECT tenant_candidates()));
CREATE POLICY seat ON exam_seat FOR INSERT WITH CHECK (
    (SELECT acts_as('department_lead')) AND venue_id IN (SELECT department_venues())
    AND candidate_id IN (SELECT tenant_candidates()));

-- A council gives numbers to those of its department whose form is signed, and to nobody else.
CREATE POLICY number ON candidate FOR UPDATE USING (
    (SELECT acts_as('department_lead')) AND registration_unit_id IN (SELECT department_units()));
CREATE POLICY number ON exam_registration FOR UPDATE USING (
    (SELECT acts_as('department_lead')) AND state = 'signed' AND candidate_id IN (SELECT tenant_candidates()))
    WITH CHECK (state = 'numbered' AND candidate_id IN (SELECT tenant_candidates()));
DROP POLICY tell ON exam_registration_event;
CREATE POLICY tell ON exam_registration_event FOR INSERT WITH CHECK (
    ((SELECT acts_as('candidate', 'school_staff', 'school_head'))
        OR (SELECT acts_as('department_staff', 'department_lead')) AND to_state IN ('unlocked', 'numbered'))
    AND actor_id = (SELECT actor_id())
    AND registration_id IN (SELECT tenant_registrations()));

INSERT INTO season_setting (season, name, value, is_verified, source)
SELECT year, 'exam_room_size', '24', true, 'TT 24/2024/TT-BGDĐT' FROM season
ON CONFLICT ON CONSTRAINT season_setting_pk DO NOTHING;
