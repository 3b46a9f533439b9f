import { type Template, templateOf } from './find-templates.ts';
import { ANY } from './shape-tokens.ts';
import { TemplateIndex } from './template-index.ts';

/**
 * Joins templates that fit one shape, so that each shape fits the template it was given and no other: the number of
 * messages counted for a template is then the number of those that it fits.
 *
 * @param templateOfShape shapes and their templates; is changed
 */
export function separateTemplates(templateOfShape: Map<Template, Template>): void {
  for (;;) {
    const distinct = new Map<string, Template>();
    for (const each of templateOfShape.values()) distinct.set(each.text, each);
    const index = new TemplateIndex();
    for (const each of distinct.values()) index.add(each);
    const groups = new Groups();
    for (const [shape, now] of templateOfShape) {
      for (const other of index.fitting(shape)) groups.join(now.text, other.text);
    }
    const joined = groups.joined((text) => distinct.get(text) as Template);
    if (joined.size === 0) return;
    for (const [shape, now] of templateOfShape) templateOfShape.set(shape, joined.get(now.text) ?? now);
  }
}

/** Sets of names that belong together. */
class Groups {
  readonly #parents = new Map<string, string>();

  join(one: string, other: string): void {
    const [a, b] = [this.#rootOf(one), this.#rootOf(other)];
    if (a !== b) this.#parents.set(a, b);
  }

  /** One template for each name of a group of several. */
  joined(named: (name: string) => Template): Map<string, Template> {
    const all = new Set([...this.#parents.keys(), ...this.#parents.values()]);
    const groups = Map.groupBy(all, (name) => this.#rootOf(name));
    const joined = new Map<string, Template>();
    for (const names of groups.values()) {
      const template = names.map(named).reduce(joinedTemplate);
      for (const name of names) joined.set(name, template);
    }
    return joined;
  }

  #rootOf(name: string): string {
    let root = name;
    for (let parent = this.#parents.get(root); parent !== undefined; parent = this.#parents.get(root)) root = parent;
    if (root !== name) this.#parents.set(name, root);
    return root;
  }
}

function joinedTemplate(one: Template, other: Template): Template {
  return templateOf(
    one.tokens.map((token, i) => (token === other.tokens[i] ? token : ANY)),
    one.classes.map((kind, i) => (one.tokens[i] === other.tokens[i] ? kind : 'mask')),
  );
}
