-- CreateTable
CREATE TABLE "recommend_model" (
    "shop_id" BIGINT NOT NULL,
    "day" DATE NOT NULL,
    "learned_at" TIMESTAMPTZ(3) NOT NULL,
    "orders" INTEGER NOT NULL,
    "discovery" TEXT NOT NULL,
    "again" TEXT NOT NULL,
    "lambda" DOUBLE PRECISION NOT NULL,
    "card" JSONB,

    CONSTRAINT "recommend_model_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "recommend_learned" (
    "shop_id" BIGINT NOT NULL,
    "item" INTEGER NOT NULL,
    "others" INTEGER[],
    "weights" REAL[],
    "every_days" DOUBLE PRECISION,
    "every_of" INTEGER NOT NULL,
    "instead" INTEGER[],
    "instead_score" REAL[],

    CONSTRAINT "recommend_learned_pkey" PRIMARY KEY ("shop_id","item")
);

-- Below this line: what schema.prisma cannot say.

-- Walled off as in 0001_start.
DO $$
DECLARE
  tenant regclass;
  bound text := '(SELECT nullif(current_setting(''app.shop_id'', true), '''')::bigint)';
BEGIN
  FOREACH tenant IN ARRAY ARRAY['recommend_model', 'recommend_learned']::regclass[]
  LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', tenant);
    EXECUTE format('CREATE POLICY own_shop ON %s TO fourfold_app USING (shop_id = %s) WITH CHECK (shop_id = %s)',
      tenant, bound, bound);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO fourfold_app', tenant);
  END LOOP;
END $$;
