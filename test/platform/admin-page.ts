// The admin around the app: a bar, a side menu filled by the app, and the frame. It looks enough like
// an admin to judge the app in its place, and says on every screen that its data is made up.
import type { demoShop } from "./catalogue.ts";

const buttons = [
  ["order", "Place an order"],
  ["ship", "Ship an order"],
  ["refund", "Refund an order"],
];

const shopLinks = [
  ["thank-you", "Answer after an order"],
  ["order-status", "Answer on order status"],
]
  .map(([page, label]) => `<a href="/__platform/shop/${page}" target="_blank">${label}</a>`)
  .join("");

/** @param hasButtons whether the shop has a trade that buttons can move */
export function adminPage(shop: typeof demoShop, appPath: string, hasButtons = false): string {
  const actions = buttons
    .map(([action, label]) => `<button type="button" data-action="${action}">${label}</button>`)
    .join("");
  const host = Buffer.from(`admin.shopify.com/store/${shop.domain.split(".")[0]}`).toString(
    "base64url",
  );
  const query = new URLSearchParams({ shop: shop.domain, host, embedded: "1", locale: "en" });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${shop.name} · stand-in admin</title>
<link rel="icon" href="data:,">
<style>
  * { box-sizing: border-box }
  body { margin: 0; height: 100vh; height: 100dvh; display: grid; grid-template: auto 1fr / 232px 1fr;
    font: 13px/20px Inter, system-ui, sans-serif; color: #303030; background: #1a1a1a }
  header { white-space: nowrap; overflow: hidden; grid-column: 1 / -1; display: flex; align-items: center; gap: 12px; padding: 10px 16px; color: #e3e3e3 }
  header strong { font-weight: 650; color: #fff }
  .demo { margin-left: auto; padding: 2px 10px; border-radius: 10px; background: #ffe58a; color: #3d2f00; font-weight: 600 }
  nav { background: #ebebeb; padding: 14px 10px; border-top-left-radius: 14px }
  nav h2 { font-size: 12px; font-weight: 600; margin: 0 8px 6px; color: #616161 }
  nav a { display: block; padding: 5px 10px; border-radius: 8px; color: #303030; text-decoration: none; font-weight: 550 }
  nav a:hover, nav a:focus-visible { background: #f1f1f1 } nav a[aria-current] { background: #fafafa }
  #demo-actions { display: grid; gap: 6px; margin-top: 18px }
  #demo-actions a { white-space: nowrap }
  #demo-actions button { padding: 5px 10px; border: 1px solid #ccc; border-radius: 8px; background: #fff; font: inherit; cursor: pointer; text-align: start; white-space: nowrap }
  #demo-actions button:hover, #demo-actions button:focus-visible { background: #fff7d6 }
  main { display: grid; grid-template-rows: auto 1fr; min-width: 0; background: #f1f1f1; border-top-right-radius: 14px; overflow: hidden }
  #title { display: flex; gap: 8px; padding: 10px 16px; font-weight: 650; background: #fff; border-bottom: 1px solid #e3e3e3 }
  #title span { font-weight: 450; color: #616161 }
  #save { display: flex; gap: 8px; align-items: center; grid-column: 1 / -1; padding: 8px 16px; background: #303030; color: #fff }
  #save[hidden] { display: none } #save span { margin-right: auto; font-weight: 600 }
  #save button { padding: 4px 12px; border: 0; border-radius: 8px; font: inherit; font-weight: 600; cursor: pointer; background: #4a4a4a; color: #fff }
  #save button[data-primary] { background: #fff; color: #303030 } #save button:disabled { opacity: .5; cursor: default }
  iframe { border: 0; width: 100%; height: 100% }
  #toast { position: fixed; bottom: 24px; left: 50%; transform: translateX(-50%); padding: 10px 16px; border-radius: 10px;
    background: #1a1a1a; color: #fff } #toast:empty { display: none }
  @media (max-width: 640px) { header span:nth-child(2) { display: none } body { grid-template: auto auto 1fr / 1fr }
    nav { display: flex; gap: 4px; padding: 6px 10px; overflow-x: auto; border-radius: 0 } nav h2 { display: none }
    #demo-actions { display: flex; margin: 0 } main { border-radius: 0 } header { padding: 8px 12px } }
</style>
</head>
<body>
<header><strong>Stand-in admin</strong><span>${shop.domain}</span><span class="demo">Demo data</span></header>
<nav aria-label="Apps"><h2>Apps · Fourfold</h2><div id="links" style="display:contents"></div>
${hasButtons ? `<div id="demo-actions" role="group" aria-label="Demo data"><h2>Demo data</h2>${actions}${shopLinks}</div>` : ""}</nav>
<main><div><div id="save" role="region" aria-label="Unsaved changes" hidden></div><div id="title">Fourfold <span></span></div></div>
<iframe name="app" title="Fourfold" src="${appPath}?${query}"></iframe></main>
<div id="toast" role="status"></div>
<script>
  const frame = document.querySelector("iframe");
  const links = document.getElementById("links");
  const go = (href) => frame.contentWindow.postMessage({ source: "admin", href }, location.origin);
  window.addEventListener("message", (event) => {
    if (event.origin !== location.origin || event.data?.source !== "app-bridge") return;
    const { type, detail } = event.data;
    if (type === "ui-title-bar") document.querySelector("#title span").textContent = detail.title;
    if (type === "ui-nav-menu" || type === "s-app-nav") {
      links.replaceChildren(...[{ text: "Scorecard", href: "/app" }, ...detail.links].map((item) => {
        const link = document.createElement("a");
        link.href = item.href;
        link.textContent = item.text;
        link.onclick = (click) => { click.preventDefault(); go(item.href); };
        return link;
      }));
    }
    if (type === "ui-save-bar") {
      const bar = document.getElementById("save");
      bar.hidden = !detail.isOpen;
      const words = document.createElement("span");
      words.textContent = "Unsaved changes";
      // Shopify writes the words of both buttons itself.
      bar.replaceChildren(words, ...detail.buttons.map(({ isPrimary, isDisabled }, press) => {
        const button = document.createElement("button");
        button.textContent = isPrimary ? "Save" : "Discard";
        button.toggleAttribute("data-primary", isPrimary);
        button.disabled = isDisabled;
        button.onclick = () => frame.contentWindow.postMessage({ source: "admin", press }, location.origin);
        return button;
      }).reverse());
    }
    if (type === "toast") say(detail.message);
  });
  function say(words) {
    const toast = document.getElementById("toast");
    toast.textContent = words;
    setTimeout(() => toast.textContent === words && (toast.textContent = ""), 4000);
  }
  for (const button of document.querySelectorAll("[data-action]")) {
    button.onclick = async () => {
      const answer = await fetch("/__platform/actions/" + button.dataset.action, { method: "POST" });
      say((await answer.json()).words);
    };
  }
</script>
</body>
</html>`;
}
