// Many pictures on one, with their names.
import type { Browser } from "playwright-core";

type Sheet = {
  rows: readonly string[];
  /** Their last word is the width at which the picture was taken. */
  columns: readonly string[];
  /** By "<row> <column>"; what is missing stays empty. */
  shots: ReadonlyMap<string, Buffer>;
};

/** Pixels of the sheet for one of the picture. */
const scale = 0.4;

export async function sheetOf(browser: Browser, { rows, columns, shots }: Sheet): Promise<Buffer> {
  const page = await browser.newPage();
  const widthOf = (column: string) => Number(column.split(" ").at(-1)) * scale;
  const picture = (name: string, width: number) => {
    const shot = shots.get(name);
    const image = shot
      ? `<img width="${width}" src="data:image/png;base64,${shot.toString("base64")}">`
      : `<div style="width:${width}px"></div>`;
    return `<figure><figcaption>${name}</figcaption>${image}</figure>`;
  };
  const cells = rows.map((row) =>
    columns.map((column) => picture(`${row} ${column}`, widthOf(column))).join(""),
  );
  await page.setContent(`<style>
    body { margin: 16px; background: #777; font: 600 13px system-ui; width: max-content }
    section { display: flex; gap: 12px; margin-bottom: 24px; align-items: flex-start }
    figure { margin: 0 } figcaption { color: #fff; padding-bottom: 4px; white-space: nowrap }
    img { display: block }
  </style>${cells.map((row) => `<section>${row}</section>`).join("")}`);
  const size = await page.evaluate(() => ({
    width: document.body.scrollWidth + 32,
    height: document.documentElement.scrollHeight,
  }));
  await page.setViewportSize(size);
  const sheet = await page.screenshot({ fullPage: true });
  await page.close();
  return sheet;
}
