import { type Template, templateOf } from './find-templates.ts';
import { ANY } from './shape-tokens.ts';
import { TemplateIndex } from './template-index.ts';

const SHAPES_A_STEP = 16;

/**
 * Joins templates that fit the same shape, so that each shape fits its own template and no other. The number of
 * messages counted for a template is then the number that it fits.
 *
 * @param templateOfShape shapes and their templates; changed in place
 * @yields now and then, so that the caller can do other work, or give up
 */
export function* separateTemplates(templateOfShape: Map<Template, Template>): Generator<undefined, void> {
  const joined = new Joined();
  const distinct = new Map<string, Template>();
  for (const each of templateOfShape.values()) distinct.set(each.text, each);
  let fresh = [...distinct.values()];
  while (fresh.length > 0) {
    const index = new TemplateIndex(fresh, templateOfShape.keys());
    const made: Template[] = [];
    let looked = 0;
    for (const [shape, first] of templateOfShape) {
      if (++looked % SHAPES_A_STEP === 0) yield;
      const own = joined.now(first);
      const others = index.fitting(shape).filter(({ text }) => text !== own.text);
      if (others.length === 0) continue;
      // Joined now, so that later shapes meet one template instead of all that were joined.
      const template = joined.join([own, ...others]);
      for (const each of [own, ...others]) index.remove(each);
      index.add(template);
      made.push(template);
    }
    // Earlier shapes may fit a template that a later one made; all other templates that a shape fits were joined already.
    fresh = [...new Set(made.map((each) => joined.now(each)))];
  }
  for (const [shape, first] of templateOfShape) templateOfShape.set(shape, joined.now(first));
}

/** The templates that others were joined into, by the texts of those others. */
class Joined {
  readonly #next = new Map<string, Template>();

  now(template: Template): Template {
    let now = template;
    for (let next = this.#next.get(now.text); next !== undefined; next = this.#next.get(now.text)) now = next;
    if (now !== template) this.#next.set(template.text, now);
    return now;
  }

  join(templates: readonly Template[]): Template {
    const template = this.now(oneOf(templates));
    for (const { text } of templates) if (text !== template.text) this.#next.set(text, template);
    return template;
  }
}

/** The least general template that fits every shape that one of these templates fits. */
function oneOf(templates: readonly Template[]): Template {
  const [first, ...others] = templates as [Template, ...Template[]];
  const varies = first.tokens.map((token, i) => others.some(({ tokens }) => tokens[i] !== token));
  return templateOf(
    first.tokens.map((token, i) => (varies[i] ? ANY : token)),
    first.classes.map((kind, i) => (varies[i] ? 'mask' : kind)),
  );
}
