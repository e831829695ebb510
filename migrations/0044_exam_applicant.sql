-- Every kind of candidate: who needs the portal for admission alone, and what free candidates say themselves of the
-- ground on which they register and of the point that takes their form.

ALTER TABLE candidate DROP CONSTRAINT candidate_kind_ck;
ALTER TABLE candidate ADD CONSTRAINT candidate_kind_ck CHECK (kind IN
    ('current_grade12', 'not_graduated', 'graduate_for_admission', 'vocational_for_admission', 'admission_only'));

GRANT UPDATE (kind, registration_unit_id) ON candidate TO portal_app;

-- A free candidate, for another kind of free candidate and a receiving point alone: a pupil is where the roll says.
CREATE POLICY choose ON candidate FOR UPDATE
    USING (id = (SELECT tenant_of('candidate')::uuid) AND kind <> 'current_grade12')
    WITH CHECK (id = (SELECT tenant_of('candidate')::uuid) AND kind <> 'current_grade12' AND registration_unit_id IN
        (SELECT unit.id FROM registration_unit AS unit WHERE unit.high_school_code IS NULL));

-- The subjects of choice of grade 12; none where the school did not say, and then the pupil is asked.
ALTER TABLE school_roll_entry ADD COLUMN studied_subjects text[];

ALTER TABLE high_school ADD COLUMN education_form text NOT NULL DEFAULT 'thpt'
    CONSTRAINT high_school_education_form_ck CHECK (education_form IN ('thpt', 'gdtx'));

-- The residence has a section of its own. What stood in the section of priority is asked again for its duration.
INSERT INTO exam_registration_section (registration_id, section, form, is_complete, version, saved_at)
SELECT registration_id, 'residence', jsonb_build_object('residence_commune', form ->> 'residence_commune'), false, 1, saved_at
FROM exam_registration_section WHERE section = 'priority' AND coalesce(form ->> 'residence_commune', '') <> ''
ON CONFLICT DO NOTHING;
