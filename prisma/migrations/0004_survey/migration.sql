-- CreateTable
CREATE TABLE "survey_setting" (
    "shop_id" BIGINT NOT NULL,
    "asks_csat" BOOLEAN NOT NULL,
    "asks_nps" BOOLEAN NOT NULL,
    "main_language" TEXT NOT NULL,

    CONSTRAINT "survey_setting_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "survey_word" (
    "shop_id" BIGINT NOT NULL,
    "language" TEXT NOT NULL,
    "word" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "survey_word_pkey" PRIMARY KEY ("shop_id","language","word")
);

-- Below this line: what schema.prisma cannot say. Walled off as in 0001_start.
DO $$
DECLARE
  tenant regclass;
  bound text := '(SELECT nullif(current_setting(''app.shop_id'', true), '''')::bigint)';
BEGIN
  FOREACH tenant IN ARRAY ARRAY['survey_setting', 'survey_word']::regclass[] LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', tenant);
    EXECUTE format('CREATE POLICY own_shop ON %s TO fourfold_app USING (shop_id = %s) WITH CHECK (shop_id = %s)',
      tenant, bound, bound);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO fourfold_app', tenant);
  END LOOP;
END $$;
