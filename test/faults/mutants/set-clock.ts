import { readFileSync } from 'node:fs';

/**
 * Loaded before a service with `--import`: its wall clock is off by FAULT_CLOCK_SHIFT_MS, like that of a badly kept host, or
 * by the number of ms in the file that FAULT_CLOCK_FILE names. The latter changes while the service runs, as when somebody
 * sets the clock of a host. The monotonic clock continues.
 */

const LOOK_MS = 50;
const file = process.env.FAULT_CLOCK_FILE;
const RealDate = Date;
let shiftMs = file === undefined ? Number(process.env.FAULT_CLOCK_SHIFT_MS) : readShift(file);
if (file !== undefined) {
  setInterval(() => {
    shiftMs = readShift(file);
  }, LOOK_MS).unref();
}

function readShift(from: string): number {
  return Number(readFileSync(from, 'utf8')) || 0;
}

class SetDate extends RealDate {
  constructor(...args: unknown[]) {
    // Without arguments it is the present moment, the only one that moves.
    super(...((args.length === 0 ? [RealDate.now() + shiftMs] : args) as [number]));
  }

  static override now(): number {
    return RealDate.now() + shiftMs;
  }
}

globalThis.Date = SetDate as DateConstructor;
