/**
 * UTF-16, as PowerShell and other Windows programs write it, recognised by its byte order mark. It becomes UTF-8 before
 * anything else reads it, so that there is one way to split lines.
 */

/** Which byte of two comes first. */
export type Utf16 = 'utf16le' | 'utf16be';

/** The encoding of a text that begins with these bytes; undefined for any other than UTF-16. */
export function utf16Of(head: Buffer): Utf16 | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf16be' : undefined;
}

/**
 * UTF-8 of some UTF-16, including its byte order mark; halves of surrogate pairs become U+FFFD.
 *
 * @param bytes an odd last byte is left out
 */
export function utf8OfUtf16(bytes: Buffer, encoding: Utf16): Buffer {
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 2));
  const little = encoding === 'utf16le' ? whole : Buffer.from(whole).swap16();
  return Buffer.from(little.toString('utf16le'), 'utf8');
}

/** Number of bytes of UTF-16 that became these bytes of UTF-8. */
export function utf16Length(utf8: Buffer): number {
  return utf8.toString('utf8').length * 2;
}

/**
 * Bytes of a whole text: unchanged, or UTF-8 if they are UTF-16, which needs an even number of bytes after its mark.
 */
export function utf8Of(bytes: Buffer): Buffer {
  const encoding = bytes.length % 2 === 0 ? utf16Of(bytes) : undefined;
  return encoding === undefined ? bytes : utf8OfUtf16(bytes, encoding);
}

/** The same for a text that arrives in pieces of any length. */
interface Utf8Stream {
  /** Takes the next bytes, and holds some back until their meaning is known. */
  push(bytes: Buffer): Buffer;
  /** Returns the half character that was held back, when nothing follows. */
  end(): Buffer;
}

/** Makes a stream for one text. */
export function createUtf8Stream(): Utf8Stream {
  let start: Buffer | undefined = Buffer.alloc(0);
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  const decoded = (bytes: Buffer, stream: boolean) =>
    decoder === undefined ? bytes : Buffer.from(decoder.decode(bytes, { stream }), 'utf8');
  return {
    push(bytes) {
      if (start === undefined) return decoded(bytes, true);
      const head = start.length === 0 ? bytes : Buffer.concat([start, bytes]);
      start = head;
      if (head.length < 2 && mayBeMark(head)) return Buffer.alloc(0);
      start = undefined;
      const encoding = utf16Of(head);
      if (encoding !== undefined)
        decoder = new TextDecoder(encoding === 'utf16le' ? 'utf-16le' : 'utf-16be', { ignoreBOM: true });
      return decoded(head, true);
    },
    end() {
      const held = start ?? Buffer.alloc(0);
      start = undefined;
      return decoder === undefined ? held : decoded(held, false);
    },
  };
}

function mayBeMark(head: Buffer): boolean {
  return head.length === 0 || head[0] === 0xff || head[0] === 0xfe;
}
