import type { Template } from './find-templates.ts';
import { hashOfToken } from './hash-tokens.ts';
import { ANY, isSeparator } from './shape-tokens.ts';

/** True when the tokens of a shape are those of a template, with any value where the template has `<*>`. */
export function fits(template: readonly string[], tokens: readonly string[]): boolean {
  if (template.length !== tokens.length) return false;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as string;
    if (template[i] !== token && (template[i] !== ANY || isSeparator(token))) return false;
  }
  return true;
}

/** True when there may be a shape that both templates fit. */
export function mayOverlap(one: Template, other: Template): boolean {
  if (one.tokens.length !== other.tokens.length) return false;
  for (let i = 0; i < one.tokens.length; i++) {
    const [a, b] = [one.tokens[i] as string, other.tokens[i] as string];
    if (a !== b && (isSeparator(a) || isSeparator(b) || (a !== ANY && b !== ANY))) return false;
  }
  return true;
}

/** Finds the templates with `<*>` that fit a shape, in a step for each arrangement of `<*>` in templates of its length. */
export class TemplateIndex {
  /** By number of tokens, then by the places of `<*>`. */
  readonly #arrangements = new Map<number, Map<string, { places: number[]; byHash: Map<number, Template[]> }>>();

  /** Adds a template; one without `<*>` fits itself alone, and is left out. */
  add(template: Template): void {
    const { tokens, hash } = template;
    const places = tokens.flatMap((token, i) => (token === ANY ? [i] : []));
    if (places.length === 0) return;
    const arrangements = this.#arrangements.get(tokens.length) ?? new Map();
    this.#arrangements.set(tokens.length, arrangements);
    const name = places.join();
    const { byHash } = arrangements.get(name) ?? { byHash: new Map() };
    arrangements.set(name, { places, byHash });
    byHash.set(hash, [...(byHash.get(hash) ?? []), template]);
  }

  /** The templates that fit a shape. */
  fitting({ tokens, hash }: Template): Template[] {
    const found: Template[] = [];
    for (const { places, byHash } of this.#arrangements.get(tokens.length)?.values() ?? []) {
      let masked = hash;
      for (const i of places) masked += hashOfToken(ANY, i) - hashOfToken(tokens[i] as string, i);
      for (const template of byHash.get(masked) ?? []) if (fits(template.tokens, tokens)) found.push(template);
    }
    return found;
  }
}
