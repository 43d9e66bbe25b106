-- CreateTable
CREATE TABLE "experiment" (
    "shop_id" BIGINT NOT NULL,
    "id" INTEGER NOT NULL,
    "of" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "arms" JSONB NOT NULL,
    "salt" TEXT NOT NULL,
    "window_days" INTEGER NOT NULL,
    "least_effect" BIGINT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "stopped_at" TIMESTAMPTZ(3),
    "told" TEXT,
    "told_at" TIMESTAMPTZ(3),
    "counted_at" TIMESTAMPTZ(3),

    CONSTRAINT "experiment_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "experiment_exposure" (
    "shop_id" BIGINT NOT NULL,
    "experiment" INTEGER NOT NULL,
    "person" TEXT NOT NULL,
    "arm" TEXT NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "state" SMALLINT NOT NULL DEFAULT 0,

    CONSTRAINT "experiment_exposure_pkey" PRIMARY KEY ("shop_id","experiment","person")
);

-- CreateTable
CREATE TABLE "experiment_sum" (
    "shop_id" BIGINT NOT NULL,
    "experiment" INTEGER NOT NULL,
    "arm" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "n" BIGINT NOT NULL,
    "total" DECIMAL NOT NULL,
    "squares" DECIMAL NOT NULL,

    CONSTRAINT "experiment_sum_pkey" PRIMARY KEY ("shop_id","experiment","arm","metric")
);

-- CreateIndex
CREATE INDEX "experiment_exposure_shop_id_experiment_state_first_at_idx" ON "experiment_exposure"("shop_id", "experiment", "state", "first_at");

-- CreateIndex
CREATE INDEX "experiment_exposure_shop_id_person_idx" ON "experiment_exposure"("shop_id", "person");

-- Below this line: what schema.prisma cannot say.

-- Walled off as in 0001_start.
DO $$
DECLARE
  tenant regclass;
  bound text := '(SELECT nullif(current_setting(''app.shop_id'', true), '''')::bigint)';
BEGIN
  FOREACH tenant IN ARRAY ARRAY['experiment', 'experiment_exposure', 'experiment_sum']::regclass[]
  LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', tenant);
    EXECUTE format('CREATE POLICY own_shop ON %s TO fourfold_app USING (shop_id = %s) WITH CHECK (shop_id = %s)',
      tenant, bound, bound);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO fourfold_app', tenant);
  END LOOP;
END $$;
