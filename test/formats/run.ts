import { caseFigures } from './case-figures.ts';
import { type Figure, skipped } from './figure.ts';
import { groupingFigures } from './grouping-figures.ts';
import { linearFigure } from './linear-figure.ts';
import { readPublicSets } from './public-sets.ts';
import { readerCost } from './reader-cost.ts';
import { readingFigures } from './reading-figures.ts';

/**
 * Measures how well logs are read and prints a table; exit code 1 when a figure is worse than wanted.
 *
 *     LOGHUB_DIR     folder of loghub (github.com/logpai/loghub), of which nothing is kept here
 *     FORMATS_CASES  file of cases, or a folder of files `*.ndjson`
 *     FORMATS_BASE   commit to compare the CPU of the reader with
 *
 * `-v` lists each set and each case that falls short.
 */

const { LOGHUB_DIR, FORMATS_CASES, FORMATS_BASE } = process.env;

async function figures(): Promise<Figure[]> {
  const found: Figure[] = [];
  if (FORMATS_CASES === undefined) found.push(skipped('our cases, in full', '97 %', 'FORMATS_CASES'));
  else found.push(...(await caseFigures(FORMATS_CASES)));
  if (LOGHUB_DIR === undefined) {
    const ofSets = {
      time: '99 % in each set',
      severity: '99 % in each set',
      'grouping accuracy': '0.85',
      stability: '2 %',
    };
    found.push(...Object.entries(ofSets).map(([what, wanted]) => skipped(`loghub: ${what}`, wanted, 'LOGHUB_DIR')));
  } else {
    const sets = readPublicSets(LOGHUB_DIR);
    found.push(...(await readingFigures(sets)), ...groupingFigures(sets));
  }
  found.push(readerCost(FORMATS_BASE), linearFigure());
  return found;
}

const isVerbose = process.argv.includes('-v');
const found = await figures();
for (const { what, found: measured, wanted, isGood, details = [] } of found) {
  const mark = isGood === undefined ? ' ' : isGood ? '✓' : '✗';
  console.log(`${mark} ${what}\n    ${measured}  (wanted: ${wanted})`);
  if (isVerbose || isGood === false) for (const line of details) console.log(`      ${line}`);
}
process.exitCode = found.some(({ isGood }) => isGood === false) ? 1 : 0;
