import { generalise, readTemplate, type Template } from './find-templates.ts';
import { separateTemplates } from './separate-templates.ts';

const SHAPES_A_STEP = 64;

/**
 * The template of each of the given shapes. The result does not depend on their order, and each shape fits only its own
 * template.
 *
 * @param shapes distinct texts, as `messagePattern` makes them; templates may be among them
 */
export function templatesOfShapes(shapes: Iterable<string>): Map<string, string> {
  const steps = findingTemplates(shapes);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/**
 * The same, in steps of about a millisecond: thousands of shapes take a second, and a service has other work.
 *
 * @yields between two steps
 */
export function* findingTemplates(shapes: Iterable<string>): Generator<undefined, Map<string, string>> {
  const read = new Map<string, Template>();
  for (const shape of shapes) {
    read.set(shape, readTemplate(shape));
    if (read.size % SHAPES_A_STEP === 0) yield;
  }
  const templates = yield* generalise([...read.values()]);
  yield* separateTemplates(templates);
  const texts = new Map<string, string>();
  for (const [shape, template] of read) texts.set(shape, (templates.get(template) as Template).text);
  return texts;
}
