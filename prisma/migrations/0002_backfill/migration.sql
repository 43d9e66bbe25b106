-- CreateTable
CREATE TABLE "backfill" (
    "shop_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "operation_id" TEXT,
    "read_at" TIMESTAMPTZ(3),
    "url" TEXT,
    "partial" BOOLEAN NOT NULL DEFAULT false,
    "objects" BIGINT NOT NULL DEFAULT 0,
    "done" BIGINT NOT NULL DEFAULT 0,
    "position" TEXT NOT NULL DEFAULT '',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "problem" TEXT,

    CONSTRAINT "backfill_pkey" PRIMARY KEY ("shop_id","kind")
);

-- CreateTable
CREATE TABLE "reading" (
    "shop_id" BIGINT NOT NULL,
    "what" TEXT NOT NULL,
    "upto" TIMESTAMPTZ(3) NOT NULL,
    "cursor" TEXT,
    "read_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "problem" TEXT,

    CONSTRAINT "reading_pkey" PRIMARY KEY ("shop_id","what")
);

-- CreateTable
CREATE TABLE "reconcile" (
    "shop_id" BIGINT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "checked" INTEGER NOT NULL DEFAULT 0,
    "missing" INTEGER NOT NULL DEFAULT 0,
    "stale" INTEGER NOT NULL DEFAULT 0,
    "repaired" INTEGER NOT NULL DEFAULT 0,
    "problem" TEXT,

    CONSTRAINT "reconcile_pkey" PRIMARY KEY ("shop_id","started_at","kind")
);

-- Below this line: what schema.prisma cannot say. Walled off as in 0001_start.
DO $$
DECLARE
  tenant regclass;
  bound text := '(SELECT nullif(current_setting(''app.shop_id'', true), '''')::bigint)';
BEGIN
  FOREACH tenant IN ARRAY ARRAY['backfill', 'reading', 'reconcile']::regclass[] LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', tenant);
    EXECUTE format('CREATE POLICY own_shop ON %s TO fourfold_app USING (shop_id = %s) WITH CHECK (shop_id = %s)',
      tenant, bound, bound);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO fourfold_app', tenant);
  END LOOP;
END $$;
