-- CreateTable
CREATE TABLE "region_rule" (
    "shop_id" BIGINT NOT NULL,
    "version" INTEGER NOT NULL,
    "sets" JSONB NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "counted_at" TIMESTAMPTZ(3),

    CONSTRAINT "region_rule_pkey" PRIMARY KEY ("shop_id","version")
);

-- CreateTable
CREATE TABLE "region_place" (
    "shop_id" BIGINT NOT NULL,
    "country" TEXT NOT NULL,
    "rank" INTEGER NOT NULL,
    "province" TEXT,
    "region" TEXT NOT NULL,

    CONSTRAINT "region_place_pkey" PRIMARY KEY ("shop_id","country","rank")
);

-- Below this line: what schema.prisma cannot say. Walled off as in 0001_start.
DO $$
DECLARE
  tenant regclass;
  bound text := '(SELECT nullif(current_setting(''app.shop_id'', true), '''')::bigint)';
BEGIN
  FOREACH tenant IN ARRAY ARRAY['region_rule', 'region_place']::regclass[] LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', tenant);
    EXECUTE format('CREATE POLICY own_shop ON %s TO fourfold_app USING (shop_id = %s) WITH CHECK (shop_id = %s)',
      tenant, bound, bound);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO fourfold_app', tenant);
  END LOOP;
END $$;
