import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, readHouse } from '../harness/house/read-house.ts';

/** How comments are worded: turns of phrase that a native reader stumbles over stay out of every file. */

/** A docstring says what a thing is or does; one that begins so is a clause without its sentence. */
const CLAUSE_FIRST = /^\s*(?:\/\*\*|\*) (?:What|Of|Who|Whoever) /;
/** Phrases that do not say what is missing, such as `undefined when there is none`. Name the missing thing. */
const NONE = /^\s*(?:\/\*\*|\*|\/\/) .*\b(?:there (?:are|is) none|that (?:are|is) none)\b/;

function stumbles(text: string): string[] {
  return text.split('\n').filter((line) => CLAUSE_FIRST.test(line) || NONE.test(line));
}

test('a stumble is found', () => {
  const lines = [
    '/** What it holds. */',
    ' * Of a number.',
    '// an id that is none',
    '/** The name; 0 when there are none. */',
  ];
  expect(stumbles([...lines, '/** Holds it. */', 'const none = "there is none";'].join('\n'))).toEqual(lines);
});

test('no comment begins with a clause, or says "none" for what is missing', () => {
  const found = readHouse().files.flatMap((file) =>
    stumbles(readFileSync(join(ROOT, file), 'utf8')).map((line) => `${file}: ${line.trim()}`),
  );
  expect(found.filter((line) => !line.startsWith('test/house/words.test.ts'))).toEqual([]);
});
