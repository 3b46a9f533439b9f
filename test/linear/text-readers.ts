import { readDelivery, readLetter, routingWord } from '@logwarren/broker';
import type { LogRecord, NormalisedRecord } from '@logwarren/contract';
import {
  containerOfPath,
  createLineJoiner,
  createLineParser,
  createRecordReader,
  createUtf8Stream,
  decodeLines,
  eachLine,
  eachRecordText,
  FORMAT_NAMES,
  headerAfter,
  headerOf,
  isBinary,
  isCompressed,
  isHeaderLine,
  isWholeObject,
  JOINER_VERSION,
  LayoutLearner,
  NOTHING_LEARNT,
  originOfDockerConfig,
  pushLines,
  serviceOfPath,
  splitRecords,
  startOfLastLines,
  TextsAhead,
  utf8Of,
  utf8OfUtf16,
  utf16Length,
  utf16Of,
} from '@logwarren/contract/formats';
import { createTextReader } from '@logwarren/own-formats';
import type { FieldTest, Filter } from '@logwarren/query';
import * as query from '@logwarren/query';
import { RecordText } from '../../apps/cli/src/print/record-text.ts';
import { screenFor } from '../../apps/cli/src/text/screen.ts';
import { oneLine, severalLines } from '../../apps/cli/src/text/terminal-text.ts';
import { sampleOf } from '../../apps/monitor/src/rates/alert.ts';
import { toRecordJson } from '../../apps/search/src/queries/record-json.ts';
import { createCsv, DEFAULT_COLUMNS } from '../../apps/search/src/routes/export/csv.ts';
import { cutChunk } from '../../apps/source/src/formats/cut-chunk.ts';
import { MEDIA_TYPES } from '../../apps/source/src/inputs/http/parse-body.ts';
import { cursorOf } from '../../apps/source/src/inputs/journal/journalctl.ts';
import { cutAtWords } from '../../apps/web/src/query/words-to-mark.ts';
import { foldTrace } from '../../apps/web/src/record/fold-trace.ts';
import { spacedText } from '../../apps/web/src/text/spaced-text.ts';
import { firstLine, visibleText } from '../../apps/web/src/text/visible-text.ts';
import { joinedEntries } from '../../packages/contract/src/formats/frames/journald-line.ts';
import { secondsOf, unwrapLine } from '../../packages/contract/src/formats/frames/unwrap-line.ts';
import * as json from '../../packages/contract/src/json/index.ts';
import { jsonElements } from '../../packages/contract/src/json/json-elements.ts';
import { wellFormed } from '../../packages/contract/src/record/flatten-attributes.ts';
import * as record from '../../packages/contract/src/record/index.ts';
import * as text from '../../packages/contract/src/text/index.ts';
import * as times from '../../packages/contract/src/times/index.ts';
import * as batches from '../../packages/contract/src/wire/batches/index.ts';
import * as ids from '../../packages/contract/src/wire/ids/index.ts';
import * as letters from '../../packages/contract/src/wire/letters/index.ts';
import * as reading from '../../packages/contract/src/wire/reading/index.ts';
import { shareTexts } from '../../packages/store/src/bucket/shared-texts.ts';
import { quickTest } from '../../packages/store/src/read/quick-test.ts';
import { termsFilter } from '../../packages/store/src/terms/terms-filter.ts';

/** Everything that looks at text of strangers, by name. */

/** Exports of the rooms of the contract, also those hidden from other packages: they read texts of strangers too. */
export const contract = { ...json, ...text, ...times, ...record, ...ids, ...batches, ...letters, ...reading };

/** Reads a text; what comes of it does not matter. */
export type TextReader = (text: string) => unknown;

const PLAIN = { observedAt: 0, service: 'app' };
const RECORD: LogRecord = {
  id: '019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011',
  timestamp: 0,
  observedAt: 0,
  service: 'app',
  severity: 'INFO',
  severityNumber: 9,
  message: '',
};
const BODY_CONTEXT = {
  observedAt: 0,
  format: 'auto' as const,
  jsonKeys: contract.DEFAULT_JSON_KEYS,
  parserFor: createLineParser,
  readerFor: createTextReader,
  maxRecords: 200_000,
};

