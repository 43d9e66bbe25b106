// Letters by SMTP. A letter is sent in two moves, so that whoever sends it can note in between that it has
// left: until the final dot of the message (RFC 5321, 4.1.1.4) a server must forget what it got.
import { Readable } from "node:stream";
import { createTransport } from "nodemailer";
import type { Env } from "./env.server.ts";

export type Mail = {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** Never the same for two letters, always the same for one: receivers that get it twice keep one. */
  id: string;
  /** Address that ends these letters by one POST (RFC 8058). */
  stop: string;
};

export type Mailer = {
  /**
   * Resolves once the server has taken the letter. Before its last byte is sent `hold` is awaited: where
   * that rejects, nothing was sent. Rejects with a MailRefused where the server said no.
   */
  send(mail: Mail, hold: () => Promise<void>): Promise<void>;
};

/** The server's answer; final: it will say the same tomorrow (5xx, RFC 5321, 4.2.1). */
export class MailRefused extends Error {
  readonly isFinal: boolean;
  constructor(message: string, isFinal: boolean) {
    super(message);
    this.isFinal = isFinal;
  }
}

const patienceMs = 30_000;

/** Null where no mail server is configured. */
export function createMailer({ SMTP_URL, DIGEST_FROM }: Pick<Env, "SMTP_URL" | "DIGEST_FROM">) {
  if (!SMTP_URL || !DIGEST_FROM) return null;
  const from = DIGEST_FROM;
  const timeouts = {
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: 2 * patienceMs,
  };
  const composer = createTransport({ streamTransport: true, buffer: true });
  return {
    async send({ to, subject, text, html, id, stop }, hold) {
      const domain = from.split("@").at(-1)?.replace(/>$/, "") ?? "localhost";
      const composed = await composer.sendMail({
        ...{ from, to, subject, text, html },
        messageId: `<${id}@${domain}>`,
        headers: {
          "List-Unsubscribe": `<${stop}>`,
          "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
          "Auto-Submitted": "auto-generated",
        },
      });
      const transport = createTransport({ url: SMTP_URL, ...timeouts });
      let broken: Error | undefined;
      async function* bytes() {
        yield composed.message as Buffer;
        await hold();
      }
      const raw = Readable.from(bytes()).on("error", (error) => {
        broken = error;
        transport.close();
      });
      try {
        await transport.sendMail({ envelope: composed.envelope, raw });
      } catch (error) {
        if (broken) throw broken;
        const { responseCode } = error as { responseCode?: number };
        if (responseCode === undefined) throw error;
        throw new MailRefused((error as Error).message, responseCode >= 500);
      } finally {
        transport.close();
      }
    },
  } satisfies Mailer;
}
