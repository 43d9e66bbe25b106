-- CreateTable
CREATE TABLE "price_change" (
    "shop_id" BIGINT NOT NULL,
    "variant_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "before" BIGINT NOT NULL,
    "after" BIGINT NOT NULL,

    CONSTRAINT "price_change_pkey" PRIMARY KEY ("shop_id","variant_id","at")
);

-- CreateIndex
CREATE INDEX "price_change_shop_id_at_idx" ON "price_change"("shop_id", "at");

-- Below this line: what schema.prisma cannot say. Walled off as in 0001_start.
DO $$
DECLARE
  bound text := '(SELECT nullif(current_setting(''app.shop_id'', true), '''')::bigint)';
BEGIN
  ALTER TABLE price_change ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  EXECUTE format('CREATE POLICY own_shop ON price_change TO fourfold_app USING (shop_id = %s) WITH CHECK (shop_id = %s)',
    bound, bound);
  GRANT SELECT, INSERT, UPDATE, DELETE ON price_change TO fourfold_app;
END $$;
