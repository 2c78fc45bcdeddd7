-- +goose Up
CREATE TABLE words (
	page BIGINT PRIMARY KEY REFERENCES pages (id),
	terms TSVECTOR NOT NULL
);
CREATE INDEX words_terms ON words USING GIN (terms);

-- +goose Down
DROP TABLE words;
