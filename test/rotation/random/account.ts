import type { Received } from './source-in-process.ts';
import { isHeader, LINE_BYTES, numberOf, type Rotation, type WrittenLog } from './written-log.ts';

/** Steps of the history of a log. */
export interface Happened {
  log: WrittenLog;
  destroyed: Destroyed[];
  kills: number;
}

/** A rotation that left nothing of the lines in the file. */
interface Destroyed {
  kind: Rotation;
  /** Lines in the file that the broker did not have. */
  lines: number[];
  /** All lines in the file. */
  all: number[];
  /** Those of `lines` that a source knew to be there. */
  seen: number[];
}

/** Compares the written lines with those that arrived or were reported lost; returns a sentence for each fault. */
export function faultsOf({ destroyed, kills, log }: Happened, received: Received): string[] {
  const faults = [...received.faults];
  const losses = [...received.batches.values()].flatMap(({ lost }) => lost ?? []);
  const messages = [...received.batches.values()].flatMap(({ batch, lost }) =>
    lost === undefined ? batch.records.map(({ message }) => String(message)) : [],
  );
  const counts = new Map<number, number>();
  for (const message of messages) {
    const number = numberOf(message);
    if (number !== undefined) counts.set(number, (counts.get(number) ?? 0) + 1);
    else if (!isHeader(message)) faults.push(`a record that is not a line: ${message.slice(0, 80)}`);
  }
  const twice = [...counts].filter(([, count]) => count > 1).map(([number]) => number);
  if (twice.length > 0) faults.push(`twice: ${twice}`);
  const lost = Array.from({ length: log.count }, (_, number) => number).filter((number) => !counts.has(number));
  const mayBeLost = new Set(destroyed.flatMap(({ lines }) => lines));
  const missing = lost.filter((number) => !mayBeLost.has(number));
  if (missing.length > 0) faults.push(`missing: ${missing}`);
  const seen = new Set(destroyed.flatMap((each) => each.seen));
  const leastBytes = lost.filter((number) => seen.has(number)).length * LINE_BYTES;
  // What a broker has and did not confirm cannot be told from what it has not.
  const unsure = [...received.unconfirmed].filter((message) => mayBeLost.has(numberOf(message) ?? -1)).length;
  // What is confirmed is written down within a second: to a source after a kill, all that was in the file may be lost.
  const forgotten = kills > 0 ? destroyed.flatMap(({ all }) => all).filter((number) => counts.has(number)).length : 0;
  const mostBytes = (lost.length + unsure + forgotten) * LINE_BYTES + destroyed.length * log.headerBytes;
  const toldBytes = losses.reduce((sum, { bytes }) => sum + bytes, 0);
  if (toldBytes < leastBytes) faults.push(`${toldBytes} bytes were said to be lost, and ${leastBytes} at least are`);
  if (toldBytes > mostBytes) faults.push(`${toldBytes} bytes were said to be lost, and ${mostBytes} at most are`);
  if (losses.length > destroyed.length) faults.push(`${losses.length} losses were told of ${destroyed.length}`);
  const skipped = received.log.filter(({ level, text }) => level === 'warn' && text === 'File is skipped.');
  if (destroyed.length === 0)
    for (const { fields, level, text } of received.log)
      if (level === 'error') faults.push(`error: ${text} ${JSON.stringify(fields)}`);
  for (const { fields } of skipped)
    if (!/compressed/.test(String(fields.reason))) faults.push(`skipped: ${JSON.stringify(fields)}`);
  return faults;
}
