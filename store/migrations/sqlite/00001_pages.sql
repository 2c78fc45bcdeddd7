-- +goose Up
CREATE TABLE captures (
	id INTEGER PRIMARY KEY,
	sha256 BLOB NOT NULL UNIQUE,
	size INTEGER NOT NULL,
	packed BLOB NOT NULL
);
CREATE TABLE pages (
	id INTEGER PRIMARY KEY,
	address TEXT NOT NULL UNIQUE,
	latest INTEGER
);
CREATE TABLE versions (
	id INTEGER PRIMARY KEY,
	page INTEGER NOT NULL REFERENCES pages (id),
	number INTEGER NOT NULL,
	capture INTEGER NOT NULL REFERENCES captures (id),
	source TEXT NOT NULL,
	mark BLOB NOT NULL,
	added_at TEXT NOT NULL,
	UNIQUE (page, number)
);
CREATE INDEX versions_mark ON versions (mark);
CREATE TABLE records (
	version INTEGER PRIMARY KEY REFERENCES versions (id),
	outlet TEXT NOT NULL,
	published TEXT NOT NULL,
	language TEXT NOT NULL,
	title TEXT NOT NULL,
	error TEXT NOT NULL,
	packed BLOB NOT NULL,
	signature BLOB
);

-- +goose Down
DROP TABLE records;
DROP TABLE versions;
DROP TABLE pages;
DROP TABLE captures;
