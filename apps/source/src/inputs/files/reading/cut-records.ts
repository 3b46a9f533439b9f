import { type LineJoiner, type Utf16, utf16Of } from '@logwarren/contract/formats';
import {
  type Cut,
  cutChunk,
  cutUtf16Chunk,
  type Ending,
  MAX_OPEN_BYTES,
  utf8OfRange,
} from '../../../formats/cut-chunk.ts';
import type { CarriedBytes } from './carried-bytes.ts';
import { CROWDED_OPEN_BYTES } from './long-lines.ts';

/** Bytes at hand, and the facts known about them. */
interface BytesToCut {
  /** The carried ones followed by newly read ones. */
  bytes: Buffer;
  carried: Pick<CarriedBytes, 'hasRoom' | 'length' | 'position'>;
  ending: Ending;
  /** First bytes of the file, which show its encoding. */
  head: Buffer;
  /** Records of several streams waited for each other at the last cut. */
  isHeld: boolean;
}

/** The next chunk of the bytes at hand. The carried ones were searched before. */
export function cutRecords({ bytes, carried, ending, head, isHeld }: BytesToCut, createJoiner: () => LineJoiner): Cut {
  const maxOpenBytes = carried.hasRoom ? MAX_OPEN_BYTES : CROWDED_OPEN_BYTES;
  // A long line that grows is not searched from its beginning again and again.
  const isSameLine = ending === 'growing' && bytes.length < maxOpenBytes && bytes.indexOf(10, carried.length) < 0;
  if (isSameLine) return { lengthBytes: 0, texts: [], isInterleaved: isHeld };
  const encoding = utf16Of(head);
  if (encoding === undefined) return cutChunk(bytes, ending, createJoiner, maxOpenBytes);
  return cutUtf16Chunk(bytes, ending, createJoiner, { encoding, position: carried.position }, maxOpenBytes);
}

/** UTF-8 of a range of a file. */
export function utf8At(bytes: Buffer, position: number, head: Buffer): Buffer {
  const encoding: Utf16 | undefined = utf16Of(head);
  return encoding === undefined ? bytes : utf8OfRange(bytes, { encoding, position });
}

/** True for a file that begins with lines ending in a lone carriage return, which does not end a line here. */
export function hasBareReturns(head: Buffer): boolean {
  const text = utf8At(head, 0, head);
  const first = text.indexOf(13);
  return first >= 0 && text.indexOf(10) < 0 && text.indexOf(13, first + 1) >= 0;
}
