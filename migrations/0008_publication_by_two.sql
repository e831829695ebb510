-- Results become public by two people: one proposes a run for an instant, another one checks it and approves.

-- Never deleted, and never changed once ended: the approved ones are the history of what was public when.
CREATE TABLE publication_proposal (
    id uuid CONSTRAINT publication_proposal_pk PRIMARY KEY,
    season smallint NOT NULL CONSTRAINT publication_proposal_season_fk REFERENCES season,
    run_id uuid NOT NULL CONSTRAINT publication_proposal_run_fk REFERENCES matching_run,
    -- of the result that was proposed; approving compares it with the run
    output_sha256 text NOT NULL,
    visible_from timestamptz NOT NULL,
    proposed_by uuid NOT NULL CONSTRAINT publication_proposal_proposer_fk REFERENCES staff,
    proposed_at timestamptz NOT NULL,
    state text NOT NULL CONSTRAINT publication_proposal_state_ck CHECK
        (state IN ('proposed', 'approved', 'rejected', 'withdrawn')),
    ended_by uuid CONSTRAINT publication_proposal_ender_fk REFERENCES staff,
    ended_at timestamptz,
    -- of a rejection
    reason text,
    CONSTRAINT publication_proposal_end_ck CHECK
        ((state = 'proposed') = (ended_by IS NULL) AND (state = 'proposed') = (ended_at IS NULL)),
    CONSTRAINT publication_proposal_reason_ck CHECK ((state = 'rejected') = (reason IS NOT NULL)),
    CONSTRAINT publication_proposal_two_people_ck CHECK
        (ended_by IS NULL OR (ended_by = proposed_by) = (state = 'withdrawn'))
);
CREATE UNIQUE INDEX publication_proposal_one_open ON publication_proposal (season) WHERE state = 'proposed';

-- Whoever approves is the one who publishes. A rename and not a second column beside it: the constraint keeps a
-- portal that still lets one person publish from doing so, and nothing reads the old name.
ALTER TABLE matching_publication RENAME COLUMN published_by TO approved_by;
ALTER TABLE matching_publication RENAME CONSTRAINT matching_publication_staff_fk TO matching_publication_approver_fk;
ALTER TABLE matching_publication
    ADD COLUMN proposed_by uuid CONSTRAINT matching_publication_proposer_fk REFERENCES staff,
    -- not valid: what one person published before stays public
    ADD CONSTRAINT matching_publication_two_people_ck CHECK
        (proposed_by IS NOT NULL AND approved_by <> proposed_by) NOT VALID;
