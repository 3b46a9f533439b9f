import { ANY, tokensOf } from './shape-tokens.ts';
import { type TokenClass, tokenClass } from './token-class.ts';

/**
 * Finds the templates of a set of shapes. The order and frequency of the shapes do not matter.
 *
 * As in Drain and IPLoM, only shapes with the same number of tokens are compared. Two shapes that differ in one token
 * share a slot. A slot with many distinct tokens, or with a mask and something else, is a value and becomes `<*>`. The
 * class of the token decides how many are many. Fields (`key=value`, paths, names with dots) are compared together,
 * since several of them vary at once. All of this is repeated with the result until nothing changes.
 */

/** Number of distinct tokens that makes a slot a value. */
const MANY: Readonly<Record<Exclude<TokenClass, 'fixed'>, number>> = {
  mask: Number.POSITIVE_INFINITY,
  field: 4,
  unit: 2,
  name: 3,
  word: 5,
};
/** The same, if at most one other word is left. */
const MANY_BESIDE_ONE_WORD = 8;
const MAX_ROUNDS = 8;

/** A shape on its way to a template. */
export interface Template {
  tokens: readonly string[];
  /** The tokens together. */
  text: string;
  classes: readonly TokenClass[];
  /** Tokens that are words, not values. */
  words: number;
  /** Sum of the hashes of the tokens. */
  hash: number;
  /** The same hash, with all fields and masks taken for one token: templates that differ only in those share it. */
  group: number;
}

/** Reads a shape, or a template, from its text. */
export function readTemplate(text: string): Template {
  const tokens = tokensOf(text);
  return templateOf(
    tokens,
    tokens.map((_, i) => tokenClass(tokens, i)),
  );
}

/** A template of these tokens; `<*>` is always a mask. */
export function templateOf(tokens: readonly string[], classes: readonly TokenClass[]): Template {
  let hash = 0;
  let group = 0;
  let words = 0;
  for (let i = 0; i < tokens.length; i++) {
    const tokenHash = hashOfToken(tokens[i] as string, i);
    hash += tokenHash;
    group += isFieldOrMask(classes[i]) ? 2 * hashOfToken(ANY, i) : tokenHash;
    if (classes[i] !== 'mask' && WORD.test(tokens[i] as string)) words += 1;
  }
  return { tokens, text: tokens.join(''), classes, words, hash, group };
}

const WORD = /[A-Za-z]{2}|[\u0080-\uffff]/;

function isFieldOrMask(kind: TokenClass | undefined): kind is 'field' | 'mask' {
  return kind === 'field' || kind === 'mask';
}

/**
 * Finds the template of each given template, which may be the template itself.
 *
 * @yields now and then, so that the caller can do other work, or give up
 */
export function* generalise(templates: readonly Template[]): Generator<undefined, Map<Template, Template>> {
  const results = new Map(templates.map((each) => [each, each]));
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const distinct = new Map<string, Template>();
    for (const each of results.values()) {
      const other = distinct.get(each.text);
      if (other !== each) distinct.set(each.text, other === undefined ? each : firstByClasses(other, each));
    }
    const next = yield* generaliseOnce([...distinct.values()]);
    let hasChanged = false;
    for (const [from, now] of results) {
      const after = next.get(now.text) as Template;
      hasChanged ||= after !== now;
      results.set(from, after);
    }
    if (!hasChanged) break;
  }
  return results;
}

/**
 * One of two templates with the same text, independent of which came first: `ms` is a unit after a number, and both may
 * have become `<*> ms`.
 */
function firstByClasses(one: Template, other: Template): Template {
  for (const [i, kind] of one.classes.entries()) {
    const otherKind = other.classes[i] as TokenClass;
    if (kind !== otherKind) return kind < otherKind ? one : other;
  }
  return one;
}

function* generaliseOnce(templates: readonly Template[]): Generator<undefined, Map<string, Template>> {
  const fields = new Slots();
  const single = new Slots();
  for (const [number, template] of templates.entries()) {
    const { tokens, classes, hash, group } = template;
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i] as string;
      if (isFieldOrMask(classes[i])) fields.add(group + hashOfToken(ANY, i), token, token.includes('<'));
      if (mayVary(template, i)) single.add(slotOf(hash, token, i), token, classes[i] === 'mask');
    }
    if (number % TEMPLATES_A_STEP === 0) yield;
  }
  const results = new Map<string, Template>();
  for (const [number, template] of templates.entries()) {
    results.set(template.text, generalised(template, fields, single));
    if (number % TEMPLATES_A_STEP === 0) yield;
  }
  return results;
}

const TEMPLATES_A_STEP = 64;

function generalised(template: Template, fields: Slots, single: Slots): Template {
  const { tokens, classes, hash, group, words } = template;
  const varies = (token: string, i: number) => {
    const kind = classes[i] as TokenClass;
    if (token === ANY || kind === 'fixed') return false;
    if (isFieldOrMask(kind) && fields.isValue(group + hashOfToken(ANY, i), MANY[kind])) return true;
    if (!mayVary(template, i)) return false;
    const many = kind !== 'mask' && words <= 2 ? MANY_BESIDE_ONE_WORD : MANY[kind];
    return single.isValue(slotOf(hash, token, i), many);
  };
  const isValue = tokens.map(varies);
  if (!isValue.includes(true)) return template;
  return templateOf(
    tokens.map((token, i) => (isValue[i] ? ANY : token)),
    classes.map((kind, i) => (isValue[i] ? 'mask' : kind)),
  );
}

/** The first word shows what the message is about, and a template keeps at least one word. */
function mayVary({ tokens, classes, words }: Template, i: number): boolean {
  const kind = classes[i];
  if (kind === 'fixed') return false;
  if (kind === 'mask') return words >= 1;
  return (i > 0 || kind !== 'word') && words - (WORD.test(tokens[i] as string) ? 1 : 0) >= 1;
}

function slotOf(hash: number, token: string, i: number): number {
  return hash - hashOfToken(token, i) + hashOfToken(ANY, i);
}

/** Distinct tokens by slot. */
class Slots {
  readonly #slots = new Map<number, { tokens: string[]; hasMask: boolean }>();

  add(slot: number, token: string, isMask: boolean): void {
    const seen = this.#slots.get(slot);
    if (seen === undefined) this.#slots.set(slot, { tokens: [token], hasMask: isMask });
    else {
      seen.hasMask ||= isMask;
      if (seen.tokens.length < MANY_BESIDE_ONE_WORD && !seen.tokens.includes(token)) seen.tokens.push(token);
    }
  }

  isValue(slot: number, many: number): boolean {
    const seen = this.#slots.get(slot);
    return seen !== undefined && (seen.tokens.length >= many || (seen.hasMask && seen.tokens.length > 1));
  }
}

/**
 * A hash of a token at its place, of 45 bits. Sums of 256 of them are exact, so a token can be replaced by another in
 * the hash of a text. At worst, two tokens with the same hash make a slot look more varied than it is.
 */
function hashOfToken(token: string, place: number): number {
  let a = 0x811c9dc5 ^ Math.imul(place + 1, 0x9e3779b1);
  let b = 0x2545f491 + place;
  for (let i = 0; i < token.length; i++) {
    const code = token.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x85ebca6b);
  }
  a ^= a >>> 15;
  b ^= b >>> 13;
  return (a >>> 0) * 0x2000 + (b & 0x1fff);
}
