-- AlterTable
ALTER TABLE "cost_rule" DROP CONSTRAINT "cost_rule_pkey",
ADD COLUMN     "location" TEXT NOT NULL DEFAULT '',
ADD CONSTRAINT "cost_rule_pkey" PRIMARY KEY ("shop_id", "kind", "match", "location", "valid_from");

-- AlterTable
ALTER TABLE "fulfillment" ADD COLUMN     "parcel_key" BIGINT;

-- AlterTable
ALTER TABLE "label_cost" ADD COLUMN     "parcel_key" BIGINT;

-- CreateIndex
CREATE INDEX "fulfillment_shop_id_parcel_key_idx" ON "fulfillment"("shop_id", "parcel_key");

-- CreateIndex
CREATE INDEX "label_cost_shop_id_parcel_key_idx" ON "label_cost"("shop_id", "parcel_key");

-- CreateIndex
CREATE INDEX "label_cost_shop_id_day_idx" ON "label_cost"("shop_id", "day");
