import { describe, expect, test } from 'vitest';
import { arrowsBetween, climbsIn, levelsOf, readImports } from '../harness/house/import-graph.ts';
import { isTest, ROOT, readHouse } from '../harness/house/read-house.ts';

/**
 * The rooms inside packages: folders with a name, each with one entrance, `index.ts`. A room is built on those below
 * it, so its readers need to know nothing of those above.
 */

/** Rooms from the ground up: a room imports only from those that stand before it. */
const ROOMS: Record<string, readonly string[]> = {
  'packages/store': [
    'connection',
    'terms',
    'sampling',
    'dead-letters',
    'bucket',
    'partitions',
    'upkeep',
    'read',
    'save',
    'find',
    'count',
    'ledger',
    'facets',
    'templates',
  ],
  'packages/contract': [
    'json',
    'text',
    'times',
    'record',
    'wire/ids',
    'wire/batches',
    'wire/letters',
    'formats',
    'wire/reading',
  ],
  'packages/broker': ['connection', 'topology', 'messages', 'letters', 'publishing', 'consuming'],
};

const MAX_LEVELS = 6;
const MAX_ARROWS = 50;

const graph = readHouse();

describe.each(Object.entries(ROOMS))('%s', (workspace, rooms) => {
  const source = `${workspace}/src/`;
  const isOwn = (file: string) => file.startsWith(source);
  // The longest name counts. A folder inside a room belongs to it; any other folder is a room of its own.
  const roomOf = (file: string) => {
    const path = file.slice(source.length);
    const own = rooms.filter((room) => path.startsWith(`${room}/`)).toSorted((a, b) => b.length - a.length);
    return own[0] ?? path.split('/').at(-2);
  };
  const ownRoomOf = (file: string) => (isOwn(file) && !isTest(file) ? roomOf(file) : undefined);
  const arrows = arrowsBetween(graph, ownRoomOf);

  test('has these rooms and no others', () => {
    expect([...arrows.keys()].toSorted()).toEqual(rooms.toSorted());
  });

  test('no arrow climbs from a room to one that stands above it', () => {
    expect(climbsIn(arrows, rooms)).toEqual([]);
  });

  test('the rooms stand on few levels, and few arrows lead from one to another', () => {
    expect(levelsOf(arrows)).toBeLessThanOrEqual(MAX_LEVELS);
    expect([...arrows.values()].reduce((sum, to) => sum + to.size, 0)).toBeLessThan(MAX_ARROWS);
  });

  test('rooms are entered by their index alone', () => {
    const past = graph.imports.filter(
      ({ from, to }) =>
        ownRoomOf(from) !== undefined && isOwn(to) && roomOf(to) !== roomOf(from) && !to.endsWith('/index.ts'),
    );
    expect(past.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });
});

/**
 * Rooms without an entrance of their own, from the ground up: the page imports single files of packages/query, because its
 * weight is limited; packages/own-formats is small; the command line loads the work of a command when it runs; processes have nobody who imports them.
 */
const OPEN_ROOMS: Record<string, readonly string[]> = {
  'packages/query': ['text', 'patterns', 'fields', 'filter', 'language', 'editing', 'match'],
  'packages/own-formats': ['format', 'reading', 'file'],
  'packages/common': ['errors', 'waits', 'urls', 'files', 'log', 'settings', 'http', 'process'],
  'apps/source': ['metrics', 'state', 'sending', 'spool', 'batching', 'formats', 'inputs'],
  'apps/collector': ['storing', 'queues', 'dead-letters'],
  'apps/monitor': ['rates', 'notify'],
  stack: ['home', 'report', 'processes', 'servers', 'demo', 'commands'],
  'apps/search': ['errors', 'compression', 'queries', 'parameters', 'routes', 'server'],
  'apps/cli': ['text', 'exit', 'api', 'options', 'advice', 'find', 'print', 'follow', 'commands'],
  'apps/web': [
    'text',
    'browser',
    'elements',
    'views',
    'address',
    'api',
    'refresh',
    'query',
    'record',
    'time',
    'charts',
    'facets',
    'saved',
    'paging',
    'notices',
    'list',
    'live',
    'logs',
    'overview',
    'patterns',
    'dead-letters',
    'ledger',
    'frame',
  ],
};
/** Rooms inside a room, in the same way. */
const INNER_ROOMS: Record<string, readonly string[]> = {
  'packages/contract/src/formats': [
    'text',
    'names',
    'severity',
    'frames',
    'layouts',
    'format',
    'joining',
    'input',
    'head',
    'columns',
    'body',
    'envelopes',
    'samples',
  ],
  'packages/contract/src/formats/joining': ['lines', 'crashes', 'kinds', 'record', 'streams'],
  'packages/contract/src/formats/body': ['access', 'json'],
  'packages/contract/src/formats/body/json': ['loggers', 'loose', 'products'],
  'packages/contract/src/formats/envelopes': ['syslog'],
  'apps/source/src/inputs/files': [
    'finding',
    'bytes',
    'checkpoint',
    'identity',
    'missed',
    'reading',
    'losses',
    'following',
    'rotation',
  ],
};
const OPEN_FOLDERS = [
  ...Object.entries(OPEN_ROOMS).map(([workspace, rooms]) => [`${workspace}/src`, rooms] as const),
  ...Object.entries(INNER_ROOMS),
];

/** Files beside the rooms, which stand above them all. */
const TOP = 'src';

describe.each(OPEN_FOLDERS)('%s', (folder, rooms) => {
  const source = `${folder}/`;
  const own = readImports(ROOT, [`${source}**/*.{ts,tsx}`]);
  const roomOf = (file: string) =>
    isTest(file) ? undefined : (/^([^/]+)\//.exec(file.slice(source.length))?.[1] ?? TOP);
  const arrows = arrowsBetween(own, roomOf);

  test('no arrow climbs from a room to one that stands above it', () => {
    expect([...arrows.keys()].toSorted()).toEqual([...rooms, TOP].toSorted());
    expect(climbsIn(arrows, [...rooms, TOP])).toEqual([]);
  });
});

test('no command imports from the folder of another one', () => {
  const commandOf = (file: string) => /^apps\/cli\/src\/commands\/([^/]+)\/[^/]/.exec(file)?.[1];
  expect([...arrowsBetween(graph, commandOf)].filter(([, to]) => to.size > 0)).toEqual([]);
});
