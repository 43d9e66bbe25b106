// Least and greatest of texts where every database sorts alike, whatever its locale: among digits, and among
// equally many digits with the same before them and a word after them.

/** `length`: of all of them; 0 where they differ. `least` is "" where there is no span. */
export type Span = { least: string; most: string; length: number };
const noSpan: Span = { least: "", most: "", length: 0 };

/** `1001` and `#1001`, `5400:delivered` and `#5400:delivered`. */
const digits = /^\d+$/;
const form = /^(#?\d+)(?::[a-z_]*)?$/;

/** The span of values that are told one after the other. */
export class GrowingSpan {
  #span: Span | null = null;
  /** Where the digits of the first end, and whether it begins with a #. */
  #end = 0;
  #isHashed = false;
  #isSpan = true;
  #areDigits = true;
  #areAlike = true;

  add(value: string): void {
    const areDigits = digits.test(value);
    const end = areDigits ? value.length : (form.exec(value)?.[1]?.length ?? 0);
    const isHashed = value.charCodeAt(0) === 35;
    if (end === 0) this.#isSpan = false;
    const span = this.#span;
    if (!areDigits) this.#areDigits = false;
    if (!span) {
      this.#span = { least: value, most: value, length: value.length };
      this.#end = end;
      this.#isHashed = isHashed;
      return;
    }
    if (end !== this.#end || isHashed !== this.#isHashed) this.#areAlike = false;
    // Mostly they ascend.
    if (value > span.most) span.most = value;
    else if (value < span.least) span.least = value;
    if (value.length !== span.length) span.length = 0;
  }

  end(): Span {
    return this.#span && this.#isSpan && (this.#areDigits || this.#areAlike) ? this.#span : noSpan;
  }
}
