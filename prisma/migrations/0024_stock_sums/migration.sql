-- DropIndex
DROP INDEX "stock_forecast_shop_id_at_stake_idx";

-- DropIndex
DROP INDEX "stock_forecast_shop_id_status_at_stake_idx";

-- AlterTable
ALTER TABLE "stock_forecast" ADD COLUMN "stake_rank" BIGINT NOT NULL DEFAULT -1,
ADD COLUMN "demand_rank" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "stock_run" ADD COLUMN "totals" JSONB;

-- CreateIndex
CREATE INDEX "stock_forecast_by_stake" ON "stock_forecast"("shop_id", "status", "stake_rank", "inventory_item_id", "location_id");

-- CreateIndex
CREATE INDEX "stock_forecast_by_available" ON "stock_forecast"("shop_id", "status", "available", "inventory_item_id", "location_id");

-- CreateIndex
CREATE INDEX "stock_forecast_by_demand" ON "stock_forecast"("shop_id", "status", "demand_rank", "inventory_item_id", "location_id");

-- CreateIndex
CREATE INDEX "stock_forecast_by_reorder" ON "stock_forecast"("shop_id", "status", "quantile95", "inventory_item_id", "location_id");

-- CreateIndex
CREATE INDEX "stock_forecast_by_order" ON "stock_forecast"("shop_id", "status", "order_quantity", "inventory_item_id", "location_id");

-- Below this line: what schema.prisma cannot say. Rows that are there are rewritten with their ranks, which
-- row security does not hide from a change of type.
ALTER TABLE "stock_forecast"
  ALTER COLUMN "stake_rank" TYPE BIGINT USING coalesce("at_stake", -1),
  ALTER COLUMN "demand_rank" TYPE BIGINT USING floor("demand_per_day" * 1000000)::bigint;
