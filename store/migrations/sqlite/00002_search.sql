-- +goose Up
CREATE VIRTUAL TABLE words USING fts5 (title, body, content = '', contentless_delete = 1, tokenize = 'ascii');
ALTER TABLE pages ADD COLUMN place INTEGER;

-- +goose Down
ALTER TABLE pages DROP COLUMN place;
DROP TABLE words;
