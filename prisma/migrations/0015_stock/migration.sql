-- CreateTable
CREATE TABLE "stock_change" (
    "shop_id" BIGINT NOT NULL,
    "inventory_item_id" TEXT NOT NULL,
    "location_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "triggered_at" TIMESTAMPTZ(3) NOT NULL,
    "hash" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL,
    "available" INTEGER,
    "on_hand" INTEGER,

    CONSTRAINT "stock_change_pkey" PRIMARY KEY ("shop_id","inventory_item_id","location_id","day")
);

-- CreateTable
CREATE TABLE "stock_span" (
    "shop_id" BIGINT NOT NULL,
    "inventory_item_id" TEXT NOT NULL,
    "from_day" DATE NOT NULL,
    "to_day" DATE,
    "out" BOOLEAN NOT NULL,

    CONSTRAINT "stock_span_pkey" PRIMARY KEY ("shop_id","inventory_item_id","from_day")
);

-- CreateTable
CREATE TABLE "stock_day" (
    "shop_id" BIGINT NOT NULL,
    "day" DATE NOT NULL,
    "units" BIGINT NOT NULL,
    "known_units" BIGINT NOT NULL,
    "value" BIGINT NOT NULL,
    "overstock" BIGINT,
    "closed" BOOLEAN NOT NULL,

    CONSTRAINT "stock_day_pkey" PRIMARY KEY ("shop_id","day")
);

-- CreateTable
CREATE TABLE "stock_forecast" (
    "shop_id" BIGINT NOT NULL,
    "inventory_item_id" TEXT NOT NULL,
    "location_id" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "vendor" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "available" INTEGER NOT NULL,
    "incoming" INTEGER NOT NULL,
    "lead_days" INTEGER NOT NULL,
    "lead_rule" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "demand_per_day" DOUBLE PRECISION NOT NULL,
    "quantile95" INTEGER NOT NULL,
    "order_up_to" INTEGER NOT NULL,
    "order_quantity" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "at_stake" BIGINT,

    CONSTRAINT "stock_forecast_pkey" PRIMARY KEY ("shop_id","inventory_item_id","location_id")
);

-- CreateTable
CREATE TABLE "stock_run" (
    "shop_id" BIGINT NOT NULL,
    "ran_at" TIMESTAMPTZ(3) NOT NULL,
    "today" DATE NOT NULL,
    "took_ms" INTEGER NOT NULL,
    "horizon_days" INTEGER NOT NULL,
    "method" TEXT NOT NULL,
    "origins" INTEGER NOT NULL,
    "wape" DOUBLE PRECISION,
    "bias" DOUBLE PRECISION,
    "coverage95" DOUBLE PRECISION,
    "naive_wape" DOUBLE PRECISION,
    "untracked" INTEGER NOT NULL,
    "closed_places" INTEGER NOT NULL,
    "negative" INTEGER NOT NULL,
    "no_cost" INTEGER NOT NULL,

    CONSTRAINT "stock_run_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "stock_due" (
    "shop_id" BIGINT NOT NULL,
    "since" DATE NOT NULL,
    "mark" BIGINT NOT NULL,

    CONSTRAINT "stock_due_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "stock_rule" (
    "shop_id" BIGINT NOT NULL,
    "rule" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "days" INTEGER NOT NULL,
    "told_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stock_rule_pkey" PRIMARY KEY ("shop_id","rule","name")
);

-- CreateIndex
CREATE INDEX "stock_change_shop_id_day_idx" ON "stock_change"("shop_id", "day");

-- CreateIndex
CREATE INDEX "stock_forecast_shop_id_status_at_stake_idx" ON "stock_forecast"("shop_id", "status", "at_stake");

-- CreateIndex
CREATE INDEX "stock_forecast_shop_id_at_stake_idx" ON "stock_forecast"("shop_id", "at_stake");

-- Below this line: what schema.prisma cannot say. Walled off as in 0001_start.
DO $$
DECLARE
  tenant regclass;
  bound text := '(SELECT nullif(current_setting(''app.shop_id'', true), '''')::bigint)';
BEGIN
  FOREACH tenant IN ARRAY ARRAY['stock_change', 'stock_span', 'stock_day', 'stock_forecast', 'stock_run',
    'stock_due', 'stock_rule']::regclass[]
  LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', tenant);
    EXECUTE format('CREATE POLICY own_shop ON %s TO fourfold_app USING (shop_id = %s) WITH CHECK (shop_id = %s)',
      tenant, bound, bound);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO fourfold_app', tenant);
  END LOOP;
END $$;
