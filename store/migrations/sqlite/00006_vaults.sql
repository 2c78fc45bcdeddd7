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
	vault INTEGER NOT NULL REFERENCES vaults (id),
	sha256 BLOB NOT NULL,
	PRIMARY KEY (vault, sha256)
);
ALTER TABLE captures ADD COLUMN vault INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE captures DROP COLUMN vault;
DROP TABLE removals;
DROP TABLE vaults;
