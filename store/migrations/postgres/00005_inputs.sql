-- +goose Up
CREATE TABLE inputs (
	given BYTEA NOT NULL,
	path BYTEA NOT NULL,
	size BIGINT NOT NULL,
	changed BIGINT NOT NULL,
	pages BIGINT NOT NULL,
	PRIMARY KEY (given, path)
);
CREATE TABLE inputs_forgotten (
	times BIGINT NOT NULL
);
INSERT INTO inputs_forgotten (times) VALUES (0);

-- +goose Down
DROP TABLE inputs_forgotten;
DROP TABLE inputs;
