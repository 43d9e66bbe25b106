// Who answers for a KPI.
import type { Client } from "../db.server.ts";
import type { ShopContext } from "./facts.ts";
import { tellVersion } from "./tell-version.server.ts";
import { run } from "./writers/rows.server.ts";

export type KpiOwner = { kpi: string; owner: string };

/** Those that have one. */
export function readKpiOwners(client: Client, shop: ShopContext): Promise<KpiOwner[]> {
  return run<KpiOwner>(
    client,
    "select kpi, owner from kpi_owner where shop_id = $1 order by owner, kpi",
    [shop.id],
  );
}

/** Empty takes the KPI from whoever had it. */
export async function setKpiOwner(
  client: Client,
  shop: ShopContext,
  { kpi, owner }: KpiOwner,
): Promise<void> {
  if (owner === "") {
    await run(client, "delete from kpi_owner where shop_id = $1 and kpi = $2", [shop.id, kpi]);
  } else {
    await run(
      client,
      `insert into kpi_owner (shop_id, kpi, owner) values ($1, $2, $3)
       on conflict (shop_id, kpi) do update set owner = excluded.owner`,
      [shop.id, kpi, owner],
    );
  }
  await tellVersion(client, shop.id);
}
