import { messagePattern, patternTest, readTemplate, TemplateIndex, templatesOfShapes } from '@logwarren/query';
import { createRandom } from '../../bench/src/random.ts';
import { formerPattern } from '../../packages/query/src/patterns/former-pattern.ts';
import { type Figure, percent } from './figure.ts';
import type { PublicSet } from './public-sets.ts';

const LEAST_ACCURACY = 0.85;
const MOST_MOVED = 0.02;
const PIECES = 4;
const SEEDS = [1, 2, 3, 4, 5];

/** How well, how stably and at what cost messages are grouped. */
export function groupingFigures(sets: readonly PublicSet[]): Figure[] {
  const found = sets.map(({ name, rows }) => {
    const messages = rows.map(({ Content = '' }) => Content);
    const groups = groupsOf(messages);
    const labels = rows.map(({ EventId = '' }) => EventId);
    const moved = SEEDS.map((seed) => movedShare(groups, inPieces(messages, seed)));
    return { name, accuracy: groupingAccuracy(labels, groups), moved: Math.max(...moved) };
  });
  const mean = found.reduce((sum, { accuracy }) => sum + accuracy, 0) / found.length;
  const moved = Math.max(...found.map((each) => each.moved));
  return [
    {
      what: `loghub: lines grouped right, mean of ${found.length} sets, one configuration`,
      found: mean.toFixed(3),
      wanted: `${LEAST_ACCURACY}`,
      isGood: mean >= LEAST_ACCURACY,
      details: found.map(({ name, accuracy }) => `${name.padEnd(12)} ${accuracy.toFixed(3)}`),
    },
    {
      what: 'loghub: lines that change their group when the input is shuffled and comes in four pieces, most of any set',
      found: `${(100 * moved).toFixed(2)} %`,
      wanted: '2 % at most',
      isGood: moved <= MOST_MOVED,
      details: found.map((each) => `${each.name.padEnd(12)} ${(100 * each.moved).toFixed(2)} %`),
    },
    formerFigure(sets.flatMap(({ rows }) => rows.map(({ Content = '' }) => Content))),
    costFigure(sets.flatMap(({ rows }) => rows.map(({ Content = '' }) => Content))),
  ];
}

function groupsOf(messages: readonly string[]): string[] {
  const templates = templatesOfShapes(new Set(messages.map(messagePattern)));
  return messages.map((message) => templates.get(messagePattern(message)) as string);
}

/**
 * Groups in another order, in four pieces, each of which knows of those before it only their templates, as a service does that
 * has been started again or has no room for more.
 */
function inPieces(messages: readonly string[], seed: number): string[] {
  const random = createRandom(seed);
  const order = messages
    .map((message) => ({ pattern: messagePattern(message), at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ pattern }) => pattern);
  let known: ReadonlySet<string> = new Set();
  const size = Math.ceil(order.length / PIECES);
  for (let from = 0; from < order.length; from += size) {
    known = new Set(templatesOfShapes(new Set([...known, ...order.slice(from, from + size)])).values());
  }
  const index = new TemplateIndex([...known].map(readTemplate));
  return messages.map((message) => {
    const pattern = messagePattern(message);
    return index.fitting(readTemplate(pattern))[0]?.tokens.join('') ?? pattern;
  });
}

/** Saved searches may hold patterns by the former rules. */
function formerFigure(messages: readonly string[]): Figure {
  const lost = messages.filter((message) => !patternTest(formerPattern(message))(message)).length;
  return {
    what: 'loghub: lines that their pattern by the former rules still finds',
    found: `${percent(messages.length - lost, messages.length)} (all but ${lost} of ${messages.length})`,
    wanted: 'said',
  };
}

function costFigure(messages: readonly string[]): Figure {
  for (const message of messages) messagePattern(message);
  const startedAt = process.cpuUsage();
  for (const message of messages) messagePattern(message);
  const { user, system } = process.cpuUsage(startedAt);
  const seconds = (user + system) / messages.length;
  return {
    what: 'loghub: CPU for the patterns of a million messages',
    found: `${seconds.toFixed(1)} s`,
    wanted: 'said',
  };
}

/**
 * Share of lines that are grouped right, as logpai's evaluator counts it: a line is right if the lines of its group are
 * exactly those that have its label.
 */
export function groupingAccuracy(labels: readonly string[], groups: readonly string[]): number {
  const sizes = new Map<string, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  let right = 0;
  for (const lines of Map.groupBy(groups.keys(), (line) => groups[line] as string).values()) {
    const [label = '', ...others] = new Set(lines.map((line) => labels[line] as string));
    if (others.length === 0 && sizes.get(label) === lines.length) right += lines.length;
  }
  return right / labels.length;
}

/** Share of lines whose group is made of other lines in the second grouping than in the first. */
export function movedShare(first: readonly string[], second: readonly string[]): number {
  return 1 - groupingAccuracy(first, second);
}
