import { ANY_VALUE, findingTemplates, mayOverlap, readTemplate, type Template, TemplateIndex } from '@logwarren/query';

/** Most patterns that fit two templates and are remembered. */
const MAX_BETWEEN = 1_000;
/** Most names that are remembered. */
const MAX_NAMES = 20_000;

/**
 * Gives patterns the names of their templates as they come. Until templates have been searched for, each pattern is its
 * own template; after that, a pattern gets a template that it fits.
 */
export class TemplateNames {
  #known: readonly string[];
  readonly #between = new Set<string>();
  #index = new TemplateIndex([]);
  #hasTemplates = false;
  /** Templates that got patterns before all patterns had come. Which patterns they got is no longer known. */
  #early: ReadonlyMap<string, Template> = new Map();
  /** The patterns at the end. */
  #last: readonly string[] = [];
  readonly #names = new Map<string, string>();

  /** @param known templates that exist already */
  constructor(known: readonly string[]) {
    // They get no patterns yet: a pattern that fits one of them may also fit another that is found later, and then
    // joins the two.
    this.#known = known;
  }

  /** Adds templates that exist already, after all patterns have come. */
  know(templates: readonly string[]): void {
    this.#known = [...new Set([...this.#known, ...templates, ...this.#last])];
  }

  /** Template of a pattern, as far as it is known. */
  nameOf(pattern: string): string {
    if (!this.#hasTemplates) return pattern;
    let name = this.#names.get(pattern);
    if (name === undefined) {
      if (this.#names.size >= MAX_NAMES) this.#names.clear();
      name = this.#find(pattern);
      this.#names.set(pattern, name);
    }
    return name;
  }

  /**
   * Finds the templates of all patterns, and of those that are known.
   *
   * @param isLast true if all patterns have come
   * @yields between short steps; if it is ended before the last step, it leaves everything as it was
   */
  *find(patterns: Iterable<string>, isLast: boolean): Generator<undefined, Map<string, string>> {
    const now = [...patterns];
    const found = yield* findingTemplates(new Set([...this.#known, ...this.#between, ...now]));
    const templates = new Set(found.values());
    const early = [...this.#early.keys()].map((template) => found.get(template) ?? template);
    if (isLast) this.#last = now;
    else early.push(...[...templates].filter((template) => template.includes(ANY_VALUE)));
    this.#early = new Map(early.map((template) => [template, readTemplate(template)]));
    // Later patterns get these names; no pattern comes after the last search.
    if (!isLast) this.#learn(templates);
    return found;
  }

  /** Other templates that may have been given messages that this one fits as well. */
  rivalsOf(name: string): string[] {
    if (this.#early.size === 0) return [];
    const template = readTemplate(name);
    const rivals = [...this.#early].filter(([each, early]) => each !== name && mayOverlap(template, early));
    return rivals.map(([each]) => each);
  }

  #find(pattern: string): string {
    const fitting = this.#index.fitting(readTemplate(pattern));
    // They become one when all patterns are looked at together.
    if (fitting.length > 1 && this.#between.size < MAX_BETWEEN) this.#between.add(pattern);
    return fitting[0]?.text ?? pattern;
  }

  #learn(templates: ReadonlySet<string>): void {
    this.#names.clear();
    this.#index = new TemplateIndex([...templates].map(readTemplate));
    this.#hasTemplates = templates.size > 0;
  }
}
