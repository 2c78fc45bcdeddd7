-- +goose Up
CREATE VIRTUAL TABLE words USING fts5 (title, body, content = '', contentless_delete = 1, tokenize = 'ascii');

-- +goose Down
DROP TABLE words;
