import { ALL, messagePattern, patternTest } from '@logwarren/query';
import { forgetTemplates, patterns, type Store } from '@logwarren/store';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { createRandom } from '../../bench/src/random.ts';
import { noteTemplates, readTemplates } from '../../packages/store/src/templates/template-catalogue.ts';
import { pageRecord } from '../harness/page/page-system.ts';
import { storeRecords } from '../harness/store/stored-records.ts';
import { openPeer, openTestStore } from '../harness/store/test-store.ts';

/** The catalogue of templates: several processes write to it at once, and it forgets templates that nobody lists any more. */

const START = Date.parse('2026-11-20T10:00:00Z');
const MINUTE_MS = 60_000;
const ROUNDS = 8;
const LISTINGS = 4;

const resources = new AsyncDisposableStack();
const store = resources.use(await openTestStore());
const peer = resources.use(await openPeer(store));

afterAll(() => resources.disposeAsync());

/** A document of the catalogue. */
interface Entry {
  _id: string;
  text: string;
  firstSeen: Date;
  lastSeen: Date;
  into?: string;
}

const catalogue = () => store.db.collection<Entry>('templates');

beforeEach(async () => {
  await catalogue().deleteMany({});
});

async function listed(by: Store, fromMs: number, toMs: number) {
  const query = { filter: ALL, fromMs, toMs, nowMs: toMs, budgetMs: 60_000, exact: true, limit: 500 };
  return (await patterns(by, query)).patterns;
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  return values
    .map((value) => ({ value, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ value }) => value);
}

test('a template has one id, whatever two processes list at once, and in whichever order', async () => {
  const random = createRandom(7);
  const names = ['ada', 'bob', 'eve', 'joe', 'kim', 'lea', 'max', '7', 'a1'];
  const said = names.flatMap((one) => names.map((other) => `user ${one} logged in as ${other}`));
  const days = Array.from({ length: ROUNDS }, (_, i) => START - i * 86_400_000);
  for (const day of days) {
    const records = shuffled(said, random).map((message, i) =>
      pageRecord(day + i * MINUTE_MS, 'sshd', 'INFO', message),
    );
    await storeRecords(store, records, 11);
    await catalogue().deleteMany({});
    const given: { message: string; id: string }[] = [];
    const listSome = async (by: Store, from: number, length: number) => {
      const fromMs = day + from * MINUTE_MS;
      const toMs = fromMs + length * MINUTE_MS;
      const messages = records.filter((each) => each.timestamp >= fromMs && each.timestamp < toMs);
      for (const { pattern, id } of await listed(by, fromMs, toMs)) {
        expect(id, pattern).toMatch(/^[0-9a-f]{16}$/);
        const fits = patternTest(pattern);
        for (const { message } of messages) if (fits(message)) given.push({ message, id: id as string });
      }
    };
    for (let n = 0; n < LISTINGS; n++) {
      const parts = [store, peer, store, peer].map((by) => ({
        by,
        from: Math.floor(random() * said.length),
        length: 1 + Math.floor(random() * 8 * (n + 1)),
      }));
      await Promise.all(parts.map(({ by, from, length }) => listSome(by, from, length)));
    }
    const [here, there] = await Promise.all([store, peer].map((by) => listed(by, day, day + 1_000 * MINUTE_MS)));
    expect(here?.map(({ pattern, id }) => [pattern, id])).toEqual(there?.map(({ pattern, id }) => [pattern, id]));
    const entries = await catalogue().find().toArray();
    const going = entries.filter(({ into }) => into === undefined);
    expect(new Set(going.map(({ text }) => text)).size).toBe(going.length);
    // Every id that was ever given for a message leads to the one that it has in the end.
    const into = new Map(entries.map((each) => [each._id, each.into ?? each._id]));
    const inTheEnd = (message: string) =>
      here?.find(({ pattern }) => pattern === messagePattern(message) || patternTest(pattern)(message))?.id;
    expect(given.length).toBeGreaterThan(20);
    for (const { message, id } of given) expect(into.get(id), message).toBe(inTheEnd(message));
  }
});

test('where there is no room the ones that were not seen for longest go, and what became one with them', async () => {
  const entry = (name: string, hours: number): Entry => {
    const moment = new Date(Date.now() - hours * 3_600_000);
    return { _id: name, text: `${name} starts`, firstSeen: moment, lastSeen: moment };
  };
  const joined = { ...entry('old', 50), _id: 'older', into: 'old' };
  await catalogue().insertMany([entry('old', 40), entry('new', 2), entry('middle', 20), joined]);
  const listNow = async (texts: string[]) => {
    const listing = { texts, nowOf: String, has: (text: string) => texts.includes(text) };
    const known = await readTemplates(store);
    return await noteTemplates(store, known ?? [], listing, async () => listing, 3);
  };
  const noted = await listNow(['middle starts', 'it stops']);
  expect(noted.get('it stops')?.id).toMatch(/^[0-9a-f]{16}$/);
  const texts = async () => (await catalogue().find().toArray()).map(({ text }) => text).toSorted();
  expect(await texts()).toEqual(['it stops', 'middle starts', 'new starts']);
  // It was seen again, so it outlives the one that was listed later.
  await listNow(['it goes on']);
  expect(await texts()).toEqual(['it goes on', 'it stops', 'middle starts']);
});

test('a template goes when no listing had messages of it for as long as records are kept', async () => {
  const at = (hours: number) => new Date(Date.now() - hours * 3_600_000);
  const entry = (_id: string, hours: number): Entry => ({ _id, text: _id, firstSeen: at(500), lastSeen: at(hours) });
  await catalogue().insertMany([entry('gone', 28), { ...entry('joined', 28), into: 'seen' }, entry('seen', 23)]);
  expect(await forgetTemplates(store, 24 * 3_600_000)).toBe(2);
  expect((await catalogue().find().toArray()).map(({ _id }) => _id)).toEqual(['seen']);
});

test('listing messages of a template counts as seeing it', async () => {
  await storeRecords(store, [pageRecord(START + 2_000 * MINUTE_MS, 'cron', 'INFO', 'nightly run done')], 1);
  const list = async () => await listed(store, START + 1_999 * MINUTE_MS, START + 2_001 * MINUTE_MS);
  const [first] = await list();
  const before = new Date(Date.now() - 7_200_000);
  await catalogue().updateMany({}, { $set: { lastSeen: before } });
  expect(await list()).toEqual([first]);
  const [{ lastSeen } = { lastSeen: before }] = await catalogue().find().toArray();
  expect(lastSeen.getTime()).toBeGreaterThan(before.getTime());
  expect(await list()).toEqual([first]);
  expect(await catalogue().find().toArray()).toMatchObject([{ _id: first?.id, lastSeen }]);
});
