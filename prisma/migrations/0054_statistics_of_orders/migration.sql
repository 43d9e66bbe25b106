-- What schema.prisma cannot say: a column that was filled for all rows has no statistics, and a large shop's list
-- of open orders would be planned as if half of its orders were open until the table is looked at by itself. Where
-- it never was, it is looked at once a first history has filled it.
DO $$ BEGIN
  IF (SELECT reltuples > 0 FROM pg_class WHERE oid = '"orders"'::regclass) THEN
    ANALYZE "orders";
  END IF;
END $$;
