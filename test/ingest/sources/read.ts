import type { Fact, FactKind, FactOf } from "../../../app/ledger/facts.ts";
import { contentHash } from "../../../app/ledger/hash.ts";
import { csvReader } from "../../../app/ingest/files/csv.ts";
import { findColumns } from "../../../app/ingest/files/header.ts";
import type { Row, Scope, Source } from "../../../app/ingest/sources/source.ts";

export const now = new Date("2026-05-04T09:00:00Z");

export function scopeOf(timeZone = "UTC", currency = "USD"): Scope {
  const places = new Map<string, number>();
  return {
    shop: { id: 1n, domain: "test.myshopify.com", timeZone, currency },
    today: new Date("2026-05-04T00:00:00Z"),
    person: (contact) => `person:${contact}`,
    location: (called) => (called === "Till" ? "L1" : null),
    place(_owner, key) {
      const before = places.get(key) ?? 0;
      places.set(key, before + 1);
      return before;
    },
    versionOfText: (text) => ({
      updatedAt: new Date(0),
      triggeredAt: now,
      hash: contentHash(text),
    }),
    version: (content) => ({
      updatedAt: new Date(0),
      triggeredAt: now,
      hash: contentHash(content),
    }),
  };
}

/** A whole file as one group, or the groups of rows that follow each other under one key. */
export function takeFile(source: Source, text: string, scope = scopeOf()) {
  const [header, ...rows] = ((reader) => [...reader.push(text), ...reader.end()])(csvReader(","));
  const places = findColumns(header?.cells ?? [], source.columns);
  if ("wrong" in places) throw new Error(places.wrong as unknown as string);
  const groups = new Map<string, Row[]>();
  for (const { line, cells } of rows) {
    const row: Row = { line, cells };
    const key =
      source.groupBy === null ? String(line) : (cells[places[source.groupBy] ?? -1] ?? "");
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const taken = [...groups.values()].map((group) => source.take(group, places, scope));
  return {
    facts: taken.flatMap((one): Fact[] => ("facts" in one ? one.facts : [])),
    problems: taken.flatMap((one) => ("problems" in one ? one.problems : [])),
  };
}

export function ofKind<K extends FactKind>(facts: Fact[], kind: K): FactOf<K>[] {
  return facts.filter((fact): fact is FactOf<K> => fact.kind === kind);
}
