// Puts a signed-in customer's own products into the cards that stand there already. Asks nothing before
// Shopify says that preferences may be used, and keeps nothing in the browser.
(() => {
  const place = "[data-fourfold-for-you]";
  const mayAsk = () => window.Shopify?.customerPrivacy?.preferencesProcessingAllowed?.() === true;

  const read = async (url) => {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };

  /** The shop's own way to write money, with its commonest forms of an amount. */
  const money = (cents, format) => {
    const grouped = (digits, group, point) => {
      const [whole, part] = (cents / 100).toFixed(digits).split(".");
      const groups = whole.replace(/\B(?=(\d{3})+$)/g, group);
      return part ? groups + point + part : groups;
    };
    const forms = {
      amount: () => grouped(2, ",", "."),
      amount_no_decimals: () => grouped(0, ",", "."),
      amount_with_comma_separator: () => grouped(2, ".", ","),
      amount_no_decimals_with_comma_separator: () => grouped(0, ".", ","),
      amount_with_apostrophe_separator: () => grouped(2, "'", "."),
    };
    const text = format.replace(/\{\{\s*(\w+)\s*\}\}/, (_, form) =>
      (forms[form] ?? forms.amount)(),
    );
    return new DOMParser().parseFromString(text, "text/html").body.textContent;
  };

  const fill = (card, product, format) => {
    card.href = product.url;
    card.querySelector(".fourfold__title").textContent = product.title;
    const price = card.querySelector(".fourfold__price");
    if (price) price.textContent = money(product.price, format);
    const picture = card.querySelector(".fourfold__picture");
    const source = product.featured_image;
    const image = new Image(360, 360);
    if (source) {
      image.alt = "";
      image.src = source + (source.includes("?") ? "&" : "?") + "width=360";
    }
    picture.replaceChildren(...(source ? [image] : []));
  };

  const personalise = async (section) => {
    const root = section.dataset.fourfoldForYou;
    const cards = [...section.querySelectorAll("[data-fourfold-card]")];
    const size = cards.length;
    const { items } = await read(
      `${root}apps/fourfold/recommendations?limit=${size}&least=${size}`,
    );
    // None, or fewer than the cards: what stands there stays as a whole, nothing moves.
    if (items.length < cards.length) return;
    const products = await Promise.all(items.map(({ url }) => read(`${root}${url.slice(1)}.js`)));
    cards.forEach((card, at) => fill(card, products[at], section.dataset.money));
    section.querySelector(".fourfold__heading").textContent = section.dataset.heading;
  };

  const begin = () => {
    if (!mayAsk()) return;
    document.removeEventListener("visitorConsentCollected", begin);
    for (const section of document.querySelectorAll(place)) {
      // Where it cannot be had, what the shop rendered stands.
      personalise(section).catch(() => {});
    }
  };
  // Nobody is signed in: there is nothing to ask for, consent neither.
  if (!document.querySelector(place)) return;
  document.addEventListener("visitorConsentCollected", begin);
  const consent = [{ name: "consent-tracking-api", version: "0.1" }];
  window.Shopify?.loadFeatures?.(consent, (error) => error || begin());
})();
