-- CreateTable
CREATE TABLE "label_cost" (
    "shop_id" BIGINT NOT NULL,
    "order_ref" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "carrier" TEXT,
    "tracking" TEXT,
    "amount" DECIMAL NOT NULL,
    "told_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "label_cost_pkey" PRIMARY KEY ("shop_id","order_ref","label")
);

-- Below this line: what schema.prisma cannot say. Walled off as in 0001_start.
DO $$
DECLARE
  bound text := '(SELECT nullif(current_setting(''app.shop_id'', true), '''')::bigint)';
BEGIN
  ALTER TABLE label_cost ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  EXECUTE format('CREATE POLICY own_shop ON label_cost TO fourfold_app USING (shop_id = %s) WITH CHECK (shop_id = %s)',
    bound, bound);
  GRANT SELECT, INSERT, UPDATE, DELETE ON label_cost TO fourfold_app;
END $$;
