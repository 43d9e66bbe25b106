-- CreateTable
CREATE TABLE "placement" (
    "shop_id" BIGINT NOT NULL,
    "product" TEXT NOT NULL,
    "field" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "digest" TEXT,
    "state" TEXT NOT NULL,
    "words" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "placement_pkey" PRIMARY KEY ("shop_id","product","field")
);

-- CreateTable
CREATE TABLE "placement_due" (
    "shop_id" BIGINT NOT NULL,
    "product" TEXT NOT NULL,
    "mark" BIGINT NOT NULL,

    CONSTRAINT "placement_due_pkey" PRIMARY KEY ("shop_id","product")
);

-- CreateTable
CREATE TABLE "placement_state" (
    "shop_id" BIGINT NOT NULL,
    "installed_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "products" INTEGER NOT NULL,
    "refused" INTEGER NOT NULL,
    "kept" INTEGER NOT NULL,
    "words" TEXT,
    "next_at" TIMESTAMPTZ(3),
    "discovery_words" TEXT,
    "discovery_at" TIMESTAMPTZ(3),

    CONSTRAINT "placement_state_pkey" PRIMARY KEY ("shop_id")
);

-- CreateIndex
CREATE INDEX "placement_shop_id_state_idx" ON "placement"("shop_id", "state");

-- Below this line: what schema.prisma cannot say.

-- Walled off as in 0001_start.
DO $$
DECLARE
  tenant regclass;
  bound text := '(SELECT nullif(current_setting(''app.shop_id'', true), '''')::bigint)';
BEGIN
  FOREACH tenant IN ARRAY ARRAY['placement', 'placement_due', 'placement_state']::regclass[]
  LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', tenant);
    EXECUTE format('CREATE POLICY own_shop ON %s TO fourfold_app USING (shop_id = %s) WITH CHECK (shop_id = %s)',
      tenant, bound, bound);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO fourfold_app', tenant);
  END LOOP;
END $$;
