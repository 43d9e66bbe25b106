-- AlterTable
ALTER TABLE "fulfillment_order" ADD COLUMN "location_id" TEXT;

-- AlterTable
ALTER TABLE "orders" ADD COLUMN "to_send" TEXT,
ADD COLUMN "send_from" TEXT;

-- Below this line: what schema.prisma cannot say. Until orders are derived again those that were listed so far
-- are open; what is held or sent in part is known once they are.
UPDATE "orders" SET "to_send" = 'open'
WHERE "counted" AND "ship_eligible" AND "cancelled_at" IS NULL AND "shipped_at" IS NULL
  AND "financial_status" <> 'refunded';

-- The list of open orders in its order, and all that its sums are made of: by what was promised, then the others.
CREATE INDEX "orders_to_send_due" ON "orders" ("shop_id", "due_at", "id" COLLATE "C")
  INCLUDE ("to_send", "send_from", "gross", "discounts") WHERE "to_send" IS NOT NULL;
CREATE INDEX "orders_to_send_unpromised" ON "orders" ("shop_id", "processed_at", "id" COLLATE "C")
  INCLUDE ("to_send", "send_from", "gross", "discounts", "sale_day") WHERE "to_send" IS NOT NULL AND "due_at" IS NULL;
