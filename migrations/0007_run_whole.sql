-- A run of the matching is kept whole: what anybody needs to recompute it, and what a candidate is told of it.

ALTER TABLE matching_run
    -- null: from the command line
    ALTER COLUMN started_by DROP NOT NULL,
    -- counts, hashes of the four files that the run can be exported as, versions of engine and rules
    ADD COLUMN manifest jsonb,
    -- what the verifier found wrong; such a run is kept to be looked at and is never published
    ADD COLUMN violation text,
    ADD CONSTRAINT matching_run_violation_ck CHECK (violation IS NULL OR verified_at IS NULL);

-- With cutoff_hundredths the whole place of the last one admitted: null where that is null.
ALTER TABLE matching_programme_result
    ADD COLUMN cutoff_ties_hundredths integer[],
    ADD COLUMN cutoff_rank smallint,
    ADD CONSTRAINT matching_programme_result_cutoff_ck CHECK
        (cutoff_hundredths IS NOT NULL OR (cutoff_ties_hundredths IS NULL AND cutoff_rank IS NULL));

ALTER TABLE matching_preference_result
    -- among those considered for the programme, from 1; equals share the best of their places
    ADD COLUMN place integer,
    -- the least score that would have admitted the candidate here; null where not refused or where none would
    ADD COLUMN needed_score_hundredths integer,
    ADD CONSTRAINT matching_preference_result_place_ck CHECK
        (place IS NULL OR (place > 0 AND status <> 'not_considered')),
    ADD CONSTRAINT matching_preference_result_needed_ck CHECK
        (needed_score_hundredths IS NULL OR status = 'below_cutoff');
