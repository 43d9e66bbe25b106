-- AlterTable
ALTER TABLE "task" ADD COLUMN     "split" TEXT,
ADD COLUMN     "part" TEXT,
ADD COLUMN     "effect" TEXT;

-- CreateTable
CREATE TABLE "kpi_owner" (
    "shop_id" BIGINT NOT NULL,
    "kpi" TEXT NOT NULL,
    "owner" TEXT NOT NULL,

    CONSTRAINT "kpi_owner_pkey" PRIMARY KEY ("shop_id","kpi")
);

-- Below this line: what schema.prisma cannot say. Walled off as in 0001_start.
DO $$
DECLARE
  bound text := '(SELECT nullif(current_setting(''app.shop_id'', true), '''')::bigint)';
BEGIN
  ALTER TABLE kpi_owner ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  EXECUTE format('CREATE POLICY own_shop ON kpi_owner TO fourfold_app USING (shop_id = %s) WITH CHECK (shop_id = %s)',
    bound, bound);
  GRANT SELECT, INSERT, UPDATE, DELETE ON kpi_owner TO fourfold_app;
END $$;
