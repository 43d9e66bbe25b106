-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL,
    "shop" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "isOnline" BOOLEAN NOT NULL DEFAULT false,
    "scope" TEXT,
    "expires" TIMESTAMP(3),
    "accessToken" TEXT NOT NULL,
    "userId" BIGINT,
    "firstName" TEXT,
    "lastName" TEXT,
    "email" TEXT,
    "accountOwner" BOOLEAN NOT NULL DEFAULT false,
    "locale" TEXT,
    "collaborator" BOOLEAN DEFAULT false,
    "emailVerified" BOOLEAN DEFAULT false,
    "refreshToken" TEXT,
    "refreshTokenExpires" TIMESTAMP(3),

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "shop" (
    "id" BIGSERIAL NOT NULL,
    "domain" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'heard',
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "currency" TEXT NOT NULL DEFAULT 'USD',
    "configured" BOOLEAN NOT NULL DEFAULT false,
    "week_start" TEXT NOT NULL DEFAULT 'mon',
    "ship_promise_hours" DECIMAL,
    "deliver_promise_hours" DECIMAL,
    "scopes" TEXT NOT NULL DEFAULT '',
    "installed_at" TIMESTAMPTZ(3),
    "uninstalled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "person_salt" BYTEA,
    "version" BIGINT NOT NULL DEFAULT 0,
    "due_tick_at" TIMESTAMPTZ(3),

    CONSTRAINT "shop_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "target" (
    "shop_id" BIGINT NOT NULL,
    "kpi" TEXT NOT NULL,
    "from" DATE NOT NULL,
    "to" DATE NOT NULL,
    "value" DECIMAL NOT NULL,

    CONSTRAINT "target_pkey" PRIMARY KEY ("shop_id","kpi","from","to")
);

-- CreateTable
CREATE TABLE "inbox" (
    "shop_id" BIGINT NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "api_version" TEXT NOT NULL DEFAULT '',
    "event_id" TEXT NOT NULL DEFAULT '',
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "triggered_at" TIMESTAMPTZ(3) NOT NULL,
    "body" TEXT,
    "sealed" BYTEA,
    "state" TEXT NOT NULL DEFAULT 'new',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "reason" TEXT,

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("shop_id","webhook_id")
);

-- CreateTable
CREATE TABLE "door_count" (
    "shop_id" BIGINT NOT NULL,
    "day" DATE NOT NULL,
    "what" TEXT NOT NULL,
    "count" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "door_count_pkey" PRIMARY KEY ("shop_id","day","what")
);

-- CreateTable
CREATE TABLE "refetch" (
    "shop_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "reason" TEXT,

    CONSTRAINT "refetch_pkey" PRIMARY KEY ("shop_id","kind","id")
);

-- CreateTable
CREATE TABLE "tombstone" (
    "shop_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tombstone_pkey" PRIMARY KEY ("shop_id","kind","id")
);

-- CreateTable
CREATE TABLE "orders" (
    "shop_id" BIGINT NOT NULL,
    "processed_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "triggered_at" TIMESTAMPTZ(3) NOT NULL,
    "gross" BIGINT NOT NULL,
    "discounts" BIGINT NOT NULL,
    "known_net" BIGINT NOT NULL DEFAULT 0,
    "exact_net" BIGINT NOT NULL DEFAULT 0,
    "cost" BIGINT NOT NULL DEFAULT 0,
    "sale_day" DATE NOT NULL,
    "units" INTEGER NOT NULL,
    "returned_units_60" INTEGER NOT NULL DEFAULT 0,
    "counted" BOOLEAN NOT NULL,
    "test" BOOLEAN NOT NULL,
    "ship_eligible" BOOLEAN NOT NULL,
    "redacted" BOOLEAN NOT NULL DEFAULT false,
    "channel" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "customer_kind" TEXT NOT NULL DEFAULT 'guest',
    "cancelled_at" TIMESTAMPTZ(3),
    "shipped_at" TIMESTAMPTZ(3),
    "delivered_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3),
    "promised_at" TIMESTAMPTZ(3),
    "left_out" TEXT,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "financial_status" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "presentment_currency" TEXT,
    "presentment_net" BIGINT,
    "given_region" TEXT NOT NULL,
    "location_id" TEXT,
    "customer_id" TEXT,
    "customer_order_index" INTEGER,
    "previous_id" TEXT,
    "previous_day" DATE,
    "fulfilled_at" TIMESTAMPTZ(3),

    CONSTRAINT "orders_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "order_line" (
    "shop_id" BIGINT NOT NULL,
    "order_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "product_id" TEXT,
    "variant_id" TEXT,
    "sku" TEXT,
    "title" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "gross" BIGINT NOT NULL,
    "discounts" BIGINT NOT NULL,
    "merchandise" BOOLEAN NOT NULL,
    "requires_shipping" BOOLEAN NOT NULL,
    "cost" BIGINT,
    "cost_exact" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "order_line_pkey" PRIMARY KEY ("shop_id","order_id","id")
);

