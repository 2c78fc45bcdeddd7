-- +goose Up
CREATE TABLE inbox (
	id INTEGER PRIMARY KEY AUTOINCREMENT, -- no batch is called as an older one was
	batch INTEGER NOT NULL,
	capture INTEGER NOT NULL REFERENCES captures (id),
	source TEXT NOT NULL,
	mark BLOB NOT NULL UNIQUE
);
CREATE INDEX inbox_batch ON inbox (batch);
CREATE INDEX inbox_capture ON inbox (capture);

-- +goose Down
DROP TABLE inbox;
