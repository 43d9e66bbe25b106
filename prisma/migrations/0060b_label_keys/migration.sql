-- A tracking number opens the page on which a carrier names who gets the parcel: parcel_key finds it, and the
-- key tells labels apart by the hash of what they were told with (app/ledger/label-cost.ts).
UPDATE "label_cost"
SET "label" = substr(encode(sha256(convert_to(regexp_replace("label", ' \d+$', ''), 'UTF8')), 'hex'), 1, 32)
  || substring("label" from ' \d+$')
WHERE "label" ~ '^\[.* \d+$';

-- AlterTable
ALTER TABLE "label_cost" DROP COLUMN "tracking";
