import { type Attributes, createRecord } from '../../record/index.ts';
import { instantOf, takeTime } from '../../times/index.ts';
import type { TextFormat } from '../format/line-format.ts';
import { putNew } from '../names/head-attributes.ts';

/*
 * GlassFish before 5 and Payara, whose record is one bracket, even over several lines:
 *
 *     [#|2024-05-14T10:00:00.123+0000|SEVERE|Payara 6.1|jakarta.ejb|_ThreadID=12;_ThreadName=http-1;|text|#]
 */

const HEAD = /^\[#\|([^|]{10,48})\|([A-Z]{4,9})\|([^|]{0,128})\|([^|]{0,256})\|((?:\w{1,64}=[^;|]{0,256};){0,16})\|/;
const END = '|#]';

/** Reads such a record. */
export const glassfishText: TextFormat = (text, context) => {
  const match = text.startsWith('[#|') ? HEAD.exec(text) : null;
  const time = match === null ? undefined : takeTime(match[1] ?? '', 0, context.observedAt);
  if (match === null || time === undefined) return undefined;
  const [all, , severity, , logger, pairs = ''] = match;
  const whole = text.trimEnd();
  const message = whole.endsWith(END) ? whole.slice(all.length, -END.length) : text.slice(all.length);
  const attributes: Attributes = {};
  putNew(attributes, 'log.logger', logger);
  putNew(attributes, 'thread.name', /(?:^|;)_ThreadName=([^;]*)/.exec(pairs)?.[1]);
  putNew(attributes, 'thread.id', /(?:^|;)_ThreadID=([^;]*)/.exec(pairs)?.[1]);
  return createRecord({ timestamp: instantOf(time), severity, message: message.trim() || text, attributes }, context);
};
