import { messagePattern, patternTest, templatesOfShapes } from '@logwarren/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type KnownTemplate, reviseTemplates } from './revise-templates.ts';

/** Lists messages as search does, and returns the catalogue behind it. */
function list(known: readonly KnownTemplate[], messages: readonly string[], at: number): KnownTemplate[] {
  const texts = known.map(({ text }) => text);
  const found = templatesOfShapes(new Set([...texts, ...messages.map(messagePattern)]));
  const listed = [...new Set(messages.map((message) => found.get(messagePattern(message)) as string))];
  const create = (text: string) => ({ id: `${at} ${text}`, text, firstSeen: new Date(at) });
  const { byText } = reviseTemplates(known, (text) => found.get(text) as string, listed, create, 1_000);
  return [...byText.values()];
}

const opened = (name: string) => `session opened for user ${name} by root`;

test('a template that becomes more general keeps the id and the day of the oldest', () => {
  const first = list([], ['ada', 'bob'].map(opened), 1);
  expect(first.map(({ text }) => text)).toEqual(['ada', 'bob'].map(opened));
  const second = list(first, ['eve', 'joe'].map(opened), 2);
  expect(second).toHaveLength(4);
  const third = list(second, ['kim', 'lea'].map(opened), 3);
  expect(third).toEqual([{ ...first[0], text: opened('<*>') }]);
  expect(list(third, ['max', 'ada'].map(opened), 4)).toEqual(third);
});

test('nothing is added beyond the room there is', () => {
  const revision = reviseTemplates([], String, ['a', 'b'], (text) => ({ id: text, text, firstSeen: new Date(0) }), 1);
  expect(revision.added.map(({ text }) => text)).toEqual(['a']);
});

test('what was listed once is never new', () => {
  const name = fc.constantFrom('ada', 'bob', 'eve', 'joe', 'kim', 'lea', 'max', '7', 'a1');
  const message = fc
    .tuple(fc.constantFrom('user', 'host'), name, name)
    .map(([of, one, other]) => `${of} ${one} logged in as ${other}`);
  const pieces = fc.array(fc.array(message, { minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 6 });
  let generalised = 0;
  fc.assert(
    fc.property(pieces, (parts) => {
      let known: KnownTemplate[] = [];
      for (const [at, part] of parts.entries()) {
        known = list(known, part, at);
        const before = parts.slice(0, at + 1).flat();
        const tests = known.map(({ text }) => patternTest(text));
        for (const each of before)
          expect(
            tests.some((fits) => fits(each)),
            each,
          ).toBe(true);
        const ids = new Set(known.map(({ id }) => id));
        for (const { id } of list(known, before, 99)) expect(ids).toContain(id);
        generalised += known.filter(({ id, text }) => !id.endsWith(text)).length;
      }
      expect(new Set(known.map(({ id }) => id)).size).toBe(known.length);
    }),
    { numRuns: 60 },
  );
  expect(generalised).toBeGreaterThan(50);
});
