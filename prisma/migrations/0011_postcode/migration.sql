-- AlterTable
ALTER TABLE "location" ADD COLUMN     "postcode" TEXT;

-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "postcode" TEXT;

-- AlterTable
ALTER TABLE "region_place" ADD COLUMN     "first_postcode" TEXT,
ADD COLUMN     "last_postcode" TEXT;
