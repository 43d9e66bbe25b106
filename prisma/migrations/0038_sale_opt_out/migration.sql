-- Whether a customer forbade that their data is sold or shared, as Shopify last said it, and when it did.
ALTER TABLE "customer" ADD COLUMN "sale_opt_out" BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN "sale_told_at" TIMESTAMPTZ(3);
