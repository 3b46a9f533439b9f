import { readFileSync } from 'node:fs';

/**
 * Loaded before a service with `--import`: its wall clock is off by the number of ms in the file that FAULT_CLOCK_FILE
 * names. The number changes while the service runs, as when somebody sets the clock of a host. The monotonic clock
 * continues.
 */

const LOOK_MS = 50;
const file = process.env.FAULT_CLOCK_FILE as string;
const RealDate = Date;
let shiftMs = readShift();
setInterval(() => {
  shiftMs = readShift();
}, LOOK_MS).unref();

function readShift(): number {
  return Number(readFileSync(file, 'utf8')) || 0;
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
