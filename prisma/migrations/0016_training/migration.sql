-- CreateTable
CREATE TABLE "staff" (
    "shop_id" BIGINT NOT NULL,
    "id" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "email_index" TEXT,
    "added_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "staff_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "manual" (
    "shop_id" BIGINT NOT NULL,
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "questions" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "manual_pkey" PRIMARY KEY ("shop_id","id","version")
);

-- CreateTable
CREATE TABLE "assignment" (
    "shop_id" BIGINT NOT NULL,
    "id" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "manual" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "assigned_at" TIMESTAMPTZ(3) NOT NULL,
    "due_day" DATE,
    "passed_at" TIMESTAMPTZ(3),
    "passed_day" DATE,
    "withdrawn_at" TIMESTAMPTZ(3),
    "withdrawn_day" DATE,
    "tries" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "assignment_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "visit" (
    "shop_id" BIGINT NOT NULL,
    "day" DATE NOT NULL,
    "what" TEXT NOT NULL,
    "who" TEXT NOT NULL,

    CONSTRAINT "visit_pkey" PRIMARY KEY ("shop_id","day","what","who")
);

-- CreateIndex
CREATE INDEX "assignment_shop_id_due_day_idx" ON "assignment"("shop_id", "due_day");

-- CreateIndex
CREATE INDEX "assignment_shop_id_passed_day_idx" ON "assignment"("shop_id", "passed_day");

-- Below this line: what schema.prisma cannot say. Walled off as in 0001_start.
DO $$
DECLARE
  tenant regclass;
  bound text := '(SELECT nullif(current_setting(''app.shop_id'', true), '''')::bigint)';
BEGIN
  FOREACH tenant IN ARRAY ARRAY['staff', 'manual', 'assignment', 'visit']::regclass[] LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', tenant);
    EXECUTE format('CREATE POLICY own_shop ON %s TO fourfold_app USING (shop_id = %s) WITH CHECK (shop_id = %s)',
      tenant, bound, bound);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO fourfold_app', tenant);
  END LOOP;
END $$;
