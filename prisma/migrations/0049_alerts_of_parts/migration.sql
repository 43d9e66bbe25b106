-- A target of a region or a channel that was missed is told beside the whole shop's.
ALTER TABLE "alert" ADD COLUMN "part_by" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "part_key" TEXT NOT NULL DEFAULT '',
  DROP CONSTRAINT "alert_pkey",
  ADD CONSTRAINT "alert_pkey" PRIMARY KEY ("shop_id", "kpi", "day", "kind", "part_by", "part_key");
