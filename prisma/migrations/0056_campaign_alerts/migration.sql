-- A campaign that loses money is told with its name and where its money would do better.
ALTER TABLE "alert" ADD COLUMN "campaign" JSONB;
