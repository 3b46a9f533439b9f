import { type JsonKeys, parsePlainLine, type RecordOrProblem, recordFromJson } from '../record/index.ts';
import { createAutoText, createProgramText, programObjects } from './auto-text.ts';
import { createAccessFormat } from './body/access/access-line.ts';
import { createGenericObjectFormat, createJsonText, firstObject, mongodObjectFormat } from './body/json/json-text.ts';
import { createLogfmtFormat } from './body/logfmt-line.ts';
import { rabbitmqFormat } from './body/rabbitmq-line.ts';
import { createCriText, createDockerObject, createDockerText } from './envelopes/container-text.ts';
import { createSyslogFormat } from './envelopes/syslog/syslog-line.ts';
import { firstLineBy, type LineContext, named, rawRecord, type TextFormat } from './format/line-format.ts';
import type { FormatName } from './format-name.ts';
import { joinedEntries } from './frames/journald-line.ts';
import { createHeadFormat } from './head/head-format.ts';
import { isNestedDeeply, type LogObject } from './text/log-object.ts';

/** The reader of a format. */
export function createTextFormat(name: FormatName, keys: JsonKeys, own: TextFormat | undefined): TextFormat {
  const generic = createGenericObjectFormat(keys);
  const access = named('access', createAccessFormat());
  const logfmt = named('logfmt', createLogfmtFormat(keys, false));
  const program = createProgramText(keys);
  const formats: Record<FormatName, () => TextFormat> = {
    auto: () => createAutoText(keys, own),
    json: () => byEntries(createJsonText([generic])),
    mongod: () => byEntries(createJsonText([mongodObjectFormat, generic])),
    rabbitmq: () => firstLineBy(rabbitmqFormat),
    combined: () => firstLineBy(access),
    common: () => firstLineBy(access),
    logfmt: () => firstLineBy(logfmt),
    syslog: () => firstLineBy(named('syslog', createSyslogFormat(program))),
    docker: () => createDockerText(program),
    cri: () => createCriText(program),
    plain: () => firstLineBy(parsePlainLine),
    dated: () => firstLineBy(named('text', createHeadFormat(program))),
    raw: () => rawRecord,
  };
  return formats[name]();
}

function byEntries(format: TextFormat): TextFormat {
  return (text, context) => format(joinedEntries(text) ?? text, context);
}

/** The reader of a parsed object, with the formats of `auto`. */
export function createObjectReader(keys: JsonKeys, own: TextFormat | undefined) {
  const program = createProgramText(keys, 0, own);
  const formats = [createDockerObject(program), ...programObjects(keys, program)];
  return (value: unknown, text: () => string, context: LineContext): RecordOrProblem => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return recordFromJson(value, context, keys);
    if (hasMembersOfMembers(value) && isNestedDeeply(text())) return { record: rawRecord(text().trim(), context) };
    const record = firstObject(formats, value as LogObject, text, context);
    return record === undefined ? recordFromJson(value, context, keys) : { record };
  };
}

/** False for most objects, whose texts then need no check. */
function hasMembersOfMembers(object: object): boolean {
  // In place: lists of hundreds of thousands of members take several times as long.
  for (const name in object) {
    const member = (object as LogObject)[name];
    if (typeof member === 'object' && member !== null) return true;
  }
  return false;
}
