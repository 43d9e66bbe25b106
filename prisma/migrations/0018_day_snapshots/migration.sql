-- The headline that the merchant chose; null: ours.
ALTER TABLE "shop" ADD COLUMN "headline" TEXT[];

-- CreateTable
CREATE TABLE "day_record" (
    "shop_id" BIGINT NOT NULL,
    "day" DATE NOT NULL,
    "revision" INTEGER NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "values" JSONB NOT NULL,
    "was" JSONB,
    "facts" JSONB NOT NULL,
    "why" JSONB,

    CONSTRAINT "day_record_pkey" PRIMARY KEY ("shop_id","day","revision")
);

-- CreateTable
CREATE TABLE "day_closing" (
    "shop_id" BIGINT NOT NULL,
    "closed_to" DATE NOT NULL,
    "mark" BIGINT NOT NULL,

    CONSTRAINT "day_closing_pkey" PRIMARY KEY ("shop_id")
);

-- Below this line: what schema.prisma cannot say. Walled off as in 0001_start.
DO $$
DECLARE
  tenant regclass;
  bound text := '(SELECT nullif(current_setting(''app.shop_id'', true), '''')::bigint)';
BEGIN
  FOREACH tenant IN ARRAY ARRAY['day_record', 'day_closing']::regclass[] LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', tenant);
    EXECUTE format('CREATE POLICY own_shop ON %s TO fourfold_app USING (shop_id = %s) WITH CHECK (shop_id = %s)',
      tenant, bound, bound);
    EXECUTE format('GRANT SELECT, INSERT, DELETE ON %s TO fourfold_app', tenant);
  END LOOP;
END $$;

-- What a day was recorded as is never changed: the app may not update it, only add what it is now, and erase
-- it with the shop.
GRANT UPDATE ON day_closing TO fourfold_app;
