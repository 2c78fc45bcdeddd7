-- +goose Up
CREATE TABLE vaults (
	id INTEGER PRIMARY KEY,
	address TEXT NOT NULL UNIQUE,
	owner TEXT NOT NULL DEFAULT '',
	chosen INTEGER NOT NULL,
	removed INTEGER NOT NULL DEFAULT 0
);
INSERT INTO vaults (id, address, chosen) VALUES (0, 'database', 0);
CREATE TABLE removals (
	vault INTEGER NOT NULL,
	sha256 BLOB NOT NULL,
	PRIMARY KEY (vault, sha256)
);
ALTER TABLE captures ADD COLUMN vault INTEGER NOT NULL DEFAULT 0;
ALTER TABLE statements ADD COLUMN role TEXT NOT NULL DEFAULT '';
ALTER TABLE pages ADD COLUMN agencies TEXT NOT NULL DEFAULT '';
ALTER TABLE pages ADD COLUMN places TEXT; -- none if the page was read before there was this column

-- +goose Down
ALTER TABLE pages DROP COLUMN places;
ALTER TABLE pages DROP COLUMN agencies;
ALTER TABLE statements DROP COLUMN role;
ALTER TABLE captures DROP COLUMN vault;
DROP TABLE removals;
DROP TABLE vaults;
