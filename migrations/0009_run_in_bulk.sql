-- A national run writes 7.5 million rows of matching_preference_result at once; what slows each of them has to be
-- worth it.

-- What the seats of a programme were under: exported runs say it, and the programme may say otherwise by then.
ALTER TABLE matching_programme_result
    ADD COLUMN tie_policy text CONSTRAINT matching_programme_result_tie_policy_ck
        CHECK (tie_policy IN ('admit_all', 'reject_all'));

-- Checked row by row these three took seven times as long as the rows themselves, and held every candidate and
-- programme until the end. They say nothing that is not so anyway: the rows come from preference, which refers to
-- programme, and from preference_list_version, which refers to candidate, both append-only; they are written in one
-- transaction with the head of their run, which its rows in matching_programme_result keep.
ALTER TABLE matching_preference_result
    DROP CONSTRAINT matching_preference_result_run_fk,
    DROP CONSTRAINT matching_preference_result_candidate_fk,
    DROP CONSTRAINT matching_preference_result_programme_fk;

-- Asked for by programme are the admitted alone, one row in nine; by reason those not considered, fewer still.
DROP INDEX matching_preference_result_programme;
CREATE INDEX matching_preference_result_seats ON matching_preference_result (run_id, programme_id)
    WHERE status = 'admitted';
CREATE INDEX matching_preference_result_reasons ON matching_preference_result (run_id, reason)
    WHERE status = 'not_considered';
