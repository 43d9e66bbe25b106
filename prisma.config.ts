// Prisma's command line without its downloaded engine, whose host closed networks do not reach: the
// schema engine runs in JavaScript over the pg adapter. The app itself migrates without Prisma
// (app/ledger/database/migrate.server.ts); this serves `generate`, `migrate diff`, `db push`.
import { PrismaPg } from "@prisma/adapter-pg";
import { defineConfig } from "prisma/config";

// The CLI insists on the variable even for commands that open no database.
process.env.DATABASE_URL ||= "postgresql://nobody@127.0.0.1:9/none";
const url = new URL(process.env.DATABASE_URL);

type Raw = { fields: { dataTypeID: number }[] };
type Wrapped = {
  performIO?: (query: unknown) => Promise<Raw>;
  startTransaction?: (...options: never[]) => Promise<Wrapped>;
};

// The adapter refuses the catalogue types that introspection reads ("char", name and their arrays),
// so they are told as char, text and text[]. Postgres type numbers: pg_type.dat.
const readableTypes = new Map([
  [18, 1042],
  [19, 25],
  [1002, 1009],
  [1003, 1009],
]);

function readCatalogue<T extends object>(adapter: T): T {
  const wrapped = adapter as Wrapped;
  const performIO = wrapped.performIO?.bind(wrapped);
  const startTransaction = wrapped.startTransaction?.bind(wrapped);
  if (!performIO) throw new Error("got a pg adapter without performIO, expected 6.19's; pin it");
  wrapped.performIO = async (query) => {
    const result = await performIO(query);
    for (const field of result.fields)
      field.dataTypeID = readableTypes.get(field.dataTypeID) ?? field.dataTypeID;
    return result;
  };
  if (startTransaction)
    wrapped.startTransaction = async (...options) =>
      readCatalogue(await startTransaction(...options));
  return adapter;
}

const factory = new PrismaPg({
  host: url.hostname,
  port: Number(url.port || 5432),
  user: decodeURIComponent(url.username),
  password: decodeURIComponent(url.password),
  database: url.pathname.slice(1),
  // The command ends when its work does, not when its connections time out.
  allowExitOnIdle: true,
});
const connect = factory.connect.bind(factory);
factory.connect = async () => readCatalogue(await connect());

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  experimental: { adapter: true },
  engine: "js",
  adapter: async () => factory,
});
