-- How many deliveries lie in the inbox, over all shops, for /metrics: counts and an age, nothing of a shop.
CREATE FUNCTION inbox_depth() RETURNS TABLE (state text, deliveries bigint, oldest timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT inbox.state, count(*), min(inbox.received_at) FROM inbox GROUP BY inbox.state $$;

-- Handed to the door as in 0001_start.
DO $$
BEGIN
  EXECUTE format('GRANT fourfold_door TO %I', current_user);
  GRANT CREATE ON SCHEMA public TO fourfold_door;
  REVOKE ALL ON FUNCTION inbox_depth() FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION inbox_depth() TO fourfold_app;
  ALTER FUNCTION inbox_depth() OWNER TO fourfold_door;
  REVOKE CREATE ON SCHEMA public FROM fourfold_door;
END $$;
