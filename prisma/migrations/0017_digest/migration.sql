-- CreateTable
CREATE TABLE "digest" (
    "shop_id" BIGINT NOT NULL,
    "week" DATE NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "content" TEXT NOT NULL,

    CONSTRAINT "digest_pkey" PRIMARY KEY ("shop_id","week")
);

-- CreateTable
CREATE TABLE "digest_reader" (
    "shop_id" BIGINT NOT NULL,
    "person" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "stopped_at" TIMESTAMPTZ(3),

    CONSTRAINT "digest_reader_pkey" PRIMARY KEY ("shop_id","person")
);

-- CreateTable
CREATE TABLE "digest_mail" (
    "shop_id" BIGINT NOT NULL,
    "week" DATE NOT NULL,
    "person" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "tries" INTEGER NOT NULL DEFAULT 0,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT,

    CONSTRAINT "digest_mail_pkey" PRIMARY KEY ("shop_id","week","person")
);

-- Below this line: what schema.prisma cannot say. Walled off as in 0001_start.
DO $$
DECLARE
  tenant regclass;
  bound text := '(SELECT nullif(current_setting(''app.shop_id'', true), '''')::bigint)';
BEGIN
  FOREACH tenant IN ARRAY ARRAY['digest', 'digest_reader', 'digest_mail']::regclass[] LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', tenant);
    EXECUTE format('CREATE POLICY own_shop ON %s TO fourfold_app USING (shop_id = %s) WITH CHECK (shop_id = %s)',
      tenant, bound, bound);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO fourfold_app', tenant);
  END LOOP;
END $$;
