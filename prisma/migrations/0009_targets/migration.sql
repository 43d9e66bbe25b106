-- What a target's value is: a level, a fraction more than the period or the month before, or the lower edge
-- of a band. The red line and the weight are what scores are made with.
ALTER TABLE "target" ADD COLUMN "kind" TEXT NOT NULL DEFAULT 'absolute';
ALTER TABLE "target" ADD COLUMN "high" DECIMAL;
ALTER TABLE "target" ADD COLUMN "red" DECIMAL;
ALTER TABLE "target" ADD COLUMN "weight" DECIMAL NOT NULL DEFAULT 1;
