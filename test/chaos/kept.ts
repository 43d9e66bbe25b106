// A process of the app with someone who starts it again whenever it has ended, as a host does it.
import { setTimeout as sleep } from "node:timers/promises";
import { app } from "../jobs/sign-in.ts";
import { startRole, type RoleProcess } from "../jobs/worker-process.ts";

export type Role = "web" | "worker";

export type Kept = {
  role: Role;
  url: string;
  /** SIGKILL; it is started again after that many milliseconds. Resolves when it serves again. */
  kill(pauseMs?: number): Promise<void>;
  /** SIGTERM, for good. Milliseconds until it had ended, and how: its code, or the signal's name. */
  stop(): Promise<{ ms: number; how: string }>;
  /** When it was killed, in milliseconds. */
  readonly killedAt: number[];
  /** Sentences of when it ended although nobody killed it. */
  readonly fell: string[];
};

const againAfterMs = 200;

export async function keep(
  role: Role,
  given: { databaseUrl: string; standInUrl: string; env?: Record<string, string> },
): Promise<Kept> {
  const fell: string[] = [];
  const killedAt: number[] = [];
  let isOver = false;
  let ending: RoleProcess | null = null;
  let current = await start(0);
  const { port } = current;
  let serving: Promise<void> = Promise.resolve();

  async function start(at: number): Promise<RoleProcess> {
    const made = await startRole(role, { ...given, app, port: at });
    void made.ended.then((how) => {
      if (made === ending || isOver) return;
      fell.push(`the ${role} ended by itself (${how})`);
      serving = again();
    });
    return made;
  }

  /** Until it serves: without its database a process ends while it starts. */
  async function again(): Promise<void> {
    while (!isOver) {
      try {
        current = await start(port);
        if (isOver) await current.kill();
        return;
      } catch {
        await sleep(againAfterMs);
      }
    }
  }

  let blows: Promise<void> = Promise.resolve();
  async function killOnce(pauseMs: number): Promise<void> {
    await serving;
    ending = current;
    killedAt.push(Date.now());
    await current.kill();
    serving = sleep(pauseMs).then(again);
    await serving;
  }

  return {
    ...{ role, fell, killedAt },
    url: `http://127.0.0.1:${port}`,
    // One after the other: two at once would start it twice, on one port.
    kill: (pauseMs = 0) => (blows = blows.then(() => killOnce(pauseMs))),
    async stop() {
      // First: one that cannot start would be waited for without end.
      isOver = true;
      await serving;
      const started = performance.now();
      await current.stop();
      return { ms: performance.now() - started, how: await current.ended };
    },
  };
}