const TIME_READERS = [undefined, 'iso', 'epoch', '%A, %d %B %Y %I:%M:%S.%f %p %z'].map(contract.createTimeReader);
const UNIT_READER = createTextReader({
  ...{ format: 'raw', fallbackService: 'app', units: [{ units: ['a*b*.service'], own: { name: 'own' } }] },
});
const OWN_READER = createTextReader({
  format: 'auto',
  fallbackService: 'app',
  own: {
    name: 'own',
    pattern: '(?P<timestamp>\\S+) (?:(?P<a>\\w+)+ )*(?P<message>.*)',
    time: '%d.%m.%Y %H:%M',
    start: '(a+)+$',
    drop: ['(a|aa)+b$'],
    numbers: ['a'],
  },
});

/** Beginnings that look like a layout with a service. */
const ODD = [
  '2026-03-09 08:15:30 status ERROR ',
  '2026-03-09 08:15:30 status error: ',
  'Mar  9 08:15:30 web-1 status[31]: ',
  'status-1  | ',
  'status {"msg":"x"} ',
  '2026-03-09 08:15:30 status[31] ERROR ',
];

/** Texts of a query that a stranger may have sent a record for. */
const WANTED = ['a', 'a'.repeat(900), `${'ab'.repeat(400)}c`, '-aa'.repeat(300), '1'.repeat(100), '}', '\\"', 'error'];
const GLOBS = [
  ['', 'a', 'b', ''],
  ['a', 'b'],
  ['', '1', '1', '1', '2', ''],
  ['', 'a'.repeat(300), `${'a'.repeat(300)}b`],
  ['a', ''],
  ['', 'a'],
  ['', '(', ')', ''],
];

/** One of each kind at least: a kind without a row is a fault of types. */
const TESTS: Record<FieldTest['kind'], FieldTest[]> = {
  exists: [{ kind: 'exists' }],
  equals: WANTED.map((text) => ({ kind: 'equals', text })),
  phrase: WANTED.map((phrase) => ({ kind: 'phrase', phrase })),
  glob: GLOBS.map((pieces) => ({ kind: 'glob', pieces })),
  range: [false, true].map((isTime) => {
    return { kind: 'range', min: 0, max: 2n ** 60n, includesMin: true, includesMax: true, isTime };
  }),
};
const FIELDS = ['message', 'a'].map(query.resolveField);
const FILTERS: Record<Filter['kind'], Filter[]> = {
  all: [query.ALL],
  and: [{ kind: 'and', filters: WANTED.map((phrase) => ({ kind: 'phrase', phrase })) }],
  or: [{ kind: 'or', filters: GLOBS.map((pieces) => ({ kind: 'glob', pieces })) }],
  not: [{ kind: 'not', filter: { kind: 'phrase', phrase: 'a' } }],
  severity: [{ kind: 'severity', min: 1, max: 24 }],
  time: [{ kind: 'time', min: 0, max: 1 }],
  service: [{ kind: 'service', service: 'a' }],
  pasted: WANTED.map((text) => {
    const wanted: FieldTest = { kind: 'equals', text };
    return {
      kind: 'pasted',
      asked: { kind: 'field', field: query.resolveField('a'), test: wanted },
      text: `a:${text}`,
      pieces: [`a:${text}`],
    };
  }),
  phrase: WANTED.map((phrase) => ({ kind: 'phrase', phrase })),
  glob: GLOBS.map((pieces) => ({ kind: 'glob', pieces })),
  pattern: WANTED.map((pattern) => ({ kind: 'pattern', pattern })),
  trace: [{ kind: 'trace', traceId: 'ab'.repeat(16) }],
  field: FIELDS.flatMap((field) => Object.values(TESTS).flatMap((tests) => tests.map((test) => fieldOf(field, test)))),
};

function fieldOf(field: query.FieldRef, test: FieldTest): Filter {
  return { kind: 'field', field, test };
}

function recordOf(text: string): LogRecord {
  return { ...RECORD, message: text, attributes: { a: text, [text.slice(0, 200)]: text } };
}

function arraysOf(text: string): LogRecord {
  return { ...RECORD, attributes: { a: JSON.stringify(text.split(' ')) } };
}

function delivered(text: string, type?: string) {
  const properties = { routingKey: 'INFO.app', exchange: 'logs_exchange', redelivered: false, headers: {} };
  return { ...properties, body: Buffer.from(text), ...(type === undefined ? {} : { type }) };
}

/** Parses JSON that holds the text in every place where a text may be. */
function jsonOf(text: string) {
  return {
    message: text,
    msg: [text, { [text]: text }],
    level: text,
    time: text,
    service: text,
    traceId: text,
    x: text,
  };
}

