-- CreateTable
CREATE TABLE "recommend_item" (
    "shop_id" BIGINT NOT NULL,
    "number" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "title" TEXT NOT NULL,

    CONSTRAINT "recommend_item_pkey" PRIMARY KEY ("shop_id","number")
);

-- CreateTable
CREATE TABLE "recommend_basket" (
    "shop_id" BIGINT NOT NULL,
    "order_id" TEXT NOT NULL,
    "customer_id" TEXT,
    "sale_day" DATE NOT NULL,
    "region" TEXT NOT NULL,
    "items" INTEGER[],

    CONSTRAINT "recommend_basket_pkey" PRIMARY KEY ("shop_id","order_id")
);

-- CreateTable
CREATE TABLE "recommend_row" (
    "shop_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "item" INTEGER NOT NULL,
    "groups" INTEGER NOT NULL,
    "others" INTEGER[],
    "counts" INTEGER[],
    "near" INTEGER[],
    "near_both" INTEGER[],
    "near_llr" DOUBLE PRECISION[],

    CONSTRAINT "recommend_row_pkey" PRIMARY KEY ("shop_id","kind","item")
);

-- CreateTable
CREATE TABLE "recommend_seller" (
    "shop_id" BIGINT NOT NULL,
    "list" TEXT NOT NULL,
    "from" DATE NOT NULL,
    "to" DATE NOT NULL,
    "orders" INTEGER NOT NULL,
    "items" INTEGER[],
    "counts" INTEGER[],

    CONSTRAINT "recommend_seller_pkey" PRIMARY KEY ("shop_id","list")
);

-- CreateTable
CREATE TABLE "recommend_state" (
    "shop_id" BIGINT NOT NULL,
    "orders" INTEGER NOT NULL,
    "customers" INTEGER NOT NULL,
    "refreshed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "recommend_state_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "recommend_due" (
    "shop_id" BIGINT NOT NULL,
    "order_id" TEXT NOT NULL,
    "mark" BIGINT NOT NULL,

    CONSTRAINT "recommend_due_pkey" PRIMARY KEY ("shop_id","order_id")
);

-- CreateTable
CREATE TABLE "recommend_rule" (
    "shop_id" BIGINT NOT NULL,
    "list" TEXT NOT NULL,
    "item" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "recommend_rule_pkey" PRIMARY KEY ("shop_id","list","item")
);

-- CreateTable
CREATE TABLE "access_key" (
    "shop_id" BIGINT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "scopes" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "access_key_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "recommend_item_shop_id_key_key" ON "recommend_item"("shop_id", "key");

-- CreateIndex
CREATE INDEX "recommend_basket_shop_id_customer_id_idx" ON "recommend_basket"("shop_id", "customer_id");

-- CreateIndex
CREATE INDEX "recommend_basket_shop_id_sale_day_idx" ON "recommend_basket"("shop_id", "sale_day");

-- Below this line: what schema.prisma cannot say.

-- Long rows that are rewritten as a whole: packed fast rather than small.
DO $$ BEGIN
  ALTER TABLE recommend_row ALTER COLUMN others SET COMPRESSION lz4, ALTER COLUMN counts SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN NULL;
END $$;

-- Walled off as in 0001_start.
DO $$
DECLARE
  tenant regclass;
  bound text := '(SELECT nullif(current_setting(''app.shop_id'', true), '''')::bigint)';
BEGIN
  FOREACH tenant IN ARRAY ARRAY['recommend_item', 'recommend_basket', 'recommend_row', 'recommend_seller',
    'recommend_state', 'recommend_due', 'recommend_rule', 'access_key']::regclass[]
  LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', tenant);
    EXECUTE format('CREATE POLICY own_shop ON %s TO fourfold_app USING (shop_id = %s) WITH CHECK (shop_id = %s)',
      tenant, bound, bound);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO fourfold_app', tenant);
  END LOOP;
END $$;
