-- CreateTable
CREATE TABLE "spend" (
    "shop_id" BIGINT NOT NULL,
    "day" DATE NOT NULL,
    "platform" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "campaign" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "original" BIGINT NOT NULL,
    "rate" DECIMAL,
    "amount" BIGINT,
    "told_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "spend_pkey" PRIMARY KEY ("shop_id","day","platform","channel","campaign")
);

-- CreateTable
CREATE TABLE "currency_rate" (
    "shop_id" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "rate" DECIMAL NOT NULL,
    "told_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "currency_rate_pkey" PRIMARY KEY ("shop_id","currency","day")
);

-- CreateTable
CREATE TABLE "order_touch" (
    "shop_id" BIGINT NOT NULL,
    "order_id" TEXT NOT NULL,
    "grade" INTEGER NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "triggered_at" TIMESTAMPTZ(3) NOT NULL,
    "hash" TEXT NOT NULL,
    "first_channel" TEXT NOT NULL,
    "first_campaign" TEXT,
    "last_channel" TEXT NOT NULL,
    "last_campaign" TEXT,

    CONSTRAINT "order_touch_pkey" PRIMARY KEY ("shop_id","order_id")
);

-- Below this line: what schema.prisma cannot say. Walled off as in 0001_start.
DO $$
DECLARE
  tenant regclass;
  bound text := '(SELECT nullif(current_setting(''app.shop_id'', true), '''')::bigint)';
BEGIN
  FOREACH tenant IN ARRAY ARRAY['spend', 'currency_rate', 'order_touch']::regclass[] LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', tenant);
    EXECUTE format('CREATE POLICY own_shop ON %s TO fourfold_app USING (shop_id = %s) WITH CHECK (shop_id = %s)',
      tenant, bound, bound);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO fourfold_app', tenant);
  END LOOP;
END $$;
