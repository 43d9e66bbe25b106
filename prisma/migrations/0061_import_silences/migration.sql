-- AlterTable
ALTER TABLE "file_import" ADD COLUMN "silences" INTEGER NOT NULL DEFAULT 0;
