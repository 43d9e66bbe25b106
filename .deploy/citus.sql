-- Past one machine: the tables of shops spread over a Citus cluster by shop_id, the app unchanged.
--
--   psql -v ON_ERROR_STOP=1 -f .deploy/citus.sql postgres://superuser@coordinator/fourfold
--
-- On the coordinator, as superuser, with the app stopped, its migrations applied and the workers added
-- (citus_add_node). Every later migration that makes a table of shops is followed by this file again: what is
-- distributed already stays as it is. Tests hold its lists against the catalogue.
--
-- Tried on three nodes of Citus 13.0.5 (Postgres 15): guarded upserts, writable CTEs of one shop, COPY into an
-- unlogged table and on from there, row-level security by SET LOCAL, rollups. Not tried: this file as a whole;
-- temporary tables joined with those of a shop, as the reading of a history does; a shop named as
-- (SELECT $1::bigint), as the ledger's statements do; the door's functions that look across shops.
--
-- Not distributed: Shopify's sessions, Prisma's list of migrations and the job queue, whose
-- FOR UPDATE SKIP LOCKED names no shop.

CREATE EXTENSION IF NOT EXISTS citus;
-- set_config('app.shop_id', …, true) inside a transaction has to reach the workers.
ALTER SYSTEM SET citus.propagate_set_commands = 'local';
SELECT pg_reload_conf();

-- Policies of distributed tables may hold no sub-select. What they compare with is the same.
SELECT format('ALTER POLICY own_shop ON %I USING (%I = %s) WITH CHECK (%I = %s)', tablename, key, bound, key, bound)
FROM pg_policies,
  LATERAL (SELECT CASE tablename WHEN 'shop' THEN 'id' ELSE 'shop_id' END AS key,
    'nullif(current_setting(''app.shop_id'', true), '''')::bigint' AS bound) AS same
WHERE schemaname = 'public' AND policyname = 'own_shop' ORDER BY tablename
\gexec

-- A table with a foreign key to another of shops is distributed first and gets the key afterwards.
CREATE TEMP TABLE kept_key AS
SELECT conrelid::regclass::text AS of, conname AS name, pg_get_constraintdef(oid) AS definition
FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace;

SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', of, name) FROM kept_key ORDER BY of, name
\gexec

-- Every worker holds all shops: each statement of a shop may ask for its zone and currency.
SELECT 'SELECT create_reference_table(''shop'')'
WHERE NOT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = 'shop'::regclass)
\gexec

SELECT 'SELECT create_distributed_table(''orders'', ''shop_id'')'
WHERE NOT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = 'orders'::regclass)
\gexec

-- A shop's rows of all tables lie on one worker.
SELECT format('SELECT create_distributed_table(%L, ''shop_id'', colocate_with => ''orders'')', t.oid::regclass)
FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'shop_id' AND NOT a.attisdropped
WHERE t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p') AND t.relname <> 'orders'
  AND NOT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = t.oid)
ORDER BY t.relname
\gexec

SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s', of, name, definition) FROM kept_key ORDER BY of, name
\gexec
