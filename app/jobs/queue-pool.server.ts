// Connections of the queue's library, which must outlive the database's.
//
// When a job has ended the library writes that down without waiting for it: should that statement
// fail because the connection is lost, nobody catches the error, and the process ends, web door and
// all. It does try again after an error that it knows to pass. So every loss of a connection is told
// to it as one of those.
import pg from "pg";
import { isSqlState, type Db } from "../db.server.ts";
import { log } from "../log.server.ts";

/** cannot_connect_now: the library waits three seconds at first, two minutes at last, 100 times. */
const passing = "57P03";

/** Connection lost (08), no room (53), told to end (57P), or no word from Postgres at all. */
function isLoss(error: Error): boolean {
  const { code = "" } = error as { code?: string };
  return !isSqlState(code) || /^(08|53|57P)/.test(code);
}

function asPassing<T>(error: T, isPassing: (error: Error) => boolean): T {
  if (error instanceof Error && isPassing(error)) Object.assign(error, { code: passing });
  return error;
}

type Callback = (error: Error, ...rest: unknown[]) => void;

class QueueClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    const { connect, query } = this;
    // The pool hands a callback to both, everybody else awaits; the types know each way alone.
    const told = (run: (...given: unknown[]) => unknown, isPassing: typeof isLoss) =>
      ((...given: unknown[]) => {
        const last = given.at(-1);
        if (typeof last === "function") {
          const heard: Callback = (error, ...rest) =>
            (last as Callback)(asPassing(error, isPassing), ...rest);
          return run.call(this, ...given.slice(0, -1), heard);
        }
        const answer = run.call(this, ...given);
        if (!(answer instanceof Promise)) return answer;
        return answer.catch((error: unknown) => {
          throw asPassing(error, isPassing);
        });
      }) as never;
    this.connect = told(connect as never, () => true);
    this.query = told(query as never, isLoss);
  }
}

/** The owner's database, without our types: the library writes ids into JSON, which has no bigint. */
export function openQueuePool(db: Db): pg.Pool {
  const pool = new pg.Pool({ ...db.owner.options, types: undefined, Client: QueueClient });
  const lost = (error: Error) => log.warn({ error }, "the queue lost a database connection");
  return pool.on("error", lost).on("connect", (client) => client.on("error", lost));
}