const attempt = (read: TextReader): TextReader => {
  return (text) => {
    try {
      return read(text);
    } catch (error) {
      return error;
    }
  };
};

const ROWS: Record<string, TextReader> = {};
for (const format of FORMAT_NAMES) {
  const parser = createLineParser({ format, fallbackService: 'app' });
  ROWS[`createLineParser ${format}`] = (text) => parser.parse(text, 0);
}
const auto = createLineParser({ format: 'auto', fallbackService: 'app' });
ROWS['createLineParser parseObject'] = (text) => auto.parseObject(jsonOf(text), () => text, 0);
ROWS.createLineJoiner = (text) => {
  const joiner = createLineJoiner();
  return text.split('\n').map((line) => joiner.push(line));
};
for (const first of [
  'x',
  'Error: x',
  'panic: x',
  '{',
  'x: [',
  'Traceback (most recent call last):',
  'x\n  ^',
  'com.a.Exception: x',
  '2026-01-01 10:00:00 x',
  '# Time: 2026-01-01T10:00:00Z',
  '#',
  "thread 'main' panicked at a.rs:1:1:",
  '<Event x="1">',
  '<?xml version="1.0"?>',
  'May 14, 2024 10:00:00 AM a.b.C d',
  'May 14 10:00:00 web1 app[1]: Error: x',
  'fail: Shop.Worker[0]',
  'May 14 10:00:00 web1 app[1]: =====================',
  'web-1  | x',
  '/app/a.py:3: UserWarning: x',
  '-'.repeat(40),
  'Unhandled exception:',
  '{"a":1}{"b":2}',
  '\0\0x',
]) {
  ROWS[`createLineJoiner behind ${JSON.stringify(first)}`] = (text) => {
    const joiner = createLineJoiner();
    for (const line of first.split('\n')) joiner.push(line);
    return joiner.push(text.replaceAll('\n', ' '));
  };
}
const STREAMS = [
  (text: string) => `2026-05-14T10:00:00Z stdout F ${text}`,
  (text: string) => `2026-05-14T10:00:00Z stderr P ${text}`,
  (text: string) => `web-1  | ${text}`,
  (text: string) => `May 14 10:00:00 web1 app[1]: ${text}`,
  (text: string) => text,
];
ROWS['createLineJoiner of version 4'] = (text) => {
  const joiner = createLineJoiner(4);
  return text.split('\n').map((line) => joiner.push(line));
};
ROWS['createLineJoiner of interleaved streams'] = (text) => {
  const joiner = createLineJoiner();
  return text.split('\n').map((line, i) => joiner.push(STREAMS[i % STREAMS.length]?.(line) ?? line));
};
ROWS['createLineParser of a record with repeated heads'] = (text) =>
  auto.parse(
    text
      .split('\n')
      .map((line) => `web-1  | ${line}`)
      .join('\n'),
    0,
  );
// Several names stand for one parser.
for (const [parse, type] of new Map(Object.entries(MEDIA_TYPES).map(([type, parse]) => [parse, type]))) {
  ROWS[`body of ${type}`] = attempt((text) => [...parse(Buffer.from(text), BODY_CONTEXT)].length);
}
for (const ending of ['growing', 'quiet', 'ended'] as const) {
  ROWS[`cutChunk ${ending}`] = (text) => cutChunk(Buffer.from(text), ending, createLineJoiner);
}
for (const [kind, filters] of Object.entries(FILTERS)) {
  const predicates = filters.map(query.compilePredicate);
  ROWS[`compilePredicate ${kind}`] = (text) => predicates.map((matches) => matches(recordOf(text)));
  const tests = filters.map(quickTest);
  ROWS[`quickTest ${kind}`] = (text) => tests.map((mayMatch) => mayMatch(Buffer.from(text)));
}
for (const type of [undefined, contract.BATCH_TYPE, contract.COLUMNS_TYPE]) {
  ROWS[`readDelivery ${type}`] = (text) => readDelivery(delivered(text, type), 0);
  if (type === undefined) {
    ROWS['readDelivery of an array'] = (text) =>
      readDelivery(delivered(`[{"a":1},${JSON.stringify(jsonOf(text))},${text}`), 0);
    ROWS['readDelivery of lines'] = (text) => readDelivery(delivered(`{"a":1}\n{"a":2}\n${text}`), 0);
    continue;
  }
  ROWS[`readDelivery ${type} with the text in JSON`] = (text) =>
    readDelivery(delivered(JSON.stringify({ service: 'a', severity: 'INFO', records: [jsonOf(text)] }), type), 0);
}