-- CreateTable
CREATE TABLE "refund" (
    "shop_id" BIGINT NOT NULL,
    "id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "triggered_at" TIMESTAMPTZ(3) NOT NULL,
    "hash" TEXT NOT NULL,
    "processed_at" TIMESTAMPTZ(3) NOT NULL,
    "refund_day" DATE NOT NULL,
    "day_known" BOOLEAN NOT NULL DEFAULT true,
    "amount" BIGINT NOT NULL,
    "units" INTEGER NOT NULL,
    "known_amount" BIGINT NOT NULL DEFAULT 0,
    "exact_amount" BIGINT NOT NULL DEFAULT 0,
    "restock_cost" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "refund_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "refund_line" (
    "shop_id" BIGINT NOT NULL,
    "refund_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "line_id" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "restock_type" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,

    CONSTRAINT "refund_line_pkey" PRIMARY KEY ("shop_id","refund_id","position")
);

-- CreateTable
CREATE TABLE "fulfillment" (
    "shop_id" BIGINT NOT NULL,
    "id" TEXT NOT NULL,
    "order_id" TEXT,
    "order_ref" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "triggered_at" TIMESTAMPTZ(3) NOT NULL,
    "hash" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "in_transit_at" TIMESTAMPTZ(3),
    "delivered_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3),
    "promised_at" TIMESTAMPTZ(3),
    "location_id" TEXT,
    "carrier" TEXT,

    CONSTRAINT "fulfillment_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "fulfillment_event" (
    "shop_id" BIGINT NOT NULL,
    "id" TEXT NOT NULL,
    "fulfillment_id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "happened_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "fulfillment_event_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "fulfillment_order" (
    "shop_id" BIGINT NOT NULL,
    "id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "triggered_at" TIMESTAMPTZ(3) NOT NULL,
    "hash" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "fulfill_by" TIMESTAMPTZ(3),
    "deliver_by" TIMESTAMPTZ(3),

    CONSTRAINT "fulfillment_order_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "return" (
    "shop_id" BIGINT NOT NULL,
    "id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "triggered_at" TIMESTAMPTZ(3) NOT NULL,
    "hash" TEXT NOT NULL,
    "status" TEXT NOT NULL,

    CONSTRAINT "return_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "order_event" (
    "shop_id" BIGINT NOT NULL,
    "id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "by_app" BOOLEAN NOT NULL,
    "by_user" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "day" DATE NOT NULL,

    CONSTRAINT "order_event_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "product" (
    "shop_id" BIGINT NOT NULL,
    "id" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "triggered_at" TIMESTAMPTZ(3) NOT NULL,
    "hash" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "handle" TEXT NOT NULL,
    "vendor" TEXT NOT NULL,
    "product_type" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "tags" TEXT[],
    "published_at" TIMESTAMPTZ(3),
    "gift_card" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "product_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "variant" (
    "shop_id" BIGINT NOT NULL,
    "id" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "triggered_at" TIMESTAMPTZ(3) NOT NULL,
    "hash" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "sku" TEXT,
    "price" BIGINT,
    "compare_at_price" BIGINT,
    "inventory_item_id" TEXT,
    "gone" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "variant_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "inventory_item" (
    "shop_id" BIGINT NOT NULL,
    "id" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "triggered_at" TIMESTAMPTZ(3) NOT NULL,
    "hash" TEXT NOT NULL,
    "sku" TEXT,
    "tracked" BOOLEAN NOT NULL,

    CONSTRAINT "inventory_item_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "unit_cost" (
    "shop_id" BIGINT NOT NULL,
    "item" TEXT NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "amount" DECIMAL NOT NULL,

    CONSTRAINT "unit_cost_pkey" PRIMARY KEY ("shop_id","item","valid_from")
);

