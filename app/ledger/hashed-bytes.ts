// The text that is hashed (hash.ts) of facts of which there are millions, as bytes: written into one piece of
// memory, hashed and written over. As strings it would be a hundred small ones an order.

/** Writes a value that is not null behind what was written before. */
type Write<T> = (value: T) => void;

let memory = Buffer.allocUnsafeSlow(1 << 12);
let used = 0;

/** The bytes that `write` writes of a value, until others are written. */
export function bytesOf<T>(value: T, write: Write<T>): Buffer {
  used = 0;
  write(value);
  return memory.subarray(0, used);
}

function makeRoom(bytes: number): void {
  if (used + bytes <= memory.length) return;
  const larger = Buffer.allocUnsafeSlow(2 * (used + bytes));
  memory.copy(larger, 0, 0, used);
  memory = larger;
}

function copy(bytes: Buffer): void {
  makeRoom(bytes.length);
  memory.set(bytes, used);
  used += bytes.length;
}

function byte(code: number): void {
  makeRoom(1);
  memory[used++] = code;
}

const quote = 34;
const backslash = 92;

const mostBytesOfCharacter = 3;

function asJson(value: string): void {
  const json = JSON.stringify(value);
  makeRoom(json.length * mostBytesOfCharacter);
  used += memory.write(json, used, "utf8");
}

/** Short and mostly plain: copied here, cheaper than a call into the runtime. */
export function asText(value: string): void {
  makeRoom(value.length + 2);
  let end = used;
  memory[end++] = quote;
  for (let at = 0; at < value.length; at += 1) {
    const code = value.charCodeAt(at);
    if (code < 32 || code > 126 || code === quote || code === backslash) {
      asJson(value);
      return;
    }
    memory[end++] = code;
  }
  memory[end++] = quote;
  used = end;
}

/** A text of ASCII without quotes. */
function bare(text: string): void {
  makeRoom(text.length);
  let end = used;
  for (let at = 0; at < text.length; at += 1) memory[end++] = text.charCodeAt(at);
  used = end;
}

export function asMinor(value: bigint): void {
  bare(String(value));
  byte(110);
}

export const asItIs = (value: number | boolean): void => bare(String(value));

const millisADay = 86_400_000;
let lastDay = NaN;
let dayBytes = Buffer.alloc(0);

function twoDigits(number: number): void {
  memory[used++] = 48 + Math.floor(number / 10);
  memory[used++] = 48 + (number % 10);
}

/** As `toISOString`, which takes each instant's day apart anew: a history is told by days. */
export function asTime(value: Date): void {
  const millis = value.getTime();
  const day = Math.floor(millis / millisADay);
  if (day !== lastDay) {
    dayBytes = Buffer.from(`"${value.toISOString().slice(0, -13)}`);
    lastDay = day;
  }
  copy(dayBytes);
  makeRoom(14);
  // Told to be an integer of 32 bits: remainders of others are many times slower.
  const rest = (millis - day * millisADay) | 0;
  twoDigits(Math.floor(rest / 3_600_000));
  memory[used++] = 58;
  twoDigits(Math.floor(rest / 60_000) % 60);
  memory[used++] = 58;
  twoDigits(Math.floor(rest / 1000) % 60);
  memory[used++] = 46;
  const thousandths = rest % 1000;
  memory[used++] = 48 + Math.floor(thousandths / 100);
  twoDigits(thousandths % 100);
  memory[used++] = 90;
  memory[used++] = quote;
}

export function asList<T>(item: Write<T>): Write<readonly T[]> {
  return (items) => {
    byte(91);
    for (let at = 0; at < items.length; at += 1) {
      if (at > 0) byte(44);
      item(items[at] as T);
    }
    byte(93);
  };
}

/** How each field is written where it is not null: one that is forgotten is an error of types. */
export type Writes<T> = { readonly [K in keyof T]-?: Write<NonNullable<T[K]>> };

/** Values of one form: nothing is looked up or sorted. */
export function formOf<T extends object>(writes: Writes<T>): Write<T> {
  const fields = Object.keys(writes)
    .toSorted()
    .map((key) => {
      const quoted = `${JSON.stringify(key)}:`;
      const write = writes[key as keyof T] as Write<unknown>;
      return {
        key: key as keyof T,
        first: Buffer.from(quoted),
        next: Buffer.from(`,${quoted}`),
        write,
      };
    });
  const nothing = Buffer.from("null");
  return (value) => {
    byte(123);
    let isFirst = true;
    for (let at = 0; at < fields.length; at += 1) {
      const { key, first, next, write } = fields[at] as (typeof fields)[number];
      const inner = value[key];
      if (inner === undefined) continue;
      copy(isFirst ? first : next);
      isFirst = false;
      if (inner === null) copy(nothing);
      else write(inner);
    }
    byte(125);
  };
}
