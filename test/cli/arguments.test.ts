import { createLogger } from '@logwarren/common';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildProgram } from '../../apps/cli/src/build-program.ts';
import type { Cli } from '../../apps/cli/src/options/cli.ts';
import type { App } from '../../apps/search/src/routes/route-context.ts';
import { listen } from '../../apps/search/src/server/server.ts';
import { createTestServer } from '../../apps/search/src/test-server.ts';
import { runInProcess } from '../harness/apps/run-in-process.ts';

/** Every option of every command with wrong values: what is said names the option that was typed, the value and what is allowed. */

const LONG = 'x'.repeat(300);
const NUMBERS = ['0x', '-1', '1.5', '1e3', '', '99999999999'];
const FROM_ONE = ['0', ...NUMBERS];
const TIMES = ['tomorow', '2026-13-45', '25:99', ''];

/** Wrong values of each option that takes one, by its long name. */
const WRONG: Readonly<Record<string, readonly string[]>> = {
  '--url': ['localhost', 'ftp://host', ''],
  '--search': ['localhost', ''],
  '--service': ['', LONG],
  '--severity': ['loud', ''],
  '--min-severity': ['loud', ''],
  // Any text is the pattern of some message, the empty one too.
  '--pattern': [],
  '--trace-id': ['4bf92f', ''],
  '--from': TIMES,
  '--since': TIMES,
  '--to': TIMES,
  '--until': TIMES,
  '--limit': FROM_ONE,
  '--order': ['up', ''],
  '--before': [...NUMBERS, '1001'],
  '--after': [...NUMBERS, '1001'],
  '--context': [...NUMBERS, '1001'],
  '--of': ['host', ''],
  '--attributes': ['most', ''],
  '--color': ['purple', ''],
  '--width': ['wide', '-1', ''],
  '--services': FROM_ONE,
  '--values': ['', LONG],
  '--output': [''],
  '--format': ['xml', ''],
  '--columns': ['', LONG],
  '--source': ['', LONG],
  '--time-zone': ['Europe/Berlni', ''],
  '--formats': [LONG, '/no/such.yaml'],
  '--check': [LONG, '/no/such.yaml'],
  '--reason': ['nonsense', ''],
  '--state': ['open', ''],
  '--save': [''],
  '--rate': FROM_ONE,
  '--for': FROM_ONE,
  '--give-up': FROM_ONE,
  '--every': FROM_ONE,
};

/** Values that are wrong for one command and right for others. */
const ALLOWED = new Set(['tail --limit 0']);
/** Options that are refused when another one does not stand beside them. */
const BESIDE: Readonly<Record<string, readonly string[]>> = { '--columns': ['--format', 'csv'] };
/** Arguments that a command cannot do without. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  context: ['019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011'],
  'dlq show': ['0'.repeat(32)],
  'dlq replay': ['--all', '--dry-run'],
  'dlq discard': ['--all', '--dry-run'],
};

let app: App;
let url: string;

beforeAll(async () => {
  app = await createTestServer();
  const log = createLogger('test', 'silent');
  url = await listen(app, { host: '127.0.0.1', port: 0, isGiven: true, log });
});

afterAll(() => app.close());

/** Runs the command against a service that refuses what is wrong and can answer nothing else. */
function run(args: readonly string[]) {
  return runInProcess(args, { LOGWARREN_URL: url });
}

type Command = ReturnType<typeof buildProgram>;

const program = buildProgram({ write: () => {}, writeError: () => {} } as unknown as Cli);
const leaves = leavesOf(program);

function leavesOf(command: Command): { name: string; command: Command }[] {
  const below = command.commands.filter((each) => each.name() !== 'help' && !each.name().startsWith('__'));
  if (below.length === 0) return [{ name: nameOf(command), command }];
  return below.flatMap((each) => leavesOf(each as Command));
}

function nameOf(command: Command): string {
  const { parent } = command;
  return parent === null || parent.parent === null ? command.name() : `${nameOf(parent as Command)} ${command.name()}`;
}

/** Commands that ask no service, and ignore the options that name one. */
const OFFLINE = new Set(['completion', 'parse']);
const asking = leaves.filter(({ name }) => !OFFLINE.has(name));
const cases = asking.flatMap(({ name, command }) =>
  [...command.options, ...program.options]
    .filter(({ required }) => required)
    .flatMap(({ long }) => (WRONG[long ?? ''] ?? []).map((value) => ({ name, long: long ?? '', value })))
    .filter(({ long, value }) => !ALLOWED.has(`${name} ${long} ${value}`)),
);

test('every option that takes a value is in the table', () => {
  const options = [program, ...leaves.map(({ command }) => command)].flatMap((command) => command.options);
  const taking = new Set(options.filter(({ required }) => required).map(({ long }) => long));
  expect([...taking].toSorted()).toEqual(Object.keys(WRONG).toSorted());
  expect(cases.length).toBeGreaterThan(300);
});

