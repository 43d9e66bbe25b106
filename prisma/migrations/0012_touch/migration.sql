-- AlterTable
-- What led to an order is told again and again without changing: what is surer wins, not what is newer.
ALTER TABLE "order_touch" DROP COLUMN "triggered_at",
DROP COLUMN "updated_at";
