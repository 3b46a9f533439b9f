import type { RecordJson } from '@logwarren/api';
import type { WhichAttributes } from '../options/record-options.ts';
import { clockOf, dayOf, zoneOf } from '../text/local-time.ts';
import type { Screen } from '../text/screen.ts';
import { severityFormat } from '../text/severity-format.ts';
import { oneLine } from '../text/terminal-text.ts';
import { padded, shortened, widthOf, wrapAfter } from '../text/wrap-text.ts';
import { highlighter } from './highlight.ts';
import { messageLines, safeLines } from './message-lines.ts';
import { attributesText, stackOf } from './record-attributes.ts';

/** How records are shown to people. */
export interface RecordTextOptions {
  screen: Screen;
  attributes: WhichAttributes;
  /** Show everything of a record, one field per line, nothing cut. */
  isVerbose: boolean;
  /** The query, whose words are marked. */
  query: string;
}

/** Whether a record was found, or is context of one that was. */
export type Role = 'hit' | 'context';

/** How many lines of a stack trace in an attribute are shown. */
const MAX_STACK_LINES = 6;
const MAX_SERVICE = 24;
const SEVERITY_WIDTH = 5;

/**
 * Formats records as lines in columns: time, severity, service, message, attributes. It remembers the day, which is printed
 * when it changes, and the width that the service's column has reached.
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

  /** Formats a record, with its line end. @param role if records are shown with their context */
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
    const shownText = stack === undefined ? record.message : `${record.message}\n${stack}`;
    // Context is dim as a whole, and dim text cannot hold other formats.
    const paintPart: Screen['paint'] = isContext ? (_format, text) => text : paint;
    const room = columns - widthOf(beginning);
    const attributes = attributesText(record, this.#options.attributes, shownText, room, paintPart);
    if (attributes !== '' && lines.length === 1) lines[0] += `  ${attributes}`;
    else if (attributes !== '') lines.push(attributes);
    if (stack !== undefined) lines.push(...messageLines(stack, MAX_STACK_LINES).map((line) => paint('dim', line)));
    return wrapAfter(beginning, isContext ? lines.map((line) => paint('dim', line)) : lines, columns);
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
    // As in queries, an attribute with the name of a field is called `attributes.name`.
    const others = Object.entries(attributes).map(
      ([name, value]) => [ownNames.includes(name) ? `attributes.${name}` : name, value] as const,
    );
    const fields = [...Object.entries(own), ...others];
    const width = Math.max(...fields.map(([name]) => widthOf(oneLine(name))));
    const rows = fields.map(([name, value]) => {
      return wrapAfter(`  ${paint('dim', padded(oneLine(name), width))}  `, safeLines(String(value)), columns);
    });
    return [title, wrapAfter('  ', safeLines(message).map(this.#mark), columns), ...rows, ''].join('\n');
  }
}
