/** Log formats: lines in, records out. Lines go through a joiner first, so that a stack trace stays one record. */

export {
  type Carrier,
  createLineParser,
  type LineParser,
  type LineParserHooks,
  type LineParserOptions,
} from './create-line-parser.ts';
export type { LineContext, TextFormat } from './format/line-format.ts';
export { FORMAT_NAMES, type FormatName, isFormatName } from './format-name.ts';
export { containerOfPath } from './input/container-path.ts';
export { decodeLines } from './input/decode-lines.ts';
export { originOfDockerConfig } from './input/docker-config.ts';
export { isBinary, isCompressed } from './input/file-kind.ts';
export { readFileOrigin } from './input/read-file-origin.ts';
export { createRecordReader, type PlacedText, type RecordReader } from './input/read-records.ts';
export { serviceOfPath } from './input/service-of-path.ts';
export { eachLine, eachRecordText, pushLines, splitRecords, startOfLastLines } from './input/split-records.ts';
export { TextsAhead } from './input/texts-ahead.ts';
export { createUtf8Stream, type Utf16, utf8Of, utf8OfUtf16, utf16Length, utf16Of } from './input/utf16.ts';
export { createLineJoiner, JOINER_VERSION } from './joining/create-line-joiner.ts';
export type { OwnStarts } from './joining/lines/line-rules.ts';
export { MAX_LINE_BYTES, MAX_RECORD_BYTES, MAX_RECORD_LINES } from './joining/record/record-limits.ts';
export type { TimedRuns } from './joining/record/timed-runs.ts';
export type { LineJoiner } from './joining/streams/line-joiner.ts';
export { LayoutLearner, LOOK_AHEAD } from './layouts/layout-learner.ts';
export { LAYOUTS_VERSION, type LearntLayouts, NOTHING_LEARNT } from './layouts/layout-scores.ts';
export { headerAfter, headerOf, isHeaderLine } from './text/header-lines.ts';
export { isWholeObject } from './text/json-lines.ts';
