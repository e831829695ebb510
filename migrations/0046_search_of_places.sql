-- Communes and schools are found by words: lower case, without diacritics; filled while loading.

ALTER TABLE province ADD COLUMN search_text text NOT NULL DEFAULT '';
ALTER TABLE commune ADD COLUMN search_text text NOT NULL DEFAULT '';
