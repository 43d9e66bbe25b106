-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "charged" BIGINT,
ADD COLUMN     "payment_gateway" TEXT,
ADD COLUMN     "weight_grams" INTEGER;

-- AlterTable
ALTER TABLE "shop" ADD COLUMN     "has_cost_rules" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "cost_rule" (
    "shop_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "match" TEXT NOT NULL,
    "valid_from" DATE NOT NULL,
    "percent" DECIMAL NOT NULL,
    "per_order" DECIMAL NOT NULL,
    "per_line" DECIMAL NOT NULL,
    "per_unit" DECIMAL NOT NULL,
    "per_kg" DECIMAL NOT NULL,
    "told_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cost_rule_pkey" PRIMARY KEY ("shop_id","kind","match","valid_from")
);

-- Below this line: what schema.prisma cannot say. Walled off as in 0001_start.
DO $$
DECLARE
  bound text := '(SELECT nullif(current_setting(''app.shop_id'', true), '''')::bigint)';
BEGIN
  ALTER TABLE "cost_rule" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  EXECUTE format('CREATE POLICY own_shop ON cost_rule TO fourfold_app USING (shop_id = %s) WITH CHECK (shop_id = %s)',
    bound, bound);
  GRANT SELECT, INSERT, UPDATE, DELETE ON "cost_rule" TO fourfold_app;
END $$;
