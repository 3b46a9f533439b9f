import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { functionLengths } from '../harness/house/function-lengths.ts';
import { isTest, ROOT, readHouse } from '../harness/house/read-house.ts';

/** How long functions and files are: each idea has one of its own, and a way through the code has few stops. */

const MAX_MEDIAN = 9;
const MAX_NINE_OF_TEN = 24;
const MAX_FUNCTION = 60;
const MAX_FILE = 250;
/** A file under this many lines is a stop with little to see. */
const SMALL_FILE = 20;
/** Without entrances, which are lists. The number only goes down. */
const MOST_SMALL_FILES = 40;

/** Data, not code: samples of formats, and the two tables that say what linear-time.test.ts reads. */
const TABLES = [/\/formats\/samples\//, /^test\/linear\/(text-readers|pattern-files)\.ts$/];

const { files } = readHouse();
const texts = new Map(files.map((file) => [file, readFileSync(join(ROOT, file), 'utf8').trimEnd()]));
const lengths = new Map(Array.from(texts, ([file, text]) => [file, text.split('\n').length]));
const functions = [...texts]
  .filter(([file]) => !isTest(file))
  .flatMap(([file, text]) => functionLengths(text).map((each) => ({ ...each, file })));

test('most functions are short, and none is long', () => {
  const sorted = functions.map(({ lines }) => lines).toSorted((a, b) => a - b);
  expect(sorted.length).toBeGreaterThan(4_000);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(MAX_MEDIAN);
  expect(sorted[Math.floor(sorted.length * 0.9)]).toBeLessThanOrEqual(MAX_NINE_OF_TEN);
  const long = functions.filter(({ lines }) => lines > MAX_FUNCTION);
  expect(long).toEqual([]);
});

test(`no file has more than ${MAX_FILE} lines`, () => {
  const isTable = (file: string) => TABLES.some((table) => table.test(file));
  const long = [...lengths].filter(([file, lines]) => lines > MAX_FILE && !isTable(file)).map(([file]) => file);
  expect(long).toEqual([]);
});

test('few files are small', () => {
  const small = [...lengths].filter(([file, lines]) => lines < SMALL_FILE && !file.endsWith('/index.ts'));
  expect(small.length).toBeLessThanOrEqual(MOST_SMALL_FILES);
});
