import { bar } from '../../text/bars.ts';
import { lengthOf } from '../../text/local-time.ts';
import { countOf, grouped, percent } from '../../text/numbers.ts';
import { padded } from '../../text/wrap-text.ts';

/** The progress of an export. */
interface Progress {
  records: number;
  bytes: number;
  elapsedMs: number;
  /** Number of records in the whole export, if known. */
  total: number | undefined;
}

const BAR = 20;

/** Formats progress as one line: a bar if the total is known, records, bytes, records per second, time left. */
export function progressText({ bytes, elapsedMs, records, total }: Progress): string {
  const rate = elapsedMs > 0 ? (records / elapsedMs) * 1000 : 0;
  const pace = rate > 0 ? `, ${grouped(Math.round(rate))}/s` : '';
  if (total === undefined || total === 0) return `${countOf(records, 'record')}, ${sizeOf(bytes)}${pace}`;
  const share = Math.min(1, records / total);
  const left = rate > 0 && records < total ? `, ${lengthOf(((total - records) / rate) * 1000)} left` : '';
  const meter = `${padded(percent(records, Math.max(records, total)), 6, 'right')} ${padded(bar(share, BAR), BAR)}`;
  return `${meter} ${grouped(records)} of ${countOf(total, 'record')}, ${sizeOf(bytes)}${pace}${left}`;
}

/** Formats a size: `512 bytes`, `1.2 kB`, `3.4 MB`. */
export function sizeOf(bytes: number): string {
  const units = ['kB', 'MB', 'GB', 'TB'];
  let [size, unit] = [bytes, 'bytes'];
  for (const next of units) {
    if (size < 1000) break;
    [size, unit] = [size / 1000, next];
  }
  return `${unit === 'bytes' ? size : size.toFixed(1)} ${unit}`;
}
