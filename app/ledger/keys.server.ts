// Contacts and kept payloads lie in the database only sealed. A sealed value is
//   version (1 byte) · key id (4) · nonce (12) · tag (16) · ciphertext
// AES-256-GCM over UTF-8, the first five bytes authenticated with it. Each secret gives three keys by
// HKDF-SHA-256 (RFC 5869): its id, the sealing key and the blind-index key. Nonces are random, so one
// secret is good for 2^32 values (NIST SP 800-38D, 8.3); rotate before.
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { join } from "node:path";
import { env } from "../env.server.ts";
import { defaultHome, openHome, readOrCreate } from "./database/home.server.ts";

const version = 1;
const headerBytes = 5;
const nonceBytes = 12;
const tagBytes = 16;
const leastCharacters = 32;

type Key = { id: Buffer; sealing: Buffer; index: Buffer };

function derive(secret: string): Key {
  const part = (use: string, bytes: number) =>
    Buffer.from(hkdfSync("sha256", secret, "fourfold", use, bytes));
  return { id: part("key id", 4), sealing: part("seal", 32), index: part("blind index", 32) };
}

export type KeyRing = {
  /** Of the first secret, as sealed values carry it. */
  firstId: Buffer;
  /** Encrypts under the first secret. */
  seal(plain: string): Buffer;
  /** Throws an Error when the secret is not on the ring or the value was altered. */
  open(sealed: Uint8Array): string;
  /** Keyed fingerprint of an already normalised e-mail or phone, 43 characters, for exact matches. */
  blindIndex(value: string): string;
  /** The same under every secret, first first: how a value stored before a rotation is found. */
  blindIndexes(value: string): string[];
};

/** A ring from FOURFOLD_KEY's text. Throws an Error when a secret is shorter than 32 characters. */
export function keyRing(text: string): KeyRing {
  const secrets = text.split(",").map((secret) => secret.trim());
  const short = secrets.findIndex((secret) => secret.length < leastCharacters);
  if (short >= 0)
    throw new Error(
      `FOURFOLD_KEY: got ${secrets[short]!.length} characters in secret ${short + 1} of ${secrets.length}, ` +
        `expected at least ${leastCharacters}; make one with: openssl rand -base64 36`,
    );
  const keys = secrets.map(derive);
  const first = keys[0]!;
  const fingerprint = (key: Key, value: string) =>
    createHmac("sha256", key.index).update(value).digest("base64url");
  return {
    firstId: first.id,
    seal(plain) {
      const header = Buffer.concat([Buffer.of(version), first.id]);
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", first.sealing, nonce).setAAD(header);
      const body = [cipher.update(plain, "utf8"), cipher.final()];
      return Buffer.concat([header, nonce, cipher.getAuthTag(), ...body]);
    },
    open(sealed) {
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
      if (bytes.length < headerBytes + nonceBytes + tagBytes || bytes[0] !== version)
        throw new Error(`got ${bytes.length} bytes that are no sealed value of version ${version}`);
      const header = bytes.subarray(0, headerBytes);
      const id = header.subarray(1);
      const key = keys.find((one) => one.id.equals(id));
      if (!key)
        throw new Error(
          `sealed with secret ${id.toString("hex")}, which FOURFOLD_KEY does not hold: ` +
            "append the earlier secret after a comma",
        );
      const rest = bytes.subarray(headerBytes);
      const nonce = rest.subarray(0, nonceBytes);
      const opener = createDecipheriv("aes-256-gcm", key.sealing, nonce).setAAD(header);
      opener.setAuthTag(rest.subarray(nonceBytes, nonceBytes + tagBytes));
      try {
        const plain = opener.update(rest.subarray(nonceBytes + tagBytes));
        return Buffer.concat([plain, opener.final()]).toString("utf8");
      } catch (error) {
        throw new Error("a sealed value was altered after it was written", { cause: error });
      }
    },
    blindIndex: (value) => fingerprint(first, value),
    blindIndexes: (value) => keys.map((key) => fingerprint(key, value)),
  };
}

/**
 * FOURFOLD_KEY's text, else what the embedded database keeps in its home (0600, made on first use).
 * Throws an Error when a DATABASE_URL is given without a key: its sealed rows would be lost with this
 * machine's disk.
 */
export function keyText(
  from: { FOURFOLD_KEY?: string; DATABASE_URL?: string; FOURFOLD_HOME?: string } = env,
): string {
  if (from.FOURFOLD_KEY) return from.FOURFOLD_KEY;
  if (from.DATABASE_URL)
    throw new Error(
      "FOURFOLD_KEY: missing beside DATABASE_URL, expected a text of at least 32 characters; " +
        "make one with: openssl rand -base64 36, and keep it as long as the database",
    );
  const home = openHome(from.FOURFOLD_HOME ?? defaultHome());
  return readOrCreate(join(home, "key"), () => randomBytes(36).toString("base64url"));
}

let ring: KeyRing | undefined;
/** The ring of this process. */
export const current = () => (ring ??= keyRing(keyText()));

export const seal: KeyRing["seal"] = (plain) => current().seal(plain);
export const open: KeyRing["open"] = (sealed) => current().open(sealed);
export const blindIndex: KeyRing["blindIndex"] = (value) => current().blindIndex(value);
export const blindIndexes: KeyRing["blindIndexes"] = (value) => current().blindIndexes(value);
