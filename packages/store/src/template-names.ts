import { readTemplate, type Template, TemplateIndex, templatesOfShapes } from '@logwarren/contract';

/** Patterns between two templates that are remembered. */
const MAX_BETWEEN = 1_000;
/** Names that are remembered. */
const MAX_NAMES = 20_000;

/**
 * Names the templates of patterns as they come. Before they were looked for each pattern is its own; what comes later is given
 * to a template that it fits.
 */
export class TemplateNames {
  readonly #known: readonly string[];
  readonly #between = new Set<string>();
  #index = new TemplateIndex();
  #hasTemplates = false;
  readonly #names = new Map<string, string>();

  /** @param known templates that there are already */
  constructor(known: readonly string[]) {
    // They are given nothing yet: a pattern that fits one of them may fit another that is found later, and joins the two then.
    this.#known = known;
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

  /** Finds the templates of all patterns, and of those that are known. */
  find(patterns: Iterable<string>): Map<string, string> {
    const found = templatesOfShapes(new Set([...this.#known, ...this.#between, ...patterns]));
    this.#learn(found.values());
    return found;
  }

  #find(pattern: string): string {
    const fitting = this.#index.fitting(readTemplate(pattern));
    // They become one when all are looked at together.
    if (fitting.length > 1 && this.#between.size < MAX_BETWEEN) this.#between.add(pattern);
    return textOf(fitting[0]) ?? pattern;
  }

  #learn(templates: Iterable<string>): void {
    this.#names.clear();
    this.#index = new TemplateIndex();
    const distinct = new Set(templates);
    this.#hasTemplates = distinct.size > 0;
    for (const template of distinct) this.#index.add(readTemplate(template));
  }
}

function textOf(template: Template | undefined): string | undefined {
  return template?.tokens.join('');
}
