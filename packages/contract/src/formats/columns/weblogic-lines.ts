import { type Attributes, createRecord } from '../../record/index.ts';
import { instantOf, takeTime } from '../../times/index.ts';
import type { TextFormat } from '../format/line-format.ts';
import { putNew } from '../names/head-attributes.ts';

/*
 * WebLogic's columns between angle brackets. The text is the last one. It may have brackets and lines of its own, and
 * ends with `> `:
 *
 *     ####<May 14, 2024 10:00:00,123 AM UTC> <Error> <Security> <host> <server> <thread> <<user>> <tx> <context> <ms> <BEA-090870> <text>
 *     ####<…> <Error> <HTTP> <host> … <ms> <[severity-value: 8] [rid: 0] > <BEA-101017> <text>                  since 12.2
 *     <May 14, 2024 10:00:00 AM UTC> <Notice> <WebLogicServer> <BEA-000365> <text>                              on its console
 */

const MAX_REST = 512;
const START = /^(?:####)?<(?=[A-Z][a-z]{2} )/;
/** The zone may be written in words after the time. */
const FIRST = /^[^<>]{0,64}> <(\w{4,9})> <([^<>]{0,128})> /;
/** A column: empty, or with a user or a mark in brackets of its own. */
const COLUMN = `<(?:<[^<>]{0,128}>|[^<>]{0,256})> `;
const OF_FILE = new RegExp(
  String.raw`^<([^<>]{0,255})> <([^<>]{0,255})> <((?:<[^<>]{0,128}>|[^<>]{0,256}))> (?:${COLUMN}){3}<\d{0,19}> (?:<\[[^<>]{0,256}> )?<([\w-]{0,32})> <`,
);
/** Names of the groups of `OF_FILE`; lines on the console have only the last one. */
const NAMES = ['host.name', 'weblogic.server', 'thread.name', 'event.code'];
const OF_CONSOLE = /^<([\w-]{1,32})> </;

/** Reads an entry of WebLogic, whose text may have lines of its own. */
export const weblogicText: TextFormat = (text, context) => {
  const start = text.startsWith('<') || text.startsWith('####<') ? START.exec(text)?.[0].length : undefined;
  const time = start === undefined ? undefined : takeTime(text, start, context.observedAt);
  const first = time === undefined ? null : FIRST.exec(text.slice(time.end, time.end + MAX_REST));
  if (time === undefined || first === null) return undefined;
  const [all, severity, logger = ''] = first;
  const at = time.end + all.length;
  const { attributes, length } = columns(text.slice(at, at + 2 * MAX_REST), text.startsWith('#'));
  const message = withoutClosing(text.slice(at + length));
  const parts = { message, severity, attributes: { 'log.logger': logger, ...attributes } };
  return createRecord({ ...parts, timestamp: instantOf(time) }, context);
};

/** Removes the bracket that closes the last column, and the space after it. */
function withoutClosing(text: string): string {
  const whole = text.trimEnd();
  return whole.endsWith('>') ? whole.slice(0, -1).trimEnd() : text;
}

function columns(text: string, isOfFile: boolean): { attributes: Attributes; length: number } {
  const match = (isOfFile ? OF_FILE : OF_CONSOLE).exec(text);
  const attributes: Attributes = {};
  if (match === null) return { attributes, length: openingLength(text) };
  const values = match.slice(1);
  for (const [at, name] of (isOfFile ? NAMES : NAMES.slice(-1)).entries())
    putNew(attributes, name, values[at] || undefined);
  return { attributes, length: match[0].length };
}

function openingLength(text: string): number {
  return text.startsWith('<') ? 1 : 0;
}
