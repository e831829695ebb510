-- What may be claimed in the registration form, as rows of a season: graduation priority and encouragement, certificates
-- that exempt from the foreign language, residence that decides about the area. And what a disabled candidate needs.

CREATE TABLE season_graduation_category (
    season smallint NOT NULL CONSTRAINT season_graduation_category_season_fk REFERENCES season,
    code text NOT NULL,
    -- diện: class 1 has no code, for it adds nothing
    class smallint NOT NULL CONSTRAINT season_graduation_category_class_ck CHECK (class IN (2, 3)),
    points_hundredths smallint NOT NULL CONSTRAINT season_graduation_category_points_ck CHECK (points_hundredths > 0),
    name_vi text NOT NULL,
    name_en text NOT NULL,
    is_verified boolean NOT NULL,
    CONSTRAINT season_graduation_category_pk PRIMARY KEY (season, code)
);

CREATE TABLE season_encouragement (
    season smallint NOT NULL CONSTRAINT season_encouragement_season_fk REFERENCES season,
    code text NOT NULL,
    points_hundredths smallint NOT NULL CONSTRAINT season_encouragement_points_ck CHECK (points_hundredths > 0),
    name_vi text NOT NULL,
    name_en text NOT NULL,
    is_verified boolean NOT NULL,
    CONSTRAINT season_encouragement_pk PRIMARY KEY (season, code)
);

CREATE TABLE season_language_certificate (
    season smallint NOT NULL CONSTRAINT season_language_certificate_season_fk REFERENCES season,
    code text NOT NULL,
    position smallint NOT NULL,
    language text NOT NULL CONSTRAINT season_language_certificate_language_ck CHECK (language ~ '^N[1-7]$'),
    name text NOT NULL,
    issuer text NOT NULL,
    -- one least score, or four: listening, reading, speaking, writing
    least text NOT NULL,
    -- the levels that suffice, the lowest first
    levels text NOT NULL,
    is_verified boolean NOT NULL,
    CONSTRAINT season_language_certificate_pk PRIMARY KEY (season, code),
    CONSTRAINT season_language_certificate_requirement_ck CHECK ((least = '') <> (levels = ''))
);

-- Grounds on which residence decides in place of the schools.
CREATE TABLE season_residence_rule (
    season smallint NOT NULL CONSTRAINT season_residence_rule_season_fk REFERENCES season,
    ground text NOT NULL CONSTRAINT season_residence_rule_ground_ck CHECK
        (ground IN ('boarding_school', 'difficult_commune', 'armed_forces')),
    name_vi text NOT NULL,
    name_en text NOT NULL,
    needs_over_18_months boolean NOT NULL,
    needs_difficult_commune boolean NOT NULL,
    is_for_free_candidates boolean NOT NULL,
    is_verified boolean NOT NULL,
    CONSTRAINT season_residence_rule_pk PRIMARY KEY (season, ground)
);

-- Communes whose area a list of the season names; the area of the others follows from what they are.
CREATE TABLE season_commune_area (
    season smallint NOT NULL CONSTRAINT season_commune_area_season_fk REFERENCES season,
    commune_code text NOT NULL CONSTRAINT season_commune_area_commune_fk REFERENCES commune,
    priority_area text NOT NULL CONSTRAINT season_commune_area_area_ck CHECK
        (priority_area IN ('kv1', 'kv2_rural', 'kv2', 'kv3')),
    is_difficult boolean NOT NULL,
    is_verified boolean NOT NULL,
    CONSTRAINT season_commune_area_pk PRIMARY KEY (season, commune_code)
);

GRANT SELECT ON season_graduation_category, season_encouragement, season_language_certificate, season_residence_rule,
    season_commune_area TO portal_app;

-- What a disabled candidate needs, with the submission that said so. Apart from the submission itself, which more people
-- read: for the candidate and the verifying unit alone. Nothing needed, no row.
CREATE TABLE exam_arrangement (
    registration_id uuid NOT NULL,
    number integer NOT NULL,
    kinds text[] NOT NULL CONSTRAINT exam_arrangement_kinds_ck CHECK (cardinality(kinds) > 0),
    note text NOT NULL,
    CONSTRAINT exam_arrangement_pk PRIMARY KEY (registration_id, number),
    CONSTRAINT exam_arrangement_version_fk FOREIGN KEY (registration_id, number)
        REFERENCES exam_registration_version (registration_id, number)
);
GRANT SELECT, INSERT ON exam_arrangement TO portal_app;
ALTER TABLE exam_arrangement ENABLE ROW LEVEL SECURITY;
ALTER TABLE exam_arrangement FORCE ROW LEVEL SECURITY;
CREATE POLICY all_by_system ON exam_arrangement USING ((SELECT acts_as('system')));
CREATE POLICY read ON exam_arrangement FOR SELECT USING (
    (SELECT works_for('candidate', 'unit')) AND registration_id IN (SELECT tenant_registrations()));
CREATE POLICY submit ON exam_arrangement FOR INSERT WITH CHECK (
    (SELECT works_for('candidate')) AND registration_id IN (SELECT tenant_registrations()));

-- What was typed about it is the candidate's alone until it is submitted.
DROP POLICY read ON exam_registration_section;
CREATE POLICY read ON exam_registration_section FOR SELECT USING (
    (SELECT acts_as('auditor')) AND section <> 'arrangements'
    OR (SELECT works_for('candidate')) AND registration_id IN (SELECT tenant_registrations())
    OR (SELECT works_for('unit')) AND section <> 'arrangements'
        AND registration_id IN (SELECT tenant_registrations()));
