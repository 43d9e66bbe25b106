-- CreateTable
CREATE TABLE "kept_pattern" (
    "shop_id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "from_day" DATE NOT NULL,
    "to_day" DATE NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "kept_pattern_pkey" PRIMARY KEY ("shop_id","name")
);

-- Below this line: what schema.prisma cannot say.

-- Walled off as in 0001_start.
DO $$
DECLARE
  bound text := '(SELECT nullif(current_setting(''app.shop_id'', true), '''')::bigint)';
BEGIN
  ALTER TABLE kept_pattern ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  EXECUTE format('CREATE POLICY own_shop ON kept_pattern TO fourfold_app USING (shop_id = %s) WITH CHECK (shop_id = %s)',
    bound, bound);
  GRANT SELECT, INSERT, UPDATE, DELETE ON kept_pattern TO fourfold_app;
END $$;
