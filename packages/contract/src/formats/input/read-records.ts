import { createLineJoiner } from '../joining/create-line-joiner.ts';
import type { LineJoiner } from '../joining/streams/line-joiner.ts';
import { eachLine, textOf } from './split-records.ts';
import { createUtf8Stream } from './utf16.ts';

const LF = 10;

/** The text of one record and where it begins. */
export interface PlacedText {
  text: string;
  /** Number of its first line, from 1. */
  line: number;
}

/** Splits a whole file that arrives in pieces, with the lines and the joiner of a source that reads the same file. */
export interface RecordReader {
  /** Lines so far; the last one may lack its line break. */
  readonly lines: number;
  /** Bytes of a line whose line break has not come yet. */
  readonly openBytes: number;
  /** Records that end in these bytes. */
  push(bytes: Buffer): Generator<PlacedText, void, void>;
  /**
   * Records that are complete because nothing followed for a while; a line without its line break may still continue.
   */
  pause(): Generator<PlacedText, void, void>;
  /** The last records, when nothing follows. */
  end(): Generator<PlacedText, void, void>;
}

/** Makes a reader for one file. It leaves out blank records, as every reader does. */
export function createRecordReader(joiner: LineJoiner = createLineJoiner()): RecordReader {
  const utf8 = createUtf8Stream();
  /** Pieces of the line that is still open, as they arrived. */
  let open: Buffer[] = [];
  let openBytes = 0;
  let lines = 0;
  function* placed(records: readonly string[]): Generator<PlacedText, void, void> {
    for (const [index, record] of records.entries()) {
      const text = textOf(record);
      if (text !== undefined) yield { text, line: joiner.firstLines[index] ?? lines };
    }
  }
  function* take(whole: Buffer): Generator<PlacedText, void, void> {
    for (const line of eachLine(whole)) {
      lines += 1;
      const records = joiner.push(line);
      if (records.length > 0) yield* placed(records);
    }
  }
  return {
    get lines() {
      return lines;
    },
    get openBytes() {
      return openBytes;
    },
    *push(read) {
      const bytes = utf8.push(read);
      const end = bytes.lastIndexOf(LF) + 1;
      if (end === 0) {
        open.push(bytes);
        openBytes += bytes.length;
        return;
      }
      const whole = Buffer.concat([...open, bytes.subarray(0, end)]);
      open = [bytes.subarray(end)];
      openBytes = bytes.length - end;
      yield* take(whole);
    },
    *pause() {
      yield* placed(joiner.flush());
    },
    *end() {
      yield* take(Buffer.concat([...open, utf8.end()]));
      open = [];
      openBytes = 0;
      yield* placed(joiner.flush());
    },
  };
}