-- CreateTable
CREATE TABLE "stock_level" (
    "shop_id" BIGINT NOT NULL,
    "inventory_item_id" TEXT NOT NULL,
    "location_id" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "triggered_at" TIMESTAMPTZ(3) NOT NULL,
    "hash" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "available" INTEGER,
    "on_hand" INTEGER,
    "committed" INTEGER,
    "incoming" INTEGER,

    CONSTRAINT "stock_level_pkey" PRIMARY KEY ("shop_id","inventory_item_id","location_id")
);

-- CreateTable
CREATE TABLE "location" (
    "shop_id" BIGINT NOT NULL,
    "id" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "triggered_at" TIMESTAMPTZ(3) NOT NULL,
    "hash" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL,
    "region" TEXT NOT NULL,

    CONSTRAINT "location_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "customer" (
    "shop_id" BIGINT NOT NULL,
    "id" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "triggered_at" TIMESTAMPTZ(3) NOT NULL,
    "hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL,

    CONSTRAINT "customer_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "contact" (
    "shop_id" BIGINT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "email_index" TEXT,
    "phone_index" TEXT,

    CONSTRAINT "contact_pkey" PRIMARY KEY ("shop_id","customer_id")
);

-- CreateTable
CREATE TABLE "customer_alias" (
    "shop_id" BIGINT NOT NULL,
    "from_id" TEXT NOT NULL,
    "to_id" TEXT NOT NULL,

    CONSTRAINT "customer_alias_pkey" PRIMARY KEY ("shop_id","from_id")
);

-- CreateTable
CREATE TABLE "answer" (
    "shop_id" BIGINT NOT NULL,
    "order_ref" TEXT NOT NULL,
    "question" TEXT NOT NULL,
    "touchpoint" TEXT NOT NULL,
    "score" INTEGER NOT NULL,
    "answered_at" TIMESTAMPTZ(3) NOT NULL,
    "answer_day" DATE NOT NULL,
    "text" TEXT,

    CONSTRAINT "answer_pkey" PRIMARY KEY ("shop_id","order_ref","question","touchpoint")
);

-- CreateTable
CREATE TABLE "measure_day" (
    "shop_id" BIGINT NOT NULL,
    "measure" TEXT NOT NULL,
    "dimension" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "bucket" INTEGER NOT NULL DEFAULT 0,
    "value" DECIMAL NOT NULL,

    CONSTRAINT "measure_day_pkey" PRIMARY KEY ("shop_id","measure","dimension","day","key","bucket")
);

-- CreateTable
CREATE TABLE "dirty_day" (
    "shop_id" BIGINT NOT NULL,
    "day" DATE NOT NULL,
    "mark" BIGINT NOT NULL,

    CONSTRAINT "dirty_day_pkey" PRIMARY KEY ("shop_id","day")
);

-- CreateIndex
CREATE INDEX "Session_shop_idx" ON "Session"("shop");

-- CreateIndex
CREATE UNIQUE INDEX "shop_domain_key" ON "shop"("domain");

-- CreateIndex
CREATE INDEX "inbox_shop_id_state_next_at_idx" ON "inbox"("shop_id", "state", "next_at");

-- CreateIndex
CREATE INDEX "orders_shop_id_sale_day_idx" ON "orders"("shop_id", "sale_day");

-- CreateIndex
CREATE INDEX "orders_shop_id_customer_id_counted_processed_at_id_idx" ON "orders"("shop_id", "customer_id", "counted", "processed_at", "id");

