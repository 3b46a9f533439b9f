import { expect, test } from 'vitest';
import { buildProgram } from '../build-program.ts';
import type { Cli } from '../options/cli.ts';

/** A C1 control (which some terminals obey as ESC [), DEL, and a mark that turns the direction of writing round. */
const EVIL = 'evil \u009b31m \u007f \u202e';
const FIGURES = { received: 1, stored: 1, dead: 0, shed: 0, inFlight: 0, difference: 0 };
const ANSWERS: Readonly<Record<string, unknown>> = {
  '/ledger': {
    balanced: true,
    total: FIGURES,
    queues: null,
    rows: [{ ...FIGURES, source: EVIL, run: EVIL, service: EVIL }],
  },
  '/dead-letters': { letters: [{ id: 'a', explanation: EVIL }], next: null },
  '/dead-letters/a': { id: 'a', explanation: EVIL, headers: { [EVIL]: EVIL } },
  '/dead-letters/replay': { succeed: 0, fail: 0, missing: [EVIL], letters: [], complete: true },
};

/** Runs a command against a service that answers with hostile texts. */
async function outputOf(...args: string[]): Promise<string> {
  let output = '';
  const answer = async (path: string) => ANSWERS[path.split('?', 1)[0] as string];
  const cli = {
    api: () => ({ get: answer, post: answer }),
    isJson: true,
    write: (text: string) => (output += text),
    fail: () => {},
    columns: () => undefined,
  } as unknown as Cli;
  await buildProgram(cli).parseAsync(['--json', ...args], { from: 'user' });
  return output;
}

test.each([[['ledger']], [['dlq', 'list']], [['dlq', 'show', 'a']], [['dlq', 'replay', '--all', '--dry-run']]])(
  'the JSON of %s does nothing to a terminal, and says the same to a program',
  async (args) => {
    const output = await outputOf(...args);
    expect(output).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
    expect(JSON.stringify(JSON.parse(output))).toContain(JSON.stringify(EVIL));
  },
);
