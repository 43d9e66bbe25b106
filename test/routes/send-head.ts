import { request } from "node:http";
import { browser } from "../platform/install-app.ts";

/** The answer to the headers of an upload of that length and a little of it. */
export function sendHead(appUrl: string, token: string, bytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const out = request(
      `${appUrl}/app/data/import.data`,
      {
        method: "POST",
        headers: {
          "user-agent": browser,
          authorization: `Bearer ${token}`,
          "content-type": "multipart/form-data; boundary=x",
          "content-length": bytes,
        },
      },
      (answer) => {
        let text = "";
        answer.on("data", (part: Buffer) => (text += part));
        answer.on("end", () => {
          out.destroy();
          resolve(text);
        });
      },
    );
    out.on("error", reject);
    out.write('--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n');
  });
}
