-- Who was redacted until now: a shop cannot delete a customer that has orders, so of those that are gone
-- whoever orders name was redacted.
INSERT INTO tombstone (shop_id, kind, id, at)
SELECT shop_id, 'redacted-customer', id, at FROM tombstone WHERE kind = 'customer'
ON CONFLICT DO NOTHING;
