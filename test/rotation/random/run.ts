import { parseArgs } from 'node:util';
import { runSequence, type Sequence } from './random-sequence.ts';
import { DESTROYING, KEEPING, type Rotation } from './written-log.ts';

/**
 * Runs random sequences of writes, rotations, stops and kills against the code that follows files, in this process.
 *
 *     npm run test:rotation -- --sequences 5000 --seed 1
 */

const USAGE = `npm run test:rotation [-- OPTIONS]

Runs random sequences of writes, rotations, stops and kills against the code that follows files.

  --sequences N   how many (1000)
  --seed N        the first of them (1); moments differ from run to run, so a seed may have to run several times to fail again
  --at-once N     how many run beside each other (16)
  --kinds LIST    kinds of rotation, with commas between them (all): ${[...KEEPING, ...DESTROYING].join(', ')}
  -v, --verbose   shows the log of those that fail
  --help          this text
`;

const values = readOptions();
if (values.help) {
  process.stdout.write(USAGE);
  process.exit();
}

const first = Number(values.seed);
const end = first + Number(values.sequences);
let next = first;
const failed: number[] = [];

async function work(): Promise<void> {
  while (next < end) {
    const seed = next++;
    show(await runSequence(seed, values.kinds?.split(',') as Rotation[] | undefined));
  }
}

function show({ faults, log, seed, steps }: Sequence): void {
  if (faults.length === 0) return;
  failed.push(seed);
  console.log(`seed ${seed}\n  ${faults.join('\n  ')}\n  ${steps.join('; ')}`);
  if (!values.verbose) return;
  for (const { fields, level, text } of log) console.log(`    ${level} ${text} ${JSON.stringify(fields)}`);
}

await Promise.all(Array.from({ length: Number(values['at-once']) }, work));
console.log(`${end - first} sequences from seed ${first} on: ${failed.length} failed ${failed.join(' ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

/** Ends the process, with the usage, when an option is wrong. */
function readOptions() {
  try {
    const { values } = parseArgs({
      args: process.argv.slice(2).filter((each) => each !== '--'),
      options: {
        sequences: { type: 'string', default: '1000' },
        seed: { type: 'string', default: '1' },
        'at-once': { type: 'string', default: '16' },
        kinds: { type: 'string' },
        verbose: { type: 'boolean', short: 'v', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return values;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}
