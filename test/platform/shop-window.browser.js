// Plain stand-ins of the Polaris web components the survey uses, in the frame the extension runs in.
// Their names, properties and events are Shopify's (API 2026-07); their look is only readable.

/** Properties that Preact sets, kept as attributes: true is there, false is not. */
function reflected(element, names) {
  for (const name of names) {
    Object.defineProperty(element.prototype, name, {
      get() {
        const text = this.getAttribute(name);
        return text === "" ? true : text;
      },
      set(value) {
        if (value === false || value === null || value === undefined) this.removeAttribute(name);
        else this.setAttribute(name, value === true ? "" : String(value));
      },
    });
  }
}

/** An element that draws its shadow again whenever an attribute or a child changes. */
class Drawn extends HTMLElement {
  constructor() {
    super();
    this.attachShadow({ mode: "open", delegatesFocus: true });
  }
  connectedCallback() {
    this.draw();
    const watched = { attributes: true, childList: true, subtree: true, characterData: true };
    this.watch ??= new MutationObserver(() => this.draw());
    this.watch.observe(this, watched);
  }
  disconnectedCallback() {
    this.watch.disconnect();
  }
}

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const styled = (css) => make("style", { textContent: `:host { display: block } ${css}` });

class ChoiceList extends Drawn {
  chosen = [];
  get values() {
    return this.chosen;
  }
  set values(values) {
    this.chosen = values ?? [];
    if (this.isConnected) this.draw();
  }
  draw() {
    const choices = [...this.querySelectorAll("s-choice")];
    const said = JSON.stringify(choices.map((choice) => [choice.value, choice.textContent]));
    const state = `${said} ${this.chosen} ${this.label}`;
    // What is the same stays: a radio button that has the focus must keep it.
    if (state === this.drawn) return;
    this.drawn = state;
    const radios = choices.map((choice) => {
      const value = String(choice.value);
      const radio = make("input", { type: "radio", name: "choice", value });
      radio.checked = this.chosen.includes(value);
      radio.onchange = () => {
        this.chosen = [value];
        this.drawn = `${said} ${this.chosen} ${this.label}`;
        this.dispatchEvent(new Event("change", { bubbles: true }));
      };
      return make("label", {}, radio, ` ${choice.textContent}`);
    });
    this.shadowRoot.replaceChildren(
      styled(`fieldset { border: 0; padding: 0; margin: 0; display: flex; flex-wrap: wrap; gap: 8px 14px }
        legend { font-weight: 600; padding: 0 0 6px } label { padding: 4px 0 }`),
      make("fieldset", {}, make("legend", { textContent: this.label ?? "" }), ...radios),
    );
  }
}
reflected(ChoiceList, ["label", "variant", "name", "disabled"]);

class Choice extends HTMLElement {}
reflected(Choice, ["value", "selected", "accessibilityLabel"]);

class TextArea extends Drawn {
  get value() {
    return this.area?.value ?? "";
  }
  set value(text) {
    this.draw();
    this.area.value = text ?? "";
  }
  draw() {
    this.area ??= make("textarea", { id: "text" });
    this.area.rows = Number(this.rows) || 2;
    this.area.maxLength = Number(this.maxLength) || -1;
    const label = make("label", { htmlFor: "text", textContent: this.label ?? "" });
    if (this.area.isConnected) this.shadowRoot.querySelector("label").textContent = this.label;
    else
      this.shadowRoot.replaceChildren(
        styled(`label { display: block; padding-bottom: 4px }
          textarea { width: 100%; box-sizing: border-box; font: inherit; padding: 6px 8px }`),
        label,
        this.area,
      );
  }
}
reflected(TextArea, ["label", "rows", "maxLength", "name"]);

class Button extends Drawn {
  draw() {
    if (!this.button) {
      this.button = make("button", { type: "button" }, document.createElement("slot"));
      this.shadowRoot.replaceChildren(
        styled(`button { font: inherit; font-weight: 600; padding: 8px 18px; border: 0;
          border-radius: 6px; background: #1a56c4; color: #fff } button:disabled { background: #e3e3e3; color: #4a4a4a }`),
        this.button,
      );
    }
    this.button.disabled = this.hasAttribute("disabled") || this.hasAttribute("loading");
  }
}
reflected(Button, ["disabled", "loading", "variant"]);

class Banner extends Drawn {
  draw() {
    if (this.box) return;
    this.box = make("div", {}, document.createElement("slot"));
    this.box.setAttribute("role", this.tone === "critical" ? "alert" : "status");
    this.shadowRoot.replaceChildren(
      styled("div { border: 1px solid #8a8a8a; border-radius: 6px; padding: 10px 12px }"),
      this.box,
    );
  }
}
reflected(Banner, ["tone", "heading"]);

class Section extends HTMLElement {}
class Stack extends HTMLElement {}
reflected(Stack, ["gap", "direction"]);

const elements = {
  "s-choice-list": ChoiceList,
  "s-choice": Choice,
  "s-text-area": TextArea,
  "s-button": Button,
  "s-banner": Banner,
  "s-section": Section,
  "s-stack": Stack,
};
for (const [name, element] of Object.entries(elements)) customElements.define(name, element);

// What the page around an extension gives it. The frame is sandboxed, so its origin is none: every
// call leaves it as a call from another site, as on Shopify's pages.
const given = JSON.parse(document.getElementById("given").textContent);
globalThis.shopify = {
  orderConfirmation: { value: { order: { id: given.orderIdentity }, isFirstOrder: false } },
  order: { value: { id: given.order, name: given.name } },
  localization: { language: { value: { isoCode: given.locale } } },
  sessionToken: { get: async () => (await fetch(given.tokenUrl)).text() },
};
import(given.bundleUrl).then((extension) => extension.default());
