import { messagePattern, patternTest, templatesOfShapes } from '@logwarren/query';
import { expect, test } from 'vitest';
import { createRandom } from '../../../../bench/src/random.ts';
import { type KnownTemplate, type Listed, reviseTemplates } from './revise-templates.ts';

/**
 * Templates stay stable for users, whatever the order, pieces and ranges of listing. A message keeps its template, an
 * id leads to the template that its messages have in the end, and a template that was listed once is never new again.
 */

const MESSAGES = 1_500;
const SEEDS = [1, 2, 3, 4, 5, 6];
const MOST_MOVED = 0.02;

type Random = <T>(values: readonly T[]) => T;

const USERS = ['ada', 'bob', 'eve', 'joe', 'kim', 'Müller', "O'Hara", 'svc-17', 'ned', 'zoë'];
const HOSTS = ['web1', 'db-main', 'cache.eu', 'mail.example.org', 'edge-7', '10.0.0.7', 'gw'];
const NUMBERS = ['3', '17', '4711', '0.5', '12,000', '-1'];

/** Logs unlike those that the thresholds were chosen by. */
const KINDS: readonly ((of: Random) => string)[] = [
  (of) => `session opened for user ${of(USERS)} by root on ${of(HOSTS)}`,
  (of) => `cannot open /srv/${of(USERS)}/${of(NUMBERS)}.db: ${of(['No such file or directory', 'Permission denied'])}`,
  (of) =>
    `order placed id=${of(NUMBERS)} user=${of(USERS)}${of(['', ' coupon=X10', ' gift=true'])} total=${of(NUMBERS)}`,
  (of) => `peers connected: [${[of(HOSTS), of(HOSTS), of(HOSTS)].slice(0, of([1, 2, 3])).join(', ')}]`,
  (of) =>
    `slow query (${of(NUMBERS)} ms): "SELECT ${of(['id', 'name'])} FROM ${of(['orders', 'users'])} WHERE x = '${of(USERS)}'"`,
  (of) => `{"event":"${of(['login', 'logout'])}","user":"${of(USERS)}","ms":${of(NUMBERS)}}`,
  (of) => of(['started', 'ready', 'OK', 'pong', 'timeout', 'retrying', 'done']),
  (of) => `用户 ${of(USERS)} 登录失败，原因：${of(['密码错误', '账户锁定'])}（第${of(NUMBERS)}次）`,
  (of) => `Не удалось подключиться к узлу ${of(HOSTS)}: истекло время ожидания`,
  (of) => `created broadcast_${of(['3', '1234', '7'])} of size ${of(NUMBERS)} KB`,
  (of) => `${of(['get_user', 'put_user', 'drop_user'])}() returned ${of(NUMBERS)}`,
  (of) => `user ${of(USERS)} logged in as ${of(USERS)} from ${of(HOSTS)}`,
  (of) => `node ${of(HOSTS)} is ${of(['up', 'down', 'draining', '7', 'unknown', 'lost'])}`,
];

/** A catalogue as search keeps it, and where the ids that it gave out have led. */
class Catalogue {
  known: readonly KnownTemplate[] = [];
  readonly #into = new Map<string, string>();
  /** Ids that messages were given, and when each was first seen. */
  readonly given = new Map<string, string>();
  #at = 0;

