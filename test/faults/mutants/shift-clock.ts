/**
 * Loaded before a service with `--import`: its clock is wrong by FAULT_CLOCK_SHIFT_MS, like that of a badly kept host.
 */

const shiftMs = Number(process.env.FAULT_CLOCK_SHIFT_MS);
const RealDate = Date;

class ShiftedDate extends RealDate {
  constructor(...args: unknown[]) {
    // Without arguments it is the present moment, the only one that is shifted.
    super(...((args.length === 0 ? [RealDate.now() + shiftMs] : args) as [number]));
  }

  static override now(): number {
    return RealDate.now() + shiftMs;
  }
}

globalThis.Date = ShiftedDate as DateConstructor;
