import { percent } from '../../text/numbers.ts';
import { oneLine } from '../../text/terminal-text.ts';
import { type ParsedText, UNKNOWN_FORMAT } from './parse-file.ts';

/** How many names a list has at most. */
const MOST_NAMES = 5;

/** Counts the lines of a file and the records made of them. */
export class ParseSummary {
  lines = 0;
  records = 0;
  unknown = 0;
  dropped = 0;
  headerLines = 0;
  #ownTimes = 0;
  #ownSeverities = 0;
  readonly #formats = new Map<string, number>();
  readonly #services = new Map<string, number>();

  /** Adds a record. */
  add({ format, hasOwnSeverity, hasOwnTime, record }: ParsedText): void {
    this.records += 1;
    if (format === UNKNOWN_FORMAT) this.unknown += 1;
    if (hasOwnTime) this.#ownTimes += 1;
    if (hasOwnSeverity) this.#ownSeverities += 1;
    increase(this.#formats, format);
    increase(this.#services, record.service);
  }

  /** Rows of the summary: a name and its value. */
  rows(): [string, string][] {
    return [
      ['format', names(this.#formats, this.records)],
      ['lines', String(this.lines)],
      ['records', String(this.records)],
      ...(this.headerLines === 0 ? [] : [['header lines', String(this.headerLines)] as [string, string]]),
      ...(this.dropped === 0 ? [] : [['dropped', String(this.dropped)] as [string, string]]),
      ['own time', percent(this.#ownTimes, this.records)],
      ['own severity', percent(this.#ownSeverities, this.records)],
      ['services', names(this.#services, this.records)],
    ];
  }
}

function increase(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function names(counts: Map<string, number>, of: number): string {
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  const shown = sorted.slice(0, MOST_NAMES).map(([name, count]) => {
    return count === of ? oneLine(name) : `${oneLine(name)} ${percent(count, of)}`;
  });
  const others = sorted.length - shown.length;
  return shown.join(', ') + (others > 0 ? `, ${others} more` : '');
}
