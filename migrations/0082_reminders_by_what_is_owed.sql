-- Who is told of a fee, and of a form that came back.

SET LOCAL portal.actor_kind = 'system';

-- Whether the standing list of preferences is not empty and its fee is not paid, also where no bill is frozen yet: that is
-- only once the candidate begins to pay.
CREATE FUNCTION owes_preference_fee(of_candidate uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN EXISTS (SELECT FROM preference WHERE list_version_id = (
            SELECT id FROM preference_list_version AS list WHERE list.candidate_id = of_candidate
            ORDER BY number DESC LIMIT 1))
        AND NOT EXISTS (SELECT FROM bill WHERE bill.candidate_id = of_candidate AND paid_at IS NOT NULL);

-- Whether the unit sent the form back and it was not submitted again since.
CREATE FUNCTION is_returned_registration(of_registration uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce((SELECT to_state FROM exam_registration_event
        WHERE registration_id = of_registration AND to_state IN ('submitted', 'rejected')
        ORDER BY at DESC, id DESC LIMIT 1) = 'rejected', false);

-- Forms that came back have a round of their own: they have time until the review closes.
ALTER TABLE reminder_round
    DROP CONSTRAINT reminder_round_step_ck,
    ADD CONSTRAINT reminder_round_step_ck
        CHECK (step IN ('registration', 'return', 'signature', 'preferences', 'payment', 'enrolment'));
