import { messagePattern, patternTest, templatesOfShapes } from '@logwarren/query';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type KnownTemplate, type Listed, reviseTemplates, SEEN_AGAIN_MS } from './revise-templates.ts';

const AT = new Date(10 * SEEN_AGAIN_MS);

function listedAs(texts: readonly string[], nowOf: (text: string) => string = String): Listed {
  return { texts, nowOf, has: (text) => texts.includes(text) };
}

/** Lists messages as search does, and returns the catalogue behind it. */
function list(known: readonly KnownTemplate[], messages: readonly string[], at: number): KnownTemplate[] {
  const texts = known.map(({ text }) => text);
  const found = templatesOfShapes(new Set([...texts, ...messages.map(messagePattern)]));
  const listed = [...new Set(messages.map((message) => found.get(messagePattern(message)) as string))];
  const create = (text: string) => ({ id: `${at} ${text}`, text, firstSeen: new Date(at), lastSeen: AT });
  const { byText } = reviseTemplates(
    known,
    listedAs(listed, (text) => found.get(text) as string),
    create,
    1_000,
    AT,
  );
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

describe('when there are too many', () => {
  const known = (text: string, firstSeen: number, lastSeen: number) => ({
    id: text,
    text,
    firstSeen: new Date(firstSeen),
    lastSeen: new Date(lastSeen),
  });
  const create = (text: string) => ({ id: text, text, firstSeen: AT, lastSeen: AT });
  const names = (templates: readonly KnownTemplate[]) => templates.map(({ id }) => id);
  const there = [known('a', 1, 40), known('b', 2, 20), known('c', 3, 20), known('d', 4, 30)];

  test('the one that was not seen for longest goes first, of several the newest', () => {
    const { added, forgotten, byText } = reviseTemplates(there, listedAs(['x', 'y', 'z']), create, 4, AT);
    expect(names(added)).toEqual(['x', 'y', 'z']);
    expect(names(forgotten)).toEqual(['c', 'b', 'd']);
    expect([...byText.keys()]).toEqual(['a', 'x', 'y', 'z']);
  });

  test('a listed template stays', () => {
    const { added, seen, forgotten } = reviseTemplates(there, listedAs(['b', 'c', 'x']), create, 4, AT);
    expect([names(added), names(seen), names(forgotten)]).toEqual([['x'], ['b', 'c'], ['d']]);
  });

  test('nothing goes while there is room', () => {
    expect(reviseTemplates(there, listedAs(['x']), create, 5, AT).forgotten).toEqual([]);
  });
});

test('what is seen again is noted once an hour, also if it is not listed', () => {
  const there = (ago: number) => [{ id: 'a', text: 'a', firstSeen: new Date(0), lastSeen: new Date(+AT - ago) }];
  const listed = { ...listedAs([]), has: () => true };
  const seen = (ago: number) =>
    reviseTemplates(there(ago), listed, (text) => there(0)[Number(text)] as KnownTemplate, 9, AT).seen;
  expect(seen(SEEN_AGAIN_MS)).toMatchObject([{ id: 'a', lastSeen: AT }]);
  expect(seen(SEEN_AGAIN_MS - 1)).toEqual([]);
});

test('a template that was listed once is never new', () => {
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
