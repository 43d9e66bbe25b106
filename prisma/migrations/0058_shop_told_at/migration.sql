-- AlterTable
ALTER TABLE "shop" ADD COLUMN     "scopes_told_at" TIMESTAMPTZ(3),
ADD COLUMN     "settings_told_at" TIMESTAMPTZ(3);
