-- AlterTable
ALTER TABLE "stock_run" ADD COLUMN "replay" JSONB;
