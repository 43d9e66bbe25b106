// Shared scorecards of several stores side by side: a row a store, each as its own link shows it. Plain
// links and one form that only reads: nothing is kept but in the address.
import { instantWords } from "./data-when.tsx";
import type { Locale } from "./format.ts";
import {
  HeadNumbers,
  locale,
  PeriodLinks,
  Sheet,
  sharePeriods,
  type Refusal,
  type Shared,
} from "./share.tsx";
import { t } from "./translate.ts";
import { find, isScored, lackingWords, periodWords, scoreWords } from "./words.ts";

/** As many as a person compares on one page. */
export const mostStores = 20;

/** The key is what follows /share/ in the store's link. */
export type Store = { key: string } & ({ shared: Shared } | { refused: Refusal });

export type AgencyProps = {
  stores: readonly Store[];
  period: (typeof sharePeriods)[number];
  /** The page's own style sheet. */
  styles: string;
};

export function Agency({ stores, period, styles }: AgencyProps) {
  const keys = stores.map(({ key }) => key);
  const address = (choice: string, some: readonly string[]) =>
    `?${new URLSearchParams([["period", choice], ...some.map((key) => ["link", key])])}`;
  return (
    <Sheet title={t("agency.title")} styles={styles} isWide>
      {stores.some((store) => "shared" in store && store.shared.isDemo) && (
        <p className="demo">{t("digest.demo")}</p>
      )}
      <h1>{t("agency.title")}</h1>
      <p>{t("agency.lead", { most: mostStores })}</p>
      {stores.length > 0 && (
        <>
          <PeriodLinks choice={period} address={(choice) => address(choice, keys)} />
          <section className="wide" role="region" aria-label={t("agency.caption")} tabIndex={0}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t("agency.store")}</th>
                  <th scope="colgroup" colSpan={5}>
                    {t("agency.headline")}
                  </th>
                  <th scope="col">{t("agency.scores")}</th>
                  <th scope="col">{t("agency.until")}</th>
                </tr>
              </thead>
              <tbody>
                {stores.map((store, at) => (
                  <Row
                    key={store.key}
                    place={at + 1}
                    store={store}
                    open={`/share/${encodeURIComponent(store.key)}?period=${period}`}
                    remove={address(
                      period,
                      keys.filter((key) => key !== store.key),
                    )}
                  />
                ))}
              </tbody>
            </table>
          </section>
        </>
      )}
      {stores.length < mostStores ? (
        <AddForm keys={keys} period={period} />
      ) : (
        <p>{t("agency.full", { most: mostStores })}</p>
      )}
    </Sheet>
  );
}

/** More links than the page takes: none of them is opened. */
export function AgencyRefusal({ got, styles }: { got: number; styles: string }) {
  const title = t("agency.tooMany");
  return (
    <Sheet title={title} styles={styles}>
      <h1>{title}</h1>
      <p>{t("agency.tooManyWords", { got, most: mostStores })}</p>
    </Sheet>
  );
}

function AddForm({ keys, period }: { keys: readonly string[]; period: string }) {
  return (
    <form method="get">
      <input type="hidden" name="period" value={period} />
      {keys.map((key) => (
        <input key={key} type="hidden" name="link" value={key} />
      ))}
      <label htmlFor="link">{t("agency.add")}</label>
      <input id="link" name="link" autoComplete="off" spellCheck={false} required />
      <button type="submit">{t("agency.addDo")}</button>
    </form>
  );
}

type RowProps = { place: number; store: Store; open: string; remove: string };

function Row({ place, store, open, remove }: RowProps) {
  if ("refused" in store) {
    const name = t("agency.link", { place });
    return (
      <tr>
        <th scope="row">
          {name}
          <Actions name={name} remove={remove} />
        </th>
        <td colSpan={7} className="needs">
          {t(`share.${store.refused}`)}. {t(`share.${store.refused}Words`)}
        </td>
      </tr>
    );
  }
  const { shop, until, card, time } = store.shared;
  const { timeZone, lacking, today } = time;
  const where: Locale = { locale, currency: card.currency };
  const heads = card.headline.flatMap((id) => find(card, id) ?? []);
  return (
    <tr>
      <th scope="row">
        {shop}
        <Actions name={shop} open={open} remove={remove} />
        <small>
          {periodWords({ ...time, locale })} · {card.currency}
        </small>
        {lacking && <small>{lackingWords(lacking, { today, locale })}</small>}
      </th>
      {heads.map((kpi) => (
        <td key={kpi.id} className="head">
          {kpi.name}
          <HeadNumbers kpi={kpi} where={where} />
        </td>
      ))}
      <td>
        <Scores card={card} />
      </td>
      <td data-label={t("agency.until")}>
        {instantWords(until, { timeZone, locale })} ({timeZone})
      </td>
    </tr>
  );
}

function Actions({ name, open, remove }: { name: string; open?: string; remove: string }) {
  return (
    <small className="acts">
      {open && (
        <a href={open} aria-label={t("agency.openOf", { name })}>
          {t("agency.open")}
        </a>
      )}
      <a href={remove} aria-label={t("agency.removeOf", { name })}>
        {t("agency.remove")}
      </a>
    </small>
  );
}

function Scores({ card }: { card: Shared["card"] }) {
  return card.perspectives.map(({ id, score, kpis: ids }) => {
    const kpis = ids.flatMap((one) => find(card, one) ?? []);
    const counts = { scored: kpis.filter(isScored).length, all: kpis.length };
    return (
      <div key={id}>
        {t(`perspective.${id}`)}
        <small>{score === null ? t("agency.noScore") : scoreWords(score, counts)}</small>
      </div>
    );
  });
}
