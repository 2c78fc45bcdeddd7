-- +goose Up
-- Who may come in where users are demanded. Nobody is ever taken out, only
-- disabled: what they did goes by their name.
CREATE TABLE users (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	role TEXT NOT NULL,
	password TEXT NOT NULL, -- argon2id in PHC form; empty: none lets them in
	issuer TEXT NOT NULL, -- of OpenID Connect; empty: it does not vouch for them
	subject TEXT NOT NULL,
	era INTEGER NOT NULL, -- sessions of another one are over
	created_at TEXT NOT NULL,
	disabled_at TEXT NOT NULL -- empty: they are not
);
CREATE UNIQUE INDEX users_subject ON users (issuer, subject) WHERE issuer <> '';
CREATE TABLE tokens (
	digest BLOB PRIMARY KEY,
	owner INTEGER NOT NULL REFERENCES users (id),
	created_at TEXT NOT NULL
);
CREATE TABLE sessions (
	digest TEXT PRIMARY KEY,
	data BLOB NOT NULL,
	ended INTEGER NOT NULL, -- 1: nothing brings it back
	expires INTEGER NOT NULL -- seconds since 1970
);
CREATE INDEX sessions_expires ON sessions (expires);

-- +goose Down
DROP TABLE sessions;
DROP TABLE tokens;
DROP TABLE users;
