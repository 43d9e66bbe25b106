-- CreateTable
CREATE TABLE "alert" (
    "shop_id" BIGINT NOT NULL,
    "kpi" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "kind" TEXT NOT NULL,
    "side" TEXT NOT NULL,
    "days" INTEGER NOT NULL,
    "came" DOUBLE PRECISION NOT NULL,
    "expected" DOUBLE PRECISION NOT NULL,
    "low" DOUBLE PRECISION,
    "high" DOUBLE PRECISION,
    "raised_at" TIMESTAMPTZ(3) NOT NULL,
    "flow" TEXT NOT NULL DEFAULT 'none',
    "flow_tries" INTEGER NOT NULL DEFAULT 0,
    "flow_words" TEXT,

    CONSTRAINT "alert_pkey" PRIMARY KEY ("shop_id","kpi","day","kind")
);

-- CreateTable
CREATE TABLE "watched" (
    "shop_id" BIGINT NOT NULL,
    "kpi" TEXT NOT NULL,
    "smallest" DOUBLE PRECISION,
    "days" INTEGER NOT NULL,
    "raised" INTEGER NOT NULL,
    "to_day" DATE NOT NULL,

    CONSTRAINT "watched_pkey" PRIMARY KEY ("shop_id","kpi")
);

-- CreateTable
CREATE TABLE "task" (
    "shop_id" BIGINT NOT NULL,
    "id" TEXT NOT NULL,
    "kpi" TEXT NOT NULL,
    "alert_day" DATE,
    "alert_kind" TEXT,
    "words" TEXT NOT NULL DEFAULT '',
    "owner" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "task_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateIndex
CREATE INDEX "task_shop_id_done_at_created_at_idx" ON "task"("shop_id", "done_at", "created_at");

-- Below this line: what schema.prisma cannot say. Walled off as in 0001_start.
DO $$
DECLARE
  tenant regclass;
  bound text := '(SELECT nullif(current_setting(''app.shop_id'', true), '''')::bigint)';
BEGIN
  FOREACH tenant IN ARRAY ARRAY['alert', 'watched', 'task']::regclass[] LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', tenant);
    EXECUTE format('CREATE POLICY own_shop ON %s TO fourfold_app USING (shop_id = %s) WITH CHECK (shop_id = %s)',
      tenant, bound, bound);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO fourfold_app', tenant);
  END LOOP;
END $$;
