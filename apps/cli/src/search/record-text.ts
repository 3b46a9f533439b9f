import { clockOf, dayOf, zoneOf } from '../terminal/local-time.ts';
import type { Screen } from '../terminal/screen.ts';
import { severityFormat } from '../terminal/severity-format.ts';
import { oneLine, severalLines } from '../terminal/terminal-text.ts';
import { hang, padded, shortened, widthOf } from '../terminal/wrap-text.ts';
import { highlighter } from './highlight.ts';
import type { FoundRecord } from './record.ts';

/** How records are shown to people. */
export interface RecordTextOptions {
  screen: Screen;
  /** Which attributes stand behind the message: those whose value the message does not tell, all, or none. */
  attributes: 'some' | 'all' | 'none';
  /** Everything of a record, one field a line, nothing cut. */
  isVerbose: boolean;
  /** The query, whose words are marked. */
  query: string;
}

/** What a record is in an answer that shows others around it. */
export type Role = 'hit' | 'context';

/** Lines of one message before the rest is left out. */
const MAX_LINES = 15;
/** Characters of one line of it. */
const MAX_LINE = 2_000;
const MAX_VALUE = 300;
const MAX_SHORT_VALUE = 60;
/** Room for `+12`, which stands for attributes that are not shown. */
const MORE_WIDTH = 4;
const MAX_SERVICE = 24;
const SEVERITY_WIDTH = 5;

/**
 * Records as lines in columns: time, severity, service, message, attributes. It remembers the day, which is printed when
 * it changes, and how wide the service's column has become.
 */
export class RecordText {
  readonly #options: RecordTextOptions;
  readonly #mark: (text: string) => string;
  #day = '';
  #serviceWidth = 0;

  constructor(options: RecordTextOptions) {
    this.#options = options;
    this.#mark = highlighter(options.query, (text) => options.screen.paint(['bold', 'underline'], text));
  }

  /** Makes the service's column wide enough for records that will come. */
  prepare(records: readonly FoundRecord[]): void {
    for (const { service } of records) {
      this.#serviceWidth = Math.max(this.#serviceWidth, Math.min(MAX_SERVICE, widthOf(oneLine(service))));
    }
  }

  /** A record, with its line end. */
  of(record: FoundRecord, role?: Role): string {
    this.prepare([record]);
    const ms = Date.parse(record.timestamp);
    const { isUtc } = this.#options.screen;
    const day = dayOf(ms, isUtc);
    const heading = day === this.#day ? '' : this.#dayHeading(day, zoneOf(ms, isUtc));
    this.#day = day;
    return `${heading}${this.#options.isVerbose ? this.#everything(record, ms) : this.#line(record, ms, role)}\n`;
  }

  /** A line between groups of records. */
  separator(): string {
    return `${this.#options.screen.paint('dim', '--')}\n`;
  }

  #dayHeading(day: string, zone: string): string {
    return `${this.#options.screen.paint('dim', `── ${day} ${zone} ──`)}\n`;
  }

  #line(record: FoundRecord, ms: number, role: Role | undefined): string {
    const { columns, paint } = this.#options.screen;
    const isContext = role === 'context';
    const beginning = [
      ...(role === undefined ? [] : [isContext ? ' ' : paint('bold', '>')]),
      paint('dim', clockOf(ms, this.#options.screen.isUtc)),
      paint(severityFormat(record.severity), padded(record.severity, SEVERITY_WIDTH)),
      paint('cyan', padded(shortened(oneLine(record.service), MAX_SERVICE), this.#serviceWidth)),
      '',
    ].join(' ');
    const lines = messageLines(record.message).map(this.#mark);
    const attributes = this.#attributes(record, columns - widthOf(beginning));
    if (attributes !== '' && lines.length === 1) lines[0] += `  ${attributes}`;
    else if (attributes !== '') lines.push(attributes);
    return hang(beginning, isContext ? lines.map((line) => paint('dim', line)) : lines, columns);
  }

  #attributes({ attributes, message, spanId, traceId }: FoundRecord, room: number): string {
    const { attributes: which, screen } = this.#options;
    if (which === 'none') return '';
    const all = Object.entries({ ...attributes, traceId, spanId }).filter(([, value]) => value !== undefined);
    const pair = (name: string, value: string) => `${screen.paint('dim', `${oneLine(name)}=`)}${value}`;
    if (which === 'all') return all.map(([name, value]) => pair(name, valueText(value, MAX_VALUE))).join(' ');
    const untold = all.filter(([, value]) => !tells(message, String(value)));
    const shown: string[] = [];
    let width = 0;
    for (const [index, [name, value]] of untold.entries()) {
      const text = pair(name, valueText(value, MAX_SHORT_VALUE));
      width += widthOf(text) + 1;
      if (width > room - MORE_WIDTH) return [...shown, screen.paint('dim', `+${untold.length - index}`)].join(' ');
      shown.push(text);
    }
    return shown.join(' ');
  }

  #everything(record: FoundRecord, ms: number): string {
    const { columns, isUtc, paint } = this.#options.screen;
    const { attributes, message, service, severity, timestamp, ...rest } = record;
    const title = [
      paint('bold', clockOf(ms, isUtc)),
      paint(severityFormat(severity), severity),
      paint('cyan', oneLine(service)),
    ].join(' ');
    const fields = Object.entries({ timestamp, ...rest, ...attributes });
    const width = Math.max(...fields.map(([name]) => widthOf(oneLine(name))));
    const rows = fields.map(([name, value]) => {
      const lines = severalLines(String(value).replaceAll('\t', '    ')).split('\n');
      return hang(`  ${paint('dim', padded(oneLine(name), width))}  `, lines, columns);
    });
    const text = severalLines(message.replaceAll('\t', '    ')).trimEnd().split('\n').map(this.#mark);
    return [title, hang('  ', text, columns), ...rows, ''].join('\n');
  }
}

/** A message for the terminal: its lines without what a terminal would obey, the end of long ones left out. */
function messageLines(message: string): string[] {
  const all = severalLines(message.replaceAll('\t', '    ')).trimEnd().split('\n');
  const lines = all
    .slice(0, MAX_LINES)
    .map((line) =>
      line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}… (${line.length - MAX_LINE} more characters; -v)` : line,
    );
  if (all.length > MAX_LINES) lines.push(`… (${all.length - MAX_LINES} more lines; -v shows all)`);
  return lines;
}

/** True when the message has the value as a word, so that it need not be told again. */
function tells(message: string, value: string): boolean {
  if (value === '') return true;
  for (let at = message.indexOf(value); at >= 0; at = message.indexOf(value, at + 1)) {
    const isWord = (index: number) => /[\p{L}\p{N}_]/u.test(message[index] ?? '');
    if (!isWord(at - 1) && !isWord(at + value.length)) return true;
  }
  return false;
}

function valueText(value: string | number | boolean | null | undefined, most: number): string {
  if (typeof value !== 'string') return String(value);
  const text = shortened(oneLine(value), most);
  return /^[^\s"=]+$/.test(text) ? text : `"${text.replaceAll('"', '\\"')}"`;
}