test.each(cases)(
  '$name $long "$value" is refused by its name, and it is said what is allowed',
  async ({ name, long, value }) => {
    const args = [...name.split(' '), ...(ARGUMENTS[name] ?? []), ...(BESIDE[long] ?? []), long, value];
    const { code, out, errors } = await run(args);
    expect({ code, out }, errors).toEqual({ code: 64, out: '' });
    expect(errors).toMatch(/^logwarren: \S/);
    expect(errors).toContain(long);
    if (value !== '' && value !== LONG) expect(errors).toContain(value);
    expect(errors).toMatch(/ use | write |has to |it has |[Aa]llowed|give a value|at most|is from/);
    expect(errors).not.toMatch(/^\s+at |\bundefined\b|\[object/m);
  },
);

describe('arguments that do not fit', () => {
  test.each([
    [['serch', 'timeout'], "unknown command 'serch'\n(Did you mean search?)"],
    [['dlq', 'lst'], "unknown command 'lst'\n(Did you mean list?)"],
    [['frobnicate'], "unknown command 'frobnicate'\n(--help lists the options and commands)"],
    [['search', '--sevrity', 'error'], "unknown option '--sevrity'\n(Did you mean --severity?)"],
    [['stats', '--zzz'], "unknown option '--zzz'\n(--help lists the options and commands)"],
    [
      ['search', '-level:debug'],
      "unknown option '-level:debug'\n(put -- in front of a query or file name that begins with -)",
    ],
    [['search', '-error'], "unknown option '-error'\n(put -- in front of a query or file name that begins with -)"],
    [['search', '-o', 'json'], "unknown option '-o'\n(JSON comes with --json)"],
    [['search', '--format', 'json'], '(JSON comes with --json; '],
    [['search', '--format=json'], '(JSON comes with --json; '],
    [['search', '-q', 'timeout'], '(a query needs no option: '],
    [['search', '--level', 'error'], '(Did you mean --severity? '],
    [['search', '--last', '5m'], '(Did you mean --since?)'],
    [['search', '--grep', 'timeout'], '(a word needs no option: '],
    [['stats', '--by', 'service'], 'logwarren fields --values NAME '],
    [['tail', '-f'], '(logwarren tail always follows; '],
    [['query', 'timeout'], "unknown command 'query'\n(Did you mean search?)"],
    [['context'], "missing required argument 'id'"],
    [['dlq', 'show'], "missing required argument 'id'"],
    [['context', 'a', 'b'], 'too many arguments'],
    [['context', 'a'], '<id> is not a record id'],
    [['dlq', 'show', 'a'], '<id> is not an id of a dead letter'],
    [['dlq', 'replay', 'a'], '<ids> is not an id of a dead letter'],
    [['dlq', 'discard'], 'give ids, a filter, or --all'],
    [['search', '--limit'], "option '-n, --limit <number>' argument missing"],
    [['search', '-n', '0'], '--limit 0'],
    [['search', '-C', '5000'], '--context'],
    [['search', '--from', '1h', '--since', '2h'], '--since is the same as --from'],
    [['search', '--to', '1h', '--until', '2h'], '--until is the same as --to'],
    [['search', 'level:loud'], 'the query cannot be read'],
    [['export', '--columns', 'id'], '--columns is for CSV'],
    [['parse', '-', '--format', 'xml'], "argument 'xml' is invalid. Allowed choices are auto, json, "],
    [['parse', '-', '--limit', '-1'], 'It has to be a whole number from 0 to '],
    [['search', '-n', '-1'], 'It has to be a whole number of at least 1 (0 only with --follow).\n'],
    [['ledger', '--from', '1d', '--since', '2d'], '--since is the same as --from'],
    [['ledger', '--since', '2d', '--from', '1d'], '--since is the same as --from'],
    [['dlq', 'list', '--until', '2d', '--to', '1d'], '--until is the same as --to'],
    [['tail', '--since', '5m'], 'logwarren search --follow --since 5m'],
    [['completion', 'tcsh'], 'Allowed choices are bash, zsh, fish'],
    [['help', 'nonsense'], "unknown command 'nonsense'"],
  ])('%j is explained', async (args, sentence) => {
    const { code, out, errors } = await run(args);
    expect({ code, out }, errors).toEqual({ code: 64, out: '' });
    expect(errors).not.toContain('mean ?');
    expect(errors).toMatch(/^logwarren: /);
    expect(errors).toContain(sentence);
  });
});

describe('an address that ends with a path of the API', () => {
  test.each([
    [['search'], '/logs'],
    [['search', 'timeout'], '/logs/stats?since=1h'],
    [['search', '--follow'], '/logs/'],
    [['context', '019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011'], '/logs'],
    [['stats'], '/overview'],
    [['export'], '/logs/export'],
    [['export', '--format', 'csv'], '/docs'],
    [['ledger'], '/ledger'],
    [['dlq', 'list'], '/dead-letters'],
    [['dlq', 'show', '0'.repeat(32)], '/dead-letters'],
  ])('is named as such, and how it is written: %j with %s', async (args, path) => {
    const { code, out, errors } = await run(['--url', `${url}${path}`, ...args]);
    const end = path.replace(/\?.*|\/$/g, '');
    expect({ code, out }, errors).toEqual({ code: 64, out: '' });
    expect(errors).toMatch(/^logwarren: [^\n]+\n$/);
    expect(errors).toContain(`${url}${end} ends with ${end}, a path of the API (--url`);
    expect(errors).toContain(`); write ${url}\n`);
  });
});
