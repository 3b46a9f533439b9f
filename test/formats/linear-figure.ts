import { HOSTILE_INPUTS } from '../linear/hostile-inputs.ts';
import { TEXT_READERS } from '../linear/text-readers.ts';
import { longestTextOf, slowInputs } from '../linear/work-of.ts';
import type { Figure } from './figure.ts';

/** Rows that read lines and group messages. */
const LAYERS = /^createLine|^cutChunk|^messagePattern$|^templatesOfShapes$/;

/** Every layer of the reader over every hostile text, as test/linear/linear-time.test.ts does for all that reads text. */
export function linearFigure(): Figure {
  const rows = Object.entries(TEXT_READERS).filter(([name]) => LAYERS.test(name));
  const slow = rows.flatMap(([name, read]) =>
    slowInputs(read, HOSTILE_INPUTS, longestTextOf(name)).map((input) => `${name}: ${JSON.stringify(input)}`),
  );
  return {
    what: `worst line: ${rows.length} layers over ${HOSTILE_INPUTS.length} shapes of hostile text`,
    found: slow.length === 0 ? 'linear' : `${slow.length} slow`,
    wanted: 'linear',
    isGood: slow.length === 0,
    details: slow,
  };
}
