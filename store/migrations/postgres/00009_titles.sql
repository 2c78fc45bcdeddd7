-- +goose Up
-- Terms of the title stand there a second time, with a mark: see Terms.
UPDATE words SET terms = (coalesce(
	(SELECT string_agg('''§' || t.lexeme || ''':' || p.position, ' ') FROM unnest(terms) t, unnest(t.positions, t.weights) p (position, weight) WHERE p.weight = 'A'), '')
	|| ' ' || terms::text)::tsvector;

-- +goose Down
UPDATE words SET terms = ts_delete(terms, ARRAY(SELECT t.lexeme FROM unnest(terms) t WHERE t.lexeme LIKE '§%'));
