-- AlterTable
ALTER TABLE "access_key" ADD COLUMN     "last_used_at" TIMESTAMPTZ(3);
