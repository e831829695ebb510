-- Institutions count and ministries match by programme.

CREATE INDEX preference_programme ON preference (programme_id);
