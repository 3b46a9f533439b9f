import { type Attributes, createRecord, type RecordParts } from '../../record/index.ts';
import { parseTimestamp } from '../../times/index.ts';
import type { TextFormat } from '../format/line-format.ts';
import { putNew } from '../names/head-attributes.ts';

/*
 * Events in XML. Only the parts that every record has are taken; the text is the message if the event has none:
 *
 *     <Event xmlns="…"><System><Level>2</Level><TimeCreated SystemTime="…"/>…     Windows
 *     <record><date>…</date><level>SEVERE</level><message>…</message></record>    java.util.logging
 *     <log4j:event logger="…" timestamp="1715680800123" level="ERROR" …>          Log4j
 */

const ROOT = /^(?:<\?xml[^>]{0,200}\?>\s{0,16})?<(Event|record|log4j:event|Events)[\s>]/;
/** Bytes that are searched; a message may be far longer. */
const MAX_HEAD = 65_536;
const LEVELS: Readonly<Record<string, string>> = Object.freeze({
  0: 'INFO',
  1: 'CRITICAL',
  2: 'ERROR',
  3: 'WARN',
  4: 'INFO',
  5: 'DEBUG',
});
const ENTITIES: Readonly<Record<string, string>> = Object.freeze({ lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" });

/** Reads an event in XML. */
export const xmlEventFormat: TextFormat = (text, context) => {
  if (!text.startsWith('<')) return undefined;
  const head = text.slice(0, MAX_HEAD);
  const root = ROOT.exec(head)?.[1];
  if (root === undefined) return undefined;
  const parts = root === 'record' ? julParts(head) : root === 'log4j:event' ? log4jParts(head) : windowsParts(head);
  if (parts.timestamp === undefined) return undefined;
  return createRecord({ ...parts, message: parts.message || text }, context);
};

function windowsParts(text: string): RecordParts {
  const level = element(text, 'Level') ?? '';
  const attributes: Attributes = {};
  putNew(attributes, 'event.provider', attribute(text, 'Provider Name'));
  putNew(attributes, 'event.code', element(text, 'EventID'));
  putNew(attributes, 'host.name', element(text, 'Computer'));
  const timestamp = parseTimestamp(attribute(text, 'TimeCreated SystemTime'));
  return { timestamp, severity: LEVELS[level], message: element(text, 'Message') ?? '', attributes };
}

function julParts(text: string): RecordParts {
  const attributes: Attributes = {};
  putNew(attributes, 'log.logger', element(text, 'logger'));
  putNew(attributes, 'code.function.name', element(text, 'method'));
  const millis = element(text, 'millis');
  const timestamp = parseTimestamp(element(text, 'date')) ?? parseTimestamp(Number(millis));
  return { timestamp, severity: element(text, 'level'), message: element(text, 'message') ?? '', attributes };
}

function log4jParts(text: string): RecordParts {
  const attributes: Attributes = {};
  putNew(attributes, 'log.logger', attribute(text, 'logger'));
  putNew(attributes, 'thread.name', attribute(text, 'thread'));
  const timestamp = parseTimestamp(Number(attribute(text, 'timestamp')));
  return { timestamp, severity: attribute(text, 'level'), message: element(text, 'log4j:message') ?? '', attributes };
}

/** The text of the first element with a name; by position, so that the work is linear in the text. */
function element(text: string, name: string): string | undefined {
  const open = text.indexOf(`<${name}`);
  const start = open < 0 ? -1 : text.indexOf('>', open);
  const end = start < 0 ? -1 : text.indexOf(`</${name}>`, start);
  if (end < 0) return undefined;
  const inside = text.slice(start + 1, end).trim();
  const isRaw = inside.startsWith('<![CDATA[') && inside.endsWith(']]>');
  return isRaw ? inside.slice('<![CDATA['.length, -']]>'.length) : decoded(inside);
}

/** The value of the first attribute with a name, which may follow the name of its element. */
function attribute(text: string, name: string): string | undefined {
  for (const quote of ['"', "'"]) {
    const at = text.indexOf(`${name}=${quote}`);
    const start = at + name.length + 2;
    const end = at < 0 ? -1 : text.indexOf(quote, start);
    if (end >= 0) return decoded(text.slice(start, end));
  }
  return undefined;
}

function decoded(text: string): string {
  return text.replace(/&(lt|gt|amp|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '');
}
