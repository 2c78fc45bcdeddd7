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
CREATE TABLE statements (
	version INTEGER NOT NULL REFERENCES versions (id),
	n INTEGER NOT NULL,
	speaker TEXT NOT NULL,
	speaker_words TEXT NOT NULL,
	speaker_kind TEXT NOT NULL,
	kind TEXT NOT NULL,
	act TEXT NOT NULL,
	chain TEXT NOT NULL,
	content TEXT NOT NULL,
	PRIMARY KEY (version, n)
);
CREATE TABLE figures (
	version INTEGER NOT NULL REFERENCES versions (id),
	n INTEGER NOT NULL,
	value REAL,
	low REAL,
	high REAL,
	bound TEXT NOT NULL,
	unit TEXT NOT NULL,
	words TEXT NOT NULL,
	counted TEXT NOT NULL,
	counted_words TEXT NOT NULL,
	PRIMARY KEY (version, n)
);
CREATE TABLE events (
	version INTEGER NOT NULL REFERENCES versions (id),
	n INTEGER NOT NULL,
	first_day TEXT NOT NULL,
	last_day TEXT NOT NULL,
	stated TEXT NOT NULL,
	modality TEXT NOT NULL,
	what TEXT NOT NULL,
	what_words TEXT NOT NULL,
	PRIMARY KEY (version, n)
);
CREATE INDEX events_first_day ON events (first_day);

-- +goose Down
DROP TABLE events;
DROP TABLE figures;
DROP TABLE statements;
DROP TABLE records;
DROP TABLE versions;
DROP TABLE pages;
DROP TABLE captures;
