-- Which files a registration needs, and how large they may be. A season that is under way goes on without.
INSERT INTO season_setting (season, name, value, is_verified, source)
SELECT year, name, value, false, 'decision of this portal' FROM season
CROSS JOIN (VALUES ('asks_portrait', 'no'), ('asks_evidence', 'no'), ('portrait_max_bytes', '5242880'),
    ('evidence_max_bytes', '5242880'), ('evidence_max_files', '5')) AS added (name, value)
ON CONFLICT ON CONSTRAINT season_setting_pk DO NOTHING;
