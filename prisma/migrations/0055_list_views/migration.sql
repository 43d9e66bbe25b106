-- CreateTable
CREATE TABLE "list_view" (
    "shop_id" BIGINT NOT NULL,
    "id" TEXT NOT NULL,
    "list" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "chosen" JSONB NOT NULL,

    CONSTRAINT "list_view_pkey" PRIMARY KEY ("shop_id","id")
);

-- Below this line: what schema.prisma cannot say. Walled off as in 0001_start.
DO $$
DECLARE
  bound text := '(SELECT nullif(current_setting(''app.shop_id'', true), '''')::bigint)';
BEGIN
  ALTER TABLE list_view ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  EXECUTE format('CREATE POLICY own_shop ON list_view TO fourfold_app USING (shop_id = %s) WITH CHECK (shop_id = %s)',
    bound, bound);
  GRANT SELECT, INSERT, UPDATE, DELETE ON list_view TO fourfold_app;
END $$;