-- CreateIndex
CREATE INDEX "orders_shop_id_name_idx" ON "orders"("shop_id", "name");

-- CreateIndex
CREATE INDEX "orders_shop_id_due_at_idx" ON "orders"("shop_id", "due_at");

-- CreateIndex
CREATE INDEX "orders_shop_id_location_id_idx" ON "orders"("shop_id", "location_id");

-- CreateIndex
CREATE INDEX "order_line_shop_id_variant_id_idx" ON "order_line"("shop_id", "variant_id");

-- CreateIndex
CREATE INDEX "order_line_shop_id_sku_idx" ON "order_line"("shop_id", "sku");

-- CreateIndex
CREATE INDEX "refund_shop_id_refund_day_idx" ON "refund"("shop_id", "refund_day");

-- CreateIndex
CREATE INDEX "refund_shop_id_order_id_idx" ON "refund"("shop_id", "order_id");

-- CreateIndex
CREATE INDEX "fulfillment_shop_id_order_id_idx" ON "fulfillment"("shop_id", "order_id");

-- CreateIndex
CREATE INDEX "fulfillment_shop_id_order_ref_idx" ON "fulfillment"("shop_id", "order_ref");

-- CreateIndex
CREATE INDEX "fulfillment_event_shop_id_order_id_idx" ON "fulfillment_event"("shop_id", "order_id");

-- CreateIndex
CREATE INDEX "fulfillment_order_shop_id_order_id_idx" ON "fulfillment_order"("shop_id", "order_id");

-- CreateIndex
CREATE INDEX "return_shop_id_order_id_idx" ON "return"("shop_id", "order_id");

-- CreateIndex
CREATE INDEX "order_event_shop_id_day_idx" ON "order_event"("shop_id", "day");

-- CreateIndex
CREATE INDEX "order_event_shop_id_order_id_idx" ON "order_event"("shop_id", "order_id");

-- CreateIndex
CREATE INDEX "variant_shop_id_product_id_idx" ON "variant"("shop_id", "product_id");

-- CreateIndex
CREATE INDEX "variant_shop_id_sku_idx" ON "variant"("shop_id", "sku");

-- CreateIndex
CREATE INDEX "variant_shop_id_inventory_item_id_idx" ON "variant"("shop_id", "inventory_item_id");

-- CreateIndex
CREATE INDEX "contact_shop_id_email_index_idx" ON "contact"("shop_id", "email_index");

-- CreateIndex
CREATE INDEX "contact_shop_id_phone_index_idx" ON "contact"("shop_id", "phone_index");

-- CreateIndex
CREATE INDEX "answer_shop_id_answer_day_idx" ON "answer"("shop_id", "answer_day");

-- Below this line: what schema.prisma cannot say.

-- A later change of a day gets a larger mark than the one a recompute has read.
CREATE SEQUENCE dirty_mark;

-- Stored deliveries live for seconds, so their text is stored fast rather than small.
DO $$ BEGIN
  ALTER TABLE inbox ALTER COLUMN body SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
  ALTER TABLE inbox ALTER COLUMN body SET STORAGE EXTERNAL;
END $$;

-- Rows that are rewritten in place leave room on their page, so that no index has to follow.
ALTER TABLE shop SET (fillfactor = 50);
ALTER TABLE dirty_day SET (fillfactor = 50);
ALTER TABLE orders SET (fillfactor = 80);
ALTER TABLE measure_day SET (fillfactor = 80);
-- Queues turn over all the time: sweep them by what died, not by what is there.
ALTER TABLE inbox SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
ALTER TABLE dirty_day SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- fourfold_app: what the app connects as; its password is set at start.
-- fourfold_door: owner of the few functions that must look across shops; nobody logs in as it.
-- Roles belong to the whole server, so another database may have made them.
DO $$ BEGIN
  CREATE ROLE fourfold_app NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$ BEGIN
  CREATE ROLE fourfold_door NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;

GRANT USAGE ON SCHEMA public TO fourfold_app, fourfold_door;
GRANT USAGE ON SEQUENCE dirty_mark TO fourfold_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON "Session" TO fourfold_app;

