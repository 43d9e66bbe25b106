// Shopify's Admin API fails in every way it has, through a backfill and live trade: 429, 5xx, no answer,
// throttling, a token that is revoked, a permission that is taken away. In the end all is read.
import { startBackfillSpec } from "../../app/jobs/start-backfill.ts";
import { addJobs } from "../../app/jobs/queue.server.ts";
import { readShop } from "../../app/ledger/shop.server.ts";
import { rowsOf } from "../ingest/deliver.ts";
import { signIn } from "../jobs/sign-in.ts";
import { changeWeather, type Weather, type WeatherChange } from "../platform/weather.ts";
import { compareWithCalm } from "./calm.ts";
import { waitFor } from "./counted.ts";
import { unless, type Outcome, type ScenarioOptions } from "./scenario.ts";
import { comeToRest } from "./shop.ts";
import { openStage, type Stage } from "./stage.ts";
import { historyEnd, runTrade } from "./trading.ts";

const deliveriesEach = 60;
const noticeWithinMs = 20_000;
/** Requests come while deliveries are worked off, and again after a pause when one failed. */
const metWithinMs = 30_000;
const storms: readonly (readonly [string, WeatherChange])[] = [
  ["429", { failing: { status: 429, times: 12 } }],
  ["500", { failing: { status: 500, times: 6 } }],
  ["503", { failing: { status: 503, times: 12 } }],
  ["throttled", { throttled: 12 }],
  ["no answer", { silent: 1 }],
];

const still: WeatherChange = { failing: { status: 503, times: 0 }, throttled: 0, silent: 0 };

/** Requests that are yet to go wrong. */
const stillToCome = ({ failing, throttled, silent }: Weather): number =>
  failing.times + throttled + silent;

export async function adminApi({ seed, withinMs, say }: ScenarioOptions): Promise<Outcome> {
  const until = Date.now() + withinMs;
  const stage = await openStage({ seed, orders: 60, now: historyEnd(new Date()) });
  const { shop, sender, trade, standIn } = stage;
  const problems: string[] = [];
  let [deliveries, at] = [0, 0];
  try {
    const live = async () => {
      const told = await runTrade(trade, sender, {
        ...{ deliveries: deliveriesEach, until, onTold: () => {} },
        part: { at: at++, of: storms.length + 2 },
      });
      deliveries += told;
      await sender.settle();
    };
    changeWeather(standIn.weather, { failing: { status: 503, times: 9 } });
    await addJobs(shop.db, [startBackfillSpec(shop.shop.id)]);
    for (const [name, weather] of storms) {
      say(name);
      changeWeather(standIn.weather, { ...still, ...weather });
      const due = stillToCome(standIn.weather);
      await live();
      const met = await waitFor(async () => stillToCome(standIn.weather) < due, metWithinMs);
      problems.push(...unless(met !== null, `${name}: no request met it`));
    }
    await comeToRest(shop, until - Date.now());

    say("the token is revoked");
    await control(stage, "revoke");
    await live();
    const sessions = () => rowsOf<object>(shop.db, shop.shop.id, `select id from "Session"`);
    const forgotten = await waitFor(async () => (await sessions()).length === 0, noticeWithinMs);
    problems.push(...unless(forgotten !== null, "a token that holds no more was kept"));
    await signIn(shop.db, standIn.url, shop.shop.domain);

    say("a permission is taken away and given back");
    const all = shop.shop.scopes.split(",");
    await control(stage, "scopes", { scopes: all.filter((scope) => scope !== "read_customers") });
    const scopes = async () => (await readShop(shop.db, shop.shop.id))!.scopes;
    const noticed = await waitFor(
      async () => !(await scopes()).includes("read_customers"),
      noticeWithinMs,
    );
    problems.push(...unless(noticed !== null, "a permission that is gone was not noticed"));
    await live();
    await control(stage, "scopes", { scopes: all });
    const after = await compareWithCalm(stage, until - Date.now(), say);
    return {
      figures: { deliveries, forgottenMs: Math.round(forgotten ?? -1), ...after.figures },
      problems: [...problems, ...after.problems],
    };
  } finally {
    await stage.close();
  }
}

async function control({ standIn }: Stage, what: string, body: object = {}): Promise<void> {
  await fetch(`${standIn.url}/__platform/control/${what}`, {
    method: "POST",
    body: JSON.stringify(body),
  });
}
