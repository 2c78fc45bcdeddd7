-- +goose Up
CREATE TABLE words (
	place BIGINT PRIMARY KEY,
	terms TSVECTOR NOT NULL
);
CREATE INDEX words_terms ON words USING GIN (terms);
ALTER TABLE pages ADD COLUMN place BIGINT;

-- +goose Down
ALTER TABLE pages DROP COLUMN place;
DROP TABLE words;
