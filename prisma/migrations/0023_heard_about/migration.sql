-- AlterTable
-- How buyers heard of the shop is asked where the merchant wants to know.
ALTER TABLE "survey_setting" ADD COLUMN "asks_heard" BOOLEAN NOT NULL DEFAULT false;