-- Every tenant table, and shop itself: seen and written only by the shop the transaction is bound to.
-- The sub-select is read once a query, not once a row. No shop set: no rows.
DO $$
DECLARE
  tenant record;
  bound text := '(SELECT nullif(current_setting(''app.shop_id'', true), '''')::bigint)';
BEGIN
  FOR tenant IN
    SELECT relid::regclass AS name, CASE relname WHEN 'shop' THEN 'id' ELSE 'shop_id' END AS key
    FROM pg_stat_user_tables
    WHERE schemaname = 'public' AND relname NOT IN ('Session', '_prisma_migrations')
  LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', tenant.name);
    EXECUTE format('CREATE POLICY own_shop ON %s TO fourfold_app USING (%I = %s) WITH CHECK (%I = %s)',
      tenant.name, tenant.key, bound, tenant.key, bound);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO fourfold_app', tenant.name);
  END LOOP;
END $$;

-- The door finds shops by domain and stores deliveries of several shops in one statement.
CREATE POLICY any_shop ON shop TO fourfold_door USING (true) WITH CHECK (true);
CREATE POLICY any_shop ON inbox TO fourfold_door USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON shop, inbox TO fourfold_door;
GRANT USAGE ON SEQUENCE shop_id_seq TO fourfold_door;

-- The shop of a myshopify.com domain, or no row.
CREATE FUNCTION shop_by_domain(wanted text) RETURNS SETOF shop
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT * FROM shop WHERE domain = wanted $$;

-- The id of a domain; a shop nobody heard of yet is remembered as heard.
CREATE FUNCTION shop_heard(wanted text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE found_id bigint;
BEGIN
  SELECT id INTO found_id FROM shop WHERE domain = wanted;
  IF found_id IS NULL THEN
    INSERT INTO shop (domain) VALUES (wanted) ON CONFLICT (domain) DO NOTHING RETURNING id INTO found_id;
  END IF;
  IF found_id IS NULL THEN -- another transaction was first
    SELECT id INTO found_id FROM shop WHERE domain = wanted;
  END IF;
  RETURN found_id;
END $$;

-- Stores deliveries; one whose webhook id the shop has already is left as it is. Returns how many are new.
CREATE FUNCTION inbox_put(
  shop_ids bigint[], webhook_ids text[], topics text[], api_versions text[], event_ids text[],
  triggered timestamptz[], bodies text[]
) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE stored integer;
BEGIN
  INSERT INTO inbox (shop_id, webhook_id, topic, api_version, event_id, triggered_at, body)
  -- A door may remember a shop that was erased a moment ago: nothing is kept for it any more.
  SELECT * FROM unnest(shop_ids, webhook_ids, topics, api_versions, event_ids, triggered, bodies)
    AS given (shop_id)
  WHERE EXISTS (SELECT FROM shop WHERE id = given.shop_id)
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS stored = ROW_COUNT;
  RETURN stored;
END $$;

-- Shops with deliveries due. One look into the index a shop, however many deliveries wait.
CREATE FUNCTION shops_with_inbox() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT id FROM shop WHERE EXISTS (
    SELECT FROM inbox WHERE shop_id = shop.id AND state = 'new' AND next_at <= now())
$$;

CREATE FUNCTION shops_all() RETURNS TABLE (id bigint, domain text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT shop.id, shop.domain FROM shop $$;

-- To hand functions to the door, their maker must be a member of it and it must be allowed to own
-- things here for that moment.
DO $$
DECLARE
  made regprocedure;
BEGIN
  EXECUTE format('GRANT fourfold_door TO %I', current_user);
  GRANT CREATE ON SCHEMA public TO fourfold_door;
  FOR made IN
    SELECT oid::regprocedure FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
      AND proname IN ('shop_by_domain', 'shop_heard', 'inbox_put', 'shops_with_inbox', 'shops_all')
  LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', made);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO fourfold_app', made);
    EXECUTE format('ALTER FUNCTION %s OWNER TO fourfold_door', made);
  END LOOP;
  REVOKE CREATE ON SCHEMA public FROM fourfold_door;
END $$;