const screen = screenFor(
  { text: true, utc: true, width: 100, color: 'always' },
  { env: {}, isTerminal: false, columns: () => undefined },
);
for (const isVerbose of [false, true]) {
  for (const query of ['"a b" c*']) {
    ROWS[`RecordText ${isVerbose ? 'of everything ' : ''}for ${query}`] = (text) => {
      const { id, service, severity, severityNumber } = RECORD;
      const times = { timestamp: '2026-01-01T00:00:00Z', observedAt: '2026-01-01T00:00:00Z' };
      const record = {
        id,
        service,
        severity,
        severityNumber,
        ...times,
        message: text,
        attributes: { a: text, stack: text },
      };
      return new RecordText({ screen, attributes: 'some', isVerbose, query }).of(record);
    };
  }
}

const csv = createCsv(DEFAULT_COLUMNS);

/** By the name of the function, or by what it is a part of. */
export const TEXT_READERS: Readonly<Record<string, TextReader>> = {
  ...ROWS,
  addAttribute: (text) => contract.addAttribute({}, text, jsonOf(text)),
  addAttributes: (text) =>
    contract.addAttributes(
      {},
      text.split('a').map((name) => [name, text.slice(0, 9)]),
    ),
  bodyText: attempt((text) => contract.bodyText(Buffer.from(text))),
  envelopeOf: (text) => contract.envelopeOf(text, delivered(text)),
  identityOf: (text) => contract.identityOf(delivered(text)),
  readMessage: (text) => contract.readMessage(delivered(text), () => Buffer.from(text), 0),
  arrayElements: (text) => contract.arrayElements(`[${text}`),
  checkBatch: (text) => contract.checkBatch({ service: text, severity: text, records: [jsonOf(text), { [text]: 1 }] }),
  checkColumns: (text) =>
    contract.checkColumns({
      service: 'a',
      severity: 'INFO',
      count: 1,
      columns: {},
      attributes: [{ name: text, values: [text] }],
    }),
  containsPhrase: (text) => WANTED.map((phrase) => query.containsPhrase(text, phrase)),
  countMembers: (text) => contract.countMembers(`[{"a":1},${text}`, Number.POSITIVE_INFINITY),
  countElements: (text) => contract.countElements(`[${text}`, Number.POSITIVE_INFINITY),
  createTimeReader: (text) => {
    for (const read of TIME_READERS) if (typeof read === 'function') read(text, 0);
  },
  'createTextReader of an own format': (text) => {
    const joiner = OWN_READER.createJoiner();
    for (const line of text.split('\n')) joiner.push(line);
    joiner.flush();
    return OWN_READER.parse(text, 0);
  },
  createRecordReader: (text) => {
    const reader = createRecordReader();
    return [...reader.push(Buffer.from(text)), ...reader.end()];
  },
  createRecord: (text) =>
    contract.createRecord({ message: text, service: text, severity: text, traceId: text, spanId: text }, PLAIN),
  countedValues: (text) => query.countedValues(arraysOf(text), query.resolveField('a')),
  csv: (text) => csv.row(recordOf(text)),
  containerOfPath: (text) => containerOfPath(`/${text.slice(0, 4_000)}`),
  cursorOf: (text) => [text, `"__CURSOR":"${text}`].map(cursorOf),
  'lines of the journal': (text) =>
    [
      `{"_TRANSPORT":"stdout","_PID":"7","MESSAGE":${JSON.stringify(text)}}`,
      `{"_TRANSPORT":"stdout","_PID":"7","MESSAGE":"${text}`,
      `{"MESSAGE":[${text}`,
      `{ "date": ${text}`,
    ].flatMap((line) => [
      secondsOf(line, JOINER_VERSION),
      unwrapLine(line, JOINER_VERSION),
      joinedEntries(`${line}\n${line}`),
    ]),
  'entry of the journal': (text) =>
    [`{${text}`, `{"SYSLOG_IDENTIFIER":"${text}`].map((entry) => UNIT_READER.parse(entry, 0)),
  cutAtWords: (text) => cutAtWords(text, ['ab', 'zz']),
  cutText: (text) => contract.cutText(text, 1000),
  cutMiddle: (text) => contract.cutMiddle(text, 1000),
  setMessage: (text) => contract.setMessage(contract.createRecord({ message: '' }, PLAIN), text),
  eachElement: (text) => query.eachElement('a', `[${text}]`, () => {}),
  decodeLines: (text) => decodeLines(Buffer.from(`${text}\xe9`, 'latin1')),
  eachLine: (text) => [...eachLine(Buffer.from(text))],
  eachRecordText: (text) => [...eachRecordText(Buffer.from(text), createLineJoiner())],
  createUtf8Stream: (text) => {
    const stream = createUtf8Stream();
    return [stream.push(Buffer.from(`\uFEFF${text}`, 'utf16le')), stream.end()];
  },
  decodeWindows1252: (text) => contract.decodeWindows1252(Buffer.from(text)),
  elementsOf: (text) => query.elementsOf({ a: JSON.stringify([[text, { [text]: text }]]) }, 'a'),
  endOfString: (text) => contract.endOfString(`"${text}`, 0),
  exactInteger: (text) => contract.exactInteger(text.replaceAll(/\D/g, '1')),
  fieldElements: (text) => query.fieldElements(arraysOf(text), query.resolveField('a')),
  eachWordOfFormat0: (text) => query.eachWordOfFormat0(text, () => {}),
  firstLine,
  foldOfFormat0: query.foldOfFormat0,
  foldOfFormat1: query.foldOfFormat1,
  headerAfter: (text) => headerAfter([text, `#Fields: ${text}`], undefined),
  headerOf: (text) => [
    headerOf(`#Fields: ${text}`),
    headerOf(`#fields${text}`),
    headerOf(`261130  9:43:31\t${text}`),
    headerOf(`#Fields: ${text}`, '\n#Date: 2026-03-09 08:15:30'),
  ],
  isHeaderLine: (text) => [isHeaderLine(`#Date: ${text}`), isHeaderLine(`#${text}`)],
  readByHeader: (text) => auto.parse(text, 0, { header: `#Fields: ${text.slice(0, 4000)}` }),
  LayoutLearner: (text) => {
    // Each of them is read, and looked at from the one before.
    const part = text.slice(0, Math.ceil(text.length / ODD.length));
    const texts = [...ODD.map((odd) => odd + part), ...new Array<string>(4).fill('{"msg":"x"}')];
    const layouts = new LayoutLearner(NOTHING_LEARNT);
    return texts.map((each, index) => {
      layouts.follow(texts, index + 1);
      return auto.parse(each, 0, { layouts });
    });
  },
  TextsAhead: (text) => {
    const held = new TextsAhead<string>();
    for (const word of text.split(' ')) held.push(word);
    return [...held.end()];
  },
  isBinary: (text) => isBinary(Buffer.from(text)),
  isCompressed: (text) => isCompressed(Buffer.from(text)),
  isNull: query.isNull,
  isCalled: (text) => contract.isCalled(text, text),
  isRegion: contract.isRegion,
  hasNullElement: (text) => query.hasNullElement(arraysOf(text), query.resolveField('a')),
  foldPhrase: query.foldPhrase,
  foldText: query.foldText,
  foldValue: query.foldValue,
  foldTrace,
  isWholeObject: (text) => isWholeObject(`{${text}}`),
  jsonBytesOf: (text) => contract.jsonBytesOf(recordOf(text) as NormalisedRecord, 'at-most'),
  jsonElements: (text) => jsonElements(Buffer.from(`{"records":[${text}`), 'records'),
  jsonText: (text) => contract.jsonText([text, { [text]: text }]),
  messagePattern: query.messagePattern,
  certainTexts: query.certainTexts,
  patternTest: (text) => query.patternTest(query.messagePattern(text))(text),
  'patternTest of the former rules': (text) => query.patternTest('<id>')(text),
  isTemplate: (text) => query.isTemplate(text.slice(0, 2_000)),
  readTemplate: (text) => query.readTemplate(query.messagePattern(text)),
  templatesOfShapes: (text) => query.templatesOfShapes(text.split(' ').slice(0, 2_000).map(query.messagePattern)),
  findingTemplates: (text) => [...query.findingTemplates([query.messagePattern(text)])],
  mayOverlap: (text) => {
    const template = query.readTemplate(query.messagePattern(text));
    return query.mayOverlap(template, { ...template, tokens: template.tokens.map(() => '<*>') });
  },
  TemplateIndex: (text) => {
    const template = query.readTemplate(query.messagePattern(text));
    const index = new query.TemplateIndex([template]);
    return [index.fitting(template), index.remove(template)];
  },
  oneLine,
  pairTerm: (text) => query.pairTerm(text, text),
  respelledNumber: query.respelledNumber,
  parseForeignJson: attempt(contract.parseForeignJson),
  parseJson: attempt(contract.parseJson),
  parsePlainLine: (text) => contract.parsePlainLine(text, PLAIN),
  originOfDockerConfig: (text) =>
    originOfDockerConfig(
      JSON.stringify({ Name: text, Config: { Image: text, Labels: { 'com.docker.compose.service': text } } }),
    ),
  pushLines: (text) => pushLines(Buffer.from(text), createLineJoiner(), []),
  queryNotes: attempt((text) => query.queryNotes(text.slice(0, query.MAX_QUERY_LENGTH), 0, false)),
  'queryNotes of a text': attempt((text) => {
    return query.queryNotes(`"${text.slice(0, query.MAX_QUERY_LENGTH - 2).replaceAll(/["\\]/g, "'")}"`, 0, false);
  }),
  foreignNotes: attempt((text) => query.foreignNotes(text.slice(0, query.MAX_QUERY_LENGTH), 0)),
  parseQuery: attempt((text) => query.parseQuery(text.slice(0, query.MAX_QUERY_LENGTH), 0)),
  placedQuery: attempt((text) => query.placedQuery(text.slice(0, query.MAX_QUERY_LENGTH), 0)),
  parseSeverityParameter: query.parseSeverityParameter,
  severityAdvice: (text) => query.severityAdvice(text.slice(0, query.MAX_QUERY_LENGTH), 'level'),
  severityForms: (text) => query.severityForms(text.slice(0, query.MAX_QUERY_LENGTH)),
  parseText: query.parseText,
  parseTimeParameter: (text) => query.parseTimeParameter(text, 'from'),
  timeAdvice: query.timeAdvice,
  offsetMinutes: contract.offsetMinutes,
  parseLogTime: contract.parseLogTime,
  parseTimestamp: contract.parseTimestamp,
  readLetter: (text) => readLetter(delivered(text), 'logs_dead', 0),
  recordFromJson: (text) => contract.recordFromJson(jsonOf(text), PLAIN),
  requirementOf: (text) => query.requirementOf({ kind: 'phrase', phrase: text }, 1),
  resolveField: query.resolveField,
  routingWord,
  sampleOf: (text) => sampleOf({ ...RECORD, message: text }, 'INFO'),
  searchedText: (text) =>
    [`[${text}`, JSON.stringify([text]), `["${text}… [cut, 9 bytes]`, `["${text}… [cut, 9 bytes] …${text}`].map(
      query.searchedText,
    ),
  serviceName: contract.serviceName,
  severalLines,
  severityFields: contract.severityFields,
  severityNumberOf: contract.severityNumberOf,
  isWholeSeverity: contract.isWholeSeverity,
  severityTextOf: contract.severityTextOf,
  serviceOfPath: (text) => serviceOfPath(text.slice(0, 255)),
  spacedText,
  splitRecords: (text) => splitRecords(Buffer.from(text), createLineJoiner()),
  startOfLastLines: (text) => startOfLastLines(Buffer.from(text), text.length, 1000),
  stringifyJson: contract.stringifyJson,
  takeClock: (text) => [true, false].map((isDense) => contract.takeClock(text, 0, isDense)),
  takeTime: (text) => contract.takeTime(text, 0, 0),
  termsFilter: (text) => termsFilter(shareTexts(contract.toColumns([recordOf(text) as NormalisedRecord]))),
  toRecordJson: (text) => contract.stringifyJson(toRecordJson(recordOf(text))),
  utf8Of: (text) => utf8Of(Buffer.from(`\uFEFF${text}`, 'utf16le')),
  utf8OfUtf16: (text) => utf8OfUtf16(Buffer.from(text), 'utf16be'),
  utf16Length: (text) => utf16Length(Buffer.from(text)),
  utf16Of: (text) => utf16Of(Buffer.from(text)),
  visibleText,
  wellFormed,
  wordsOf: query.wordsOf,
  zoneByName: contract.zoneByName,
};
