import { request } from "node:http";
import { browser } from "../platform/install-app.ts";

/** The status and the answer to a form that begins so, of that length or, when null, of one untold. */
export function sendHead(
  appUrl: string,
  token: string,
  { bytes, start }: { bytes: number | null; start: string },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const out = request(
      `${appUrl}/app/data/import.data`,
      {
        method: "POST",
        headers: {
          "user-agent": browser,
          authorization: `Bearer ${token}`,
          "content-type": "multipart/form-data; boundary=x",
          ...(bytes !== null && { "content-length": bytes }),
        },
      },
      (answer) => {
        let text = `${answer.statusCode} `;
        answer.on("data", (part: Buffer) => (text += part));
        answer.on("end", () => {
          out.destroy();
          resolve(text);
        });
      },
    );
    out.on("error", reject);
    out.write(`--x\r\ncontent-disposition: form-data; ${start}`);
  });
}
