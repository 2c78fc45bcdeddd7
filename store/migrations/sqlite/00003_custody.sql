-- +goose Up
CREATE TABLE log (
	n INTEGER PRIMARY KEY,
	entry TEXT NOT NULL,
	hashes BLOB NOT NULL
);
CREATE TABLE log_head (
	size INTEGER NOT NULL
);
INSERT INTO log_head (size) VALUES (0);
CREATE INDEX versions_capture ON versions (capture);

-- +goose Down
DROP INDEX versions_capture;
DROP TABLE log_head;
DROP TABLE log;
