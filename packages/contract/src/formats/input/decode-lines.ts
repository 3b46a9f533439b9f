import { decodeWindows1252 } from '../../text/index.ts';

const LF = 10;

/**
 * The text of bytes that are not all UTF-8. It decodes each line as UTF-8 if it is valid, otherwise as windows-1252. So
 * no character is lost, and a record in another encoding does not garble its neighbours.
 */
export function decodeLines(bytes: Buffer): string {
  const runs: string[] = [];
  let start = 0;
  // Decodes neighbouring lines of one kind together; ASCII is the same in both and joins either.
  let kind: LineKind = 'ascii';
  const flush = (end: number) => {
    runs.push(kind === 'windows' ? decodeWindows1252(bytes, start, end) : bytes.toString('utf8', start, end));
    start = end;
  };
  for (let line = 0; line < bytes.length; ) {
    const newline = bytes.indexOf(LF, line);
    const end = newline < 0 ? bytes.length : newline + 1;
    const next = kindOf(bytes, line, end);
    if (next !== 'ascii' && next !== kind) {
      if (kind !== 'ascii') flush(line);
      kind = next;
    }
    line = end;
  }
  flush(bytes.length);
  return runs.join('');
}

type LineKind = 'ascii' | 'utf8' | 'windows';

/** Written by hand: `isUtf8` needs a view of each line, which for short lines takes ten times as long. */
function kindOf(bytes: Buffer, start: number, end: number): LineKind {
  let kind: LineKind = 'ascii';
  for (let at = start; at < end; ) {
    if ((bytes[at] as number) < 0x80) {
      at += 1;
      continue;
    }
    const length = sequenceLength(bytes, at, end);
    if (length === 0) return 'windows';
    kind = 'utf8';
    at += length;
  }
  return kind;
}

/** Bytes of the character that begins at a byte above ASCII; 0 when it is not UTF-8 (RFC 3629, section 4). */
function sequenceLength(bytes: Buffer, at: number, end: number): number {
  const first = bytes[at] as number;
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > end) return 0;
  const second = bytes[at + 1] as number;
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > most) return 0;
  for (let i = 2; i < length; i++) if (((bytes[at + i] as number) & 0xc0) !== 0x80) return 0;
  return length;
}
