-- DropIndex
DROP INDEX "fulfillment_shop_id_order_ref_idx";

-- DropIndex
DROP INDEX "orders_shop_id_location_id_idx";

-- Below this line: what schema.prisma cannot say. By its order's name only a parcel that waits for its order is
-- looked for, and few orders have a location: a history's writes need not keep the others in an index.
CREATE INDEX "fulfillment_waiting" ON "fulfillment" ("shop_id", "order_ref") WHERE "order_id" IS NULL;
CREATE INDEX "orders_of_location" ON "orders" ("shop_id", "location_id") WHERE "location_id" IS NOT NULL;
