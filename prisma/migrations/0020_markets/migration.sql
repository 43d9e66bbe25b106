-- A target may be of one part of the shop alone: of a region (an own one, a place, or `other`: what is in no
-- own region) or of a channel. Both empty: of all of it.
ALTER TABLE "target" ADD COLUMN "part_by" TEXT NOT NULL DEFAULT '';
ALTER TABLE "target" ADD COLUMN "part_key" TEXT NOT NULL DEFAULT '';
ALTER TABLE "target" DROP CONSTRAINT "target_pkey";
ALTER TABLE "target" ADD CONSTRAINT "target_pkey"
  PRIMARY KEY ("shop_id", "kpi", "part_by", "part_key", "from", "to");
