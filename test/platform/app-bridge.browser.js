// Stand-in of Shopify's App Bridge, loaded by the app's pages inside the frame. It covers what this
// app uses: id tokens on every same-origin fetch with one retry, the bounce page's reload, the
// navigation menu and title bar reported to the admin around it, toasts, loading, navigation back.
(() => {
  const script = document.currentScript;
  const parameters = new URLSearchParams(location.search);
  const realFetch = window.fetch.bind(window);
  const tell = (type, detail) =>
    window.parent !== window &&
    window.parent.postMessage({ source: "app-bridge", type, detail }, location.origin);

  async function idToken() {
    const answer = await realFetch("/__platform/token");
    return (await answer.json()).token;
  }

  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (new URL(request.url).origin !== location.origin || request.headers.has("authorization")) {
      return realFetch(request);
    }
    const signed = async (from) => {
      const headers = new Headers(from.headers);
      headers.set("authorization", `Bearer ${await idToken()}`);
      return new Request(from, { headers });
    };
    const spare = request.clone();
    const answer = await realFetch(await signed(request));
    const again = answer.headers.has("x-shopify-retry-invalid-session-request");
    return answer.status === 401 && again ? realFetch(await signed(spare)) : answer;
  };

  // The bounce page holds nothing but this script: load the wanted address with a fresh token.
  const reload = parameters.get("shopify-reload");
  if (reload) {
    void idToken().then((token) => {
      const wanted = new URL(reload, location.origin);
      wanted.protocol = location.protocol;
      wanted.host = location.host;
      wanted.searchParams.set("id_token", token);
      location.replace(wanted);
    });
  }

  window.shopify = {
    config: {
      apiKey: script?.dataset.apiKey ?? "",
      shop: parameters.get("shop") ?? "",
      host: parameters.get("host") ?? "",
      locale: parameters.get("locale") ?? "en",
    },
    environment: { embedded: window.parent !== window, mobile: false, pos: false },
    idToken,
    loading: (on) => tell("loading", { on: on !== false }),
    toast: { show: (message) => tell("toast", { message }), hide: () => {} },
    saveBar: { show: async () => {}, hide: async () => {}, toggle: async () => {} },
    modal: { show: async () => {}, hide: async () => {}, toggle: async () => {} },
    resourcePicker: async () => undefined,
    user: async () => ({ locale: "en" }),
  };

  const css = new CSSStyleSheet();
  css.replaceSync("ui-nav-menu, s-app-nav, ui-title-bar, ui-save-bar, ui-modal { display: none }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, css];

  function reporting(name, read) {
    customElements.define(
      name,
      class extends HTMLElement {
        connectedCallback() {
          const report = () => tell(name, read(this));
          this.watcher = new MutationObserver(report);
          this.watcher.observe(this, { childList: true, subtree: true, attributes: true });
          setTimeout(report);
        }
        disconnectedCallback() {
          this.watcher?.disconnect();
        }
      },
    );
  }
  const links = (element) => ({
    links: [...element.querySelectorAll("a")]
      .filter((link) => link.getAttribute("rel") !== "home")
      .map((link) => ({ text: link.textContent, href: link.getAttribute("href") })),
  });
  reporting("ui-nav-menu", links);
  reporting("s-app-nav", links);
  reporting("ui-title-bar", (element) => ({ title: element.getAttribute("title") ?? "" }));

  // The save bar stands in the admin; its buttons are the app's own, pressed from there.
  customElements.define(
    "ui-save-bar",
    class extends HTMLElement {
      isOpen = false;
      connectedCallback() {
        this.watcher = new MutationObserver(() => this.report());
        this.watcher.observe(this, { childList: true, subtree: true, attributes: true });
      }
      disconnectedCallback() {
        this.watcher?.disconnect();
        this.isOpen = false;
        this.report();
      }
      show() {
        this.isOpen = true;
        this.report();
        return Promise.resolve();
      }
      hide() {
        this.isOpen = false;
        this.report();
        return Promise.resolve();
      }
      report() {
        const buttons = [...this.querySelectorAll("button")].map((button) => ({
          isPrimary: button.getAttribute("variant") === "primary",
          isDisabled: button.disabled || button.hasAttribute("loading"),
        }));
        tell("ui-save-bar", { isOpen: this.isOpen, buttons });
      }
    },
  );

  window.addEventListener("message", (event) => {
    if (event.origin !== location.origin || event.data?.source !== "admin") return;
    if (event.data.press !== undefined) {
      document.querySelectorAll("ui-save-bar button")[event.data.press]?.click();
      return;
    }
    // The link must be in the document for the event to bubble up to the app.
    const link = document.createElement("a");
    link.setAttribute("href", event.data.href);
    link.hidden = true;
    document.body.append(link);
    link.dispatchEvent(new Event("shopify:navigate", { bubbles: true }));
    link.remove();
  });
  const report = () => tell("address", { path: location.pathname + location.search });
  window.addEventListener("popstate", report);
  setTimeout(report);
})();
