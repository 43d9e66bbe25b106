-- CreateTable
CREATE TABLE "milestone" (
    "shop_id" BIGINT NOT NULL,
    "kpi" TEXT NOT NULL,
    "days" INTEGER NOT NULL,
    "value" DECIMAL NOT NULL,
    "words" TEXT NOT NULL,
    "from_day" DATE NOT NULL,
    "reached_day" DATE,
    "reached" JSONB,

    CONSTRAINT "milestone_pkey" PRIMARY KEY ("shop_id","kpi","days","value")
);

-- Below this line: what schema.prisma cannot say. Walled off as in 0001_start.
DO $$
DECLARE
  bound text := '(SELECT nullif(current_setting(''app.shop_id'', true), '''')::bigint)';
BEGIN
  ALTER TABLE milestone ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  EXECUTE format('CREATE POLICY own_shop ON milestone TO fourfold_app USING (shop_id = %s) WITH CHECK (shop_id = %s)',
    bound, bound);
  GRANT SELECT, INSERT, UPDATE, DELETE ON milestone TO fourfold_app;
END $$;
