-- AlterTable
ALTER TABLE "fulfillment_order" ADD COLUMN "location_id" TEXT;

-- AlterTable
ALTER TABLE "orders" ADD COLUMN "to_send" TEXT,
ADD COLUMN "send_from" TEXT;

-- Below this line: what schema.prisma cannot say. What was listed so far is open or held; the rest of orders sent
-- in part is known once they are derived again.
UPDATE "orders" SET "to_send" = 'open'
WHERE "counted" AND "ship_eligible" AND "cancelled_at" IS NULL AND "shipped_at" IS NULL
  AND "financial_status" <> 'refunded';
UPDATE "orders" o SET "to_send" = 'held' FROM (
  SELECT "shop_id", "order_id" FROM "fulfillment_order"
  WHERE "status" IN ('open', 'in_progress', 'scheduled', 'on_hold')
  GROUP BY "shop_id", "order_id" HAVING bool_and("status" = 'on_hold')) h
WHERE o."shop_id" = h."shop_id" AND o."id" = h."order_id" AND o."to_send" = 'open';

-- The list of open orders in its order, and all that its sums are made of: by what was promised, then the others.
CREATE INDEX "orders_to_send_due" ON "orders" ("shop_id", "due_at", "id" COLLATE "C")
  INCLUDE ("to_send", "send_from", "gross", "discounts") WHERE "to_send" IS NOT NULL;
CREATE INDEX "orders_to_send_unpromised" ON "orders" ("shop_id", "processed_at", "id" COLLATE "C")
  INCLUDE ("to_send", "send_from", "gross", "discounts", "sale_day") WHERE "to_send" IS NOT NULL AND "due_at" IS NULL;