  /** Lists messages, as search does. @returns the template of each */
  list(messages: readonly string[], known = this.known): string[] {
    this.#at += 1;
    const found = templatesOfShapes(new Set([...known.map(({ text }) => text), ...messages.map(messagePattern)]));
    const templates = messages.map((message) => found.get(messagePattern(message)) as string);
    if (known !== this.known) return this.list(messages);
    const texts = [...new Set(templates)];
    const listed: Listed = { texts, nowOf: (text) => found.get(text) ?? text, has: (text) => texts.includes(text) };
    const moment = new Date(this.#at);
    const create = (text: string) => ({ id: `${this.#at} ${text}`, text, firstSeen: moment, lastSeen: moment });
    const { byText, joined, added } = reviseTemplates(known, listed, create, 10_000, moment);
    for (const { id, into } of joined) this.#into.set(id, into);
    this.known = [...byText.values()];
    const isNew = new Set(added.map(({ text }) => text));
    for (const [i, message] of messages.entries()) {
      const text = templates[i] as string;
      expect(isNew.has(text) && this.given.has(message), `${message} is new again`).toBe(false);
      const id = (byText.get(text) as KnownTemplate).id;
      const before = this.given.get(message);
      if (before !== undefined) expect(this.leadsTo(before), message).toBe(id);
    }
    for (const [i, message] of messages.entries())
      this.given.set(message, byText.get(templates[i] as string)?.id ?? '');
    return templates;
  }

  /** Where an id leads in the end. */
  leadsTo(id: string): string {
    const next = this.#into.get(id);
    return next === undefined ? id : this.leadsTo(next);
  }
}

function logOf(random: () => number): string[] {
  const of: Random = (values) => values[Math.floor(random() * values.length)] as (typeof values)[number];
  return Array.from({ length: MESSAGES }, () => of(KINDS)(of));
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  return values
    .map((value) => ({ value, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ value }) => value);
}

function piecesOf<T>(values: readonly T[], count: number): T[][] {
  const size = Math.ceil(values.length / count);
  return Array.from({ length: count }, (_, i) => values.slice(i * size, (i + 1) * size));
}

/** Share of messages that are grouped with other messages than before. */
function moved(messages: readonly string[], before: readonly string[], after: readonly string[]): number {
  const groupsOf = (templates: readonly string[]) => Map.groupBy(messages.keys(), (i) => templates[i] as string);
  const sizes = new Map([...groupsOf(before)].map(([template, group]) => [template, group.length]));
  let same = 0;
  for (const group of groupsOf(after).values()) {
    const [template = '', ...others] = new Set(group.map((i) => before[i] as string));
    if (others.length === 0 && sizes.get(template) === group.length) same += group.length;
  }
  return 1 - same / messages.length;
}

const HISTORIES: Record<string, (catalogue: Catalogue, log: readonly string[], random: () => number) => void> = {
  'in another order': () => {},
  'in buckets, by restarted processes': (catalogue, log, random) => {
    for (const piece of shuffled(piecesOf(log, 10), random)) catalogue.list(piece);
  },
  'in a range that grows': (catalogue, log) => {
    for (const share of [0.01, 0.05, 0.2, 0.5]) catalogue.list(log.slice(0, share * log.length));
  },
  'while the first buckets expire': (catalogue, log) => {
    for (const share of [0, 0.3, 0.6, 0.9]) catalogue.list(log.slice(share * log.length));
  },
  'in listings that stop halfway': (catalogue, log, random) => {
    for (const piece of piecesOf(log, 5)) catalogue.list(piece.slice(0, random() * piece.length));
  },
  'by two processes at once': (catalogue, log) => {
    for (const piece of piecesOf(log, 6)) {
      const { known } = catalogue;
      catalogue.list(piece.slice(0, piece.length / 2));
      // The other process had read the catalogue before; it lists again when it sees that there is more.
      catalogue.list(piece.slice(piece.length / 3), known);
    }
  },
};

test.each(Object.entries(HISTORIES))('a message keeps its template when listed %s', (_, listAll) => {
  for (const seed of SEEDS) {
    const random = createRandom(seed);
    const log = logOf(random);
    const atOnce = new Catalogue().list(log);
    const catalogue = new Catalogue();
    const order = shuffled(log, random);
    listAll(catalogue, order, random);
    const template = new Map(catalogue.list(order).map((each, i) => [order[i] as string, each]));
    const after = log.map((message) => template.get(message) as string);
    expect(moved(log, atOnce, after)).toBeLessThanOrEqual(MOST_MOVED);
    expect(new Set(after).size).toBeLessThan(log.length / 4);
    for (const each of new Set(after)) {
      expect(log.filter(patternTest(each))).toEqual(log.filter((message) => template.get(message) === each));
    }
  }
});
