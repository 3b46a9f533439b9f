import type { RecordJson } from '@logwarren/api';
import type { WhichAttributes } from '../options/record-options.ts';
import type { Screen } from '../text/screen.ts';
import { oneLine } from '../text/terminal-text.ts';
import { shortened, widthOf } from '../text/wrap-text.ts';

type Value = string | number | bigint | boolean | null | undefined;

const MAX_VALUE = 300;
const MAX_SHORT_VALUE = 60;
/** Room for `+12`, which stands for attributes that are not shown. */
const MORE_WIDTH = 4;
/** Attributes that say why something failed come first; those that most records of a service share come last. */
const FIRST = /^(err|error|exception)\b|(^|[._])(error|reason|cause)$/i;
const LAST =
  /^(pid|hostname|name|v|process\.|host\.|network\.|user_agent|http\.request\.header|telemetry\.|os\.|k8s\.)/i;
const STACK = /(^|[._])stack([._]?trace)?$/i;

/** The stack trace in the attributes of a record; undefined without a trace, and when the message contains it. */
export function stackOf({ attributes, message }: RecordJson): string | undefined {
  const [, stack] = Object.entries(attributes).find(([name]) => STACK.test(name)) ?? [];
  return typeof stack === 'string' && stack.includes('\n') && !message.includes(stack) ? stack : undefined;
}

/**
 * Formats attributes as `name=value`, with the ids of trace and span.
 *
 * @param shownText text that is shown already; `some` leaves out values that occur in it as words
 * @param room columns for `some`; attributes that do not fit are counted
 */
export function attributesText(
  { attributes, spanId, traceId }: RecordJson,
  which: WhichAttributes,
  shownText: string,
  room: number,
  paint: Screen['paint'],
): string {
  if (which === 'none') return '';
  const all = Object.entries<Value>({ ...attributes, traceId, spanId }).filter(([, value]) => value !== undefined);
  const pair = (name: string, value: Value, most: number) =>
    `${paint('dim', `${oneLine(name)}=`)}${valueText(value, most)}`;
  if (which === 'all') return all.map(([name, value]) => pair(name, value, MAX_VALUE)).join(' ');
  const others = all.filter(([, value]) => !mentions(shownText, String(value))).sort(([a], [b]) => rank(a) - rank(b));
  const shown: string[] = [];
  let width = 0;
  for (const [index, [name, value]] of others.entries()) {
    const text = pair(name, value, MAX_SHORT_VALUE);
    width += widthOf(text) + 1;
    if (width > room - MORE_WIDTH) return [...shown, paint('dim', `+${others.length - index}`)].join(' ');
    shown.push(text);
  }
  return shown.join(' ');
}

function rank(name: string): number {
  if (FIRST.test(name)) return 0;
  return LAST.test(name) ? 2 : 1;
}

/** True when the text has the value as a word. */
function mentions(text: string, value: string): boolean {
  if (value === '') return true;
  const isWord = (index: number) => /[\p{L}\p{N}_]/u.test(text[index] ?? '');
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    if (!isWord(at - 1) && !isWord(at + value.length)) return true;
  }
  return false;
}

function valueText(value: Value, most: number): string {
  if (typeof value !== 'string') return String(value);
  const text = shortened(oneLine(value), most);
  return /^[^\s"=]+$/.test(text) ? text : `"${text.replaceAll('"', '\\"')}"`;
}
