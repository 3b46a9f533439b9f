import { generalise, readTemplate, type Template } from './find-templates.ts';
import { separateTemplates } from './separate-templates.ts';

/**
 * The template of each of the given shapes: the same whatever their order, and each shape fits its own template alone.
 *
 * @param shapes distinct texts, as `messagePattern` makes them; templates may be among them
 */
export function templatesOfShapes(shapes: Iterable<string>): Map<string, string> {
  const read = new Map<string, Template>();
  for (const shape of shapes) read.set(shape, readTemplate(shape));
  const templates = generalise([...read.values()]);
  separateTemplates(templates);
  const texts = new Map<string, string>();
  for (const [shape, template] of read) texts.set(shape, (templates.get(template) as Template).text);
  return texts;
}
