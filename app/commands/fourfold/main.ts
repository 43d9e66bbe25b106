import { FileRefused } from "../../ingest/files/table.server.ts";
import { Refused, UsageError, type Command, type Terminal } from "./command.ts";

/** Loaded only when asked for, so that each starts quickly. */
const commands: Record<string, () => Promise<Command>> = {
  import: async () => (await import("./import.ts")).importCommand,
  set: async () => (await import("./set.ts")).setCommand,
  scorecard: async () => (await import("./scorecard.ts")).scorecardCommand,
  kpi: async () => (await import("./kpi.ts")).kpiCommand,
  causes: async () => (await import("./causes.ts")).causesCommand,
  recommend: async () => (await import("./recommend.ts")).recommendCommand,
  "recommend-report": async () => (await import("./recommend-report.ts")).recommendReportCommand,
  forecast: async () => (await import("./forecast.ts")).forecastCommand,
  rebuild: async () => (await import("./rebuild.ts")).rebuildCommand,
  "access-key": async () => (await import("./access-key.ts")).accessKeyCommand,
  export: async () => (await import("./export.ts")).exportCommand,
  "data-requests": async () => (await import("./data-requests.ts")).dataRequestsCommand,
  "rotate-keys": async () => (await import("./rotate-keys.ts")).rotateKeysCommand,
  "live-check": async () => (await import("./live-check.ts")).liveCheckCommand,
  doctor: async () => (await import("./doctor.ts")).doctorCommand,
};

async function usage(): Promise<string> {
  const loaded = await Promise.all(Object.values(commands).map((load) => load()));
  return [...loaded.map((command) => `  ${helpOf(command)}`), letters].join("\n\n");
}

const helpOf = ({ usage, words }: Command) => `fourfold ${usage}\n      ${words}`;

/** What stands for what in a usage line. */
const letters = `  S is the shop's domain, such as name.myshopify.com; K the id of a KPI, as scorecard names them; D a day,
  such as 2026-01-31, where --to is the first day that is not counted; T an instant, such as
  2026-01-31T09:00:00Z. Answers are JSON on stdout; exit 0 done, 1 nothing could be done, 2 wrong usage.`;

/**
 * The command line: JSON on stdout, everything else on stderr.
 * @returns exit code: 0 done, 1 nothing could be done, 2 wrong usage
 */
export async function main(args: string[], terminal: Terminal): Promise<0 | 1 | 2> {
  const [name = "", ...rest] = args;
  try {
    const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!load) {
      const isHelp = name === "--help" || name === "-h" || name === "help";
      if (isHelp) terminal.err(`${await usage()}\n`);
      if (isHelp) return 0;
      const known = Object.keys(commands).join(", ");
      throw new UsageError(
        `got ${name === "" ? "no command" : `"${name}"`}, expected one of ${known}`,
      );
    }
    const command = await load();
    if (rest.includes("--help") && name !== "import") {
      terminal.err(`${helpOf(command)}\n\n${letters}\n`);
      return 0;
    }
    try {
      const answer = await command.run(rest, terminal);
      terminal.out(`${JSON.stringify(answer, null, 2)}\n`);
      return 0;
    } catch (error) {
      if (error instanceof UsageError) error.message += `\nusage: fourfold ${command.usage}`;
      throw error;
    }
  } catch (error) {
    const isExpected =
      error instanceof UsageError || error instanceof Refused || error instanceof FileRefused;
    const text =
      error instanceof Error ? (isExpected ? error.message : explain(error)) : String(error);
    terminal.err(`fourfold: ${text}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

/** Errors of the system say enough by themselves; ours that nobody expected show where they arose. */
function explain(error: Error & { code?: string; errors?: Error[] }): string {
  const inner = error.errors?.map(({ message }) => message).join("; ");
  const isOutside =
    error.code !== undefined || /^(environment|FOURFOLD_|DATABASE_URL)/.test(error.message);
  if (isOutside) return [error.message, inner].filter(Boolean).join(" ") || String(error.code);
  return error.stack ?? error.message;
}
