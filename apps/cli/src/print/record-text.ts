import type { RecordJson } from '@logwarren/api';
import type { WhichAttributes } from '../options/record-options.ts';
import { clockOf, dayOf, zoneOf } from '../text/local-time.ts';
import type { Screen } from '../text/screen.ts';
import { severityFormat } from '../text/severity-format.ts';
import { oneLine } from '../text/terminal-text.ts';
import { hang, padded, shortened, widthOf } from '../text/wrap-text.ts';
import { highlighter } from './highlight.ts';
import { messageLines, safeLines } from './message-lines.ts';
import { attributesText, stackOf } from './record-attributes.ts';

/** How records are shown to people. */
export interface RecordTextOptions {
  screen: Screen;
  attributes: WhichAttributes;
  /** Everything of a record, one field a line, nothing cut. */
  isVerbose: boolean;
  /** The query, whose words are marked. */
  query: string;
}

/** Role of a record in an answer that shows others around it. */
export type Role = 'hit' | 'context';

/** Lines of a stack trace that stands in an attribute. */
const MAX_STACK_LINES = 6;
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
  prepare(records: readonly RecordJson[]): void {
    for (const { service } of records) {
      this.#serviceWidth = Math.max(this.#serviceWidth, Math.min(MAX_SERVICE, widthOf(oneLine(service))));
    }
  }

  /** A record, with its line end. */
  of(record: RecordJson, role?: Role): string {
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

  #line(record: RecordJson, ms: number, role: Role | undefined): string {
    const { columns, paint } = this.#options.screen;
    const isContext = role === 'context';
    const beginning = [
      ...(role === undefined ? [] : [isContext ? ' ' : paint('bold', '>')]),
      paint('dim', clockOf(ms, this.#options.screen.isUtc)),
      paint(severityFormat(record.severity), padded(record.severity, SEVERITY_WIDTH)),
      paint('cyan', padded(shortened(oneLine(record.service), MAX_SERVICE), this.#serviceWidth)),
      '',
    ].join(' ');
    const stack = isContext ? undefined : stackOf(record);
    const lines = messageLines(record.message).map(this.#mark);
    const told = stack === undefined ? record.message : `${record.message}\n${stack}`;
    // What is around a record is dim as a whole, in which nothing else can be.
    const attributes = attributesText(
      ...([record, this.#options.attributes, told, columns - widthOf(beginning)] as const),
      isContext ? (_format, text) => text : paint,
    );
    if (attributes !== '' && lines.length === 1) lines[0] += `  ${attributes}`;
    else if (attributes !== '') lines.push(attributes);
    if (stack !== undefined) lines.push(...messageLines(stack, MAX_STACK_LINES).map((line) => paint('dim', line)));
    return hang(beginning, isContext ? lines.map((line) => paint('dim', line)) : lines, columns);
  }

  #everything(record: RecordJson, ms: number): string {
    const { columns, isUtc, paint } = this.#options.screen;
    const { attributes, message, service, severity, timestamp, ...rest } = record;
    const title = [
      paint('bold', clockOf(ms, isUtc)),
      paint(severityFormat(severity), severity),
      paint('cyan', oneLine(service)),
    ].join(' ');
    const own = { timestamp, ...rest };
    const ownNames = Object.keys(record);
    // As in queries: an attribute with the name of a field is asked for as `attributes.name`.
    const others = Object.entries(attributes).map(
      ([name, value]) => [ownNames.includes(name) ? `attributes.${name}` : name, value] as const,
    );
    const fields = [...Object.entries(own), ...others];
    const width = Math.max(...fields.map(([name]) => widthOf(oneLine(name))));
    const rows = fields.map(([name, value]) => {
      return hang(`  ${paint('dim', padded(oneLine(name), width))}  `, safeLines(String(value)), columns);
    });
    return [title, hang('  ', safeLines(message).map(this.#mark), columns), ...rows, ''].join('\n');
  }
}
