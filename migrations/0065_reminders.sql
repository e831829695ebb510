-- Reminders of what a candidate has not finished before its window closes.

SET LOCAL portal.actor_kind = 'system';

INSERT INTO season_setting (season, name, value, is_verified, source)
SELECT year, 'reminder_minutes', '10080 4320 1440 180', false, 'Đề xuất của Cổng: 7, 3 và 1 ngày, 3 giờ trước hạn' FROM season
ON CONFLICT ON CONSTRAINT season_setting_pk DO NOTHING;

-- A round of reminders: what is to be done by when, and how long before. Candidates are told by id, up to told_after.
CREATE TABLE reminder_round (
    season smallint NOT NULL CONSTRAINT reminder_round_season_fk REFERENCES season,
    step text NOT NULL CONSTRAINT reminder_round_step_ck
        CHECK (step IN ('registration', 'signature', 'preferences', 'payment', 'enrolment')),
    province_group smallint NOT NULL,
    closes_at timestamptz NOT NULL,
    minutes_before integer NOT NULL CONSTRAINT reminder_round_minutes_ck CHECK (minutes_before > 0),
    told_after uuid,
    told_at timestamptz,
    CONSTRAINT reminder_round_pk PRIMARY KEY (season, step, province_group, closes_at, minutes_before)
);
GRANT SELECT, INSERT, UPDATE (told_after, told_at) ON reminder_round TO portal_app;
ALTER TABLE reminder_round ENABLE ROW LEVEL SECURITY;
ALTER TABLE reminder_round FORCE ROW LEVEL SECURITY;
CREATE POLICY all_by_system ON reminder_round USING ((SELECT acts_as('system')));
