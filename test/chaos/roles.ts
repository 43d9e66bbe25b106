// Several doors and several workers on one database: nothing is counted twice, and one of each is enough
// when the others are killed.
import { ordersCounted, waitFor } from "./counted.ts";
import { knock, orderOf } from "./door.ts";
import { unless, type Outcome } from "./scenario.ts";
import type { Stage } from "./stage.ts";

const deliveries = 60;
const countedWithinMs = 40_000;

export async function roles(stage: Stage): Promise<Outcome> {
  const { shop, webs, workers } = stage;
  while (webs.length < 2) await stage.add("web");
  while (workers.length < 2) await stage.add("worker");
  const before = await ordersCounted(shop);
  let sent = 0;
  const send = (count: number, door = (n: number) => n % 2) =>
    Promise.all(
      Array.from({ length: count }, () => {
        sent += 1;
        // Every second order comes to both doors: Shopify repeats itself under another id, too.
        const body = orderOf(20_000 + Math.ceil(sent / 2));
        return knock(webs[door(sent)]!.url, shop.shop.domain, { body });
      }),
    );
  const whole = () =>
    waitFor(async () => (await ordersCounted(shop)) - before >= sent / 2, countedWithinMs);
  const answers = await send(deliveries);
  const together = await whole();
  const mending = Promise.all([workers[0]!.kill(500), webs[0]!.kill(500)]);
  answers.push(...(await send(deliveries, () => 1)));
  const alone = await whole();
  await mending;
  const refused = answers.filter(({ status }) => status !== 200).length;
  const counted = (await ordersCounted(shop)) - before;
  return {
    figures: { sent, togetherMs: Math.round(together ?? -1), aloneMs: Math.round(alone ?? -1) },
    problems: [
      ...unless(refused === 0, `${refused} deliveries were not taken`),
      ...unless(counted === sent / 2, `${counted} orders counted, expected ${sent / 2}`),
      ...stage.fell(),
    ],
  };
}
