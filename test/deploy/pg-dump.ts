// Postgres' own pg_dump: the embedded server's package brings none, another has it as WebAssembly, made
// for a database in the same process. Here a thread carries what it says to a real server and back.
import type { PGlite } from "@electric-sql/pglite";
import { pgDump } from "@electric-sql/pglite-tools/pg_dump";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { Wire } from "./wire.ts";

const patienceMs = 30_000;

/** The whole database as SQL, as whoever the address names reads it. Throws what pg_dump says. */
export async function dump(address: string): Promise<string> {
  const url = new URL(address);
  const { port1: mine, port2: bytes } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const workerData: Wire = { host: url.hostname, port: Number(url.port), bytes, answered };
  const wire = new Worker(new URL("./wire.ts", import.meta.url), {
    ...{ workerData, transferList: [bytes] },
  });
  const pg = {
    query: async () => ({ rows: [{ search_path: "public" }] }),
    exec: async () => [],
    execProtocolRawStream(
      asked: Uint8Array,
      { onRawData }: { onRawData: (d: Uint8Array) => void },
    ) {
      Atomics.store(answered, 0, 0);
      mine.postMessage(asked.slice());
      if (Atomics.wait(answered, 0, 0, patienceMs) === "timed-out")
        throw new Error(`got no answer of Postgres in ${patienceMs / 1_000} s`);
      onRawData((receiveMessageOnPort(mine) as { message: Uint8Array }).message);
    },
  };
  for (const name of ["sslmode", "gssencmode"]) url.searchParams.set(name, "disable");
  try {
    const file = await pgDump({
      pg: pg as unknown as PGlite,
      args: [`--dbname=${url.href}`, "--rows-per-insert=500"],
    });
    return await file.text();
  } finally {
    mine.close();
    await wire.terminate();
  }
}
