import type { Template } from './find-templates.ts';
import { ANY, isSeparator } from './shape-tokens.ts';

/** True if the tokens of a shape are those of a template, with any value where the template has `<*>`. */
export function fits(template: readonly string[], tokens: readonly string[]): boolean {
  if (template.length !== tokens.length) return false;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as string;
    if (template[i] !== token && (template[i] !== ANY || isSeparator(token))) return false;
  }
  return true;
}

/** True if some shape may fit both templates. */
export function mayOverlap(one: Template, other: Template): boolean {
  if (one.tokens.length !== other.tokens.length) return false;
  for (let i = 0; i < one.tokens.length; i++) {
    const [a, b] = [one.tokens[i] as string, other.tokens[i] as string];
    if (a !== b && (isSeparator(a) || isSeparator(b) || (a !== ANY && b !== ANY))) return false;
  }
  return true;
}

/** Templates that one token finds at one place, and the number of shapes with that token there. */
interface Found {
  count: number;
  readonly entries: Entry[];
}

/**
 * A template, with a number for each token: equal tokens have equal numbers, `<*>` has 0, separators have negative
 * numbers.
 */
interface Entry {
  readonly template: Template;
  readonly tokens: Int32Array;
}

/** The number of every token that no template has. */
const OTHER = 0x7fffffff;

/**
 * Finds the templates with `<*>` that fit a shape. It finds each template by the token that the fewest shapes have, so
 * that a shape is compared with few templates, however much they overlap.
 */
export class TemplateIndex {
  /** By number of tokens, then by place, then by the token there. */
  readonly #lengths = new Map<number, Map<number, Found>[]>();
  readonly #numbers = new Map([[ANY, 0]]);
  readonly #foundBy = new Map<Template, Found>();

  /** @param shapes the ones that will be looked up, or some like them */
  constructor(templates: readonly Template[], shapes: Iterable<Template> = templates) {
    for (const { tokens } of templates) this.#numberTokens(tokens);
    for (const { tokens } of shapes) {
      const places = this.#lengths.get(tokens.length);
      if (places === undefined) continue;
      for (const [i, token] of this.#numbersOf(tokens).entries()) foundAt(places[i], token).count += 1;
    }
    for (const each of templates) this.add(each);
  }

  /** Adds a template; one without `<*>` fits only itself and is left out. */
  add(template: Template): void {
    if (!template.tokens.includes(ANY)) return;
    const places = this.#numberTokens(template.tokens);
    const tokens = this.#numbersOf(template.tokens);
    let rarest: Found | undefined;
    tokens.forEach((token, i) => {
      const found = token === 0 ? undefined : foundAt(places[i], token);
      if (found !== undefined && found.count < (rarest?.count ?? Number.POSITIVE_INFINITY)) rarest = found;
    });
    if (rarest === undefined) return;
    rarest.entries.push({ template, tokens });
    this.#foundBy.set(template, rarest);
  }

  /** Removes a template. */
  remove(template: Template): void {
    const { entries = [] } = this.#foundBy.get(template) ?? {};
    const index = entries.findIndex((each) => each.template === template);
    if (index >= 0) entries.splice(index, 1);
  }

  /** The templates that fit a shape. */
  fitting({ tokens }: Template): Template[] {
    const places = this.#lengths.get(tokens.length);
    if (places === undefined) return [];
    const numbers = this.#numbersOf(tokens);
    const fitting: Template[] = [];
    for (let i = 0; i < numbers.length; i++) {
      const found = places[i]?.get(numbers[i] as number);
      if (found === undefined) continue;
      for (const entry of found.entries) if (fitsNumbers(entry.tokens, numbers)) fitting.push(entry.template);
    }
    return fitting;
  }

  /** Numbers the tokens of a template. @returns the places of templates with the same number of tokens */
  #numberTokens(tokens: readonly string[]): Map<number, Found>[] {
    for (const token of tokens) {
      if (this.#numbers.has(token)) continue;
      const { size } = this.#numbers;
      this.#numbers.set(token, isSeparator(token) ? -size : size);
    }
    const { length } = tokens;
    const places = this.#lengths.get(length) ?? Array.from({ length }, () => new Map<number, Found>());
    this.#lengths.set(length, places);
    return places;
  }

  #numbersOf(tokens: readonly string[]): Int32Array {
    const numbers = new Int32Array(tokens.length);
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i] as string;
      numbers[i] = this.#numbers.get(token) ?? (isSeparator(token) ? -OTHER : OTHER);
    }
    return numbers;
  }
}

/** Like `fits`, but compares numbers. */
function fitsNumbers(template: Int32Array, tokens: Int32Array): boolean {
  for (let i = 0; i < template.length; i++) {
    const number = template[i] as number;
    if (number === 0 ? (tokens[i] as number) < 0 : number !== tokens[i]) return false;
  }
  return true;
}

function foundAt(place: Map<number, Found> | undefined, token: number): Found {
  const found = place?.get(token) ?? { count: 0, entries: [] };
  place?.set(token, found);
  return found;
}
