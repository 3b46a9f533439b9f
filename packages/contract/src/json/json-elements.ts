const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

/**
 * The unchanged bytes of each element of an array in a JSON object.
 *
 * Needed to dead-letter a single record of a batch: its bytes stay untouched, which a round trip through a parser could
 * not promise (number precision, repeated keys, white space).
 *
 * @param json valid JSON in UTF-8 whose top is an object
 * @param key top-level key of the array; when it is repeated the last one counts, as in `JSON.parse`
 * @returns one slice per element, without surrounding white space; empty when there is no such array
 */
export function jsonElements(json: Buffer, key: string): Buffer[] {
  const wanted = JSON.stringify(key);
  let elements: Buffer[] = [];
  let depth = 0;
  let inWanted = false;
  let start = 0;
  let lastText = '';
  for (let i = 0; i < json.length; i++) {
    const byte = json[i] as number;
    if (byte === QUOTE) {
      const end = endOfString(json, i);
      if (depth === 1) lastText = json.toString('utf8', i, end + 1);
      i = end;
    } else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth === 2 && byte === 0x5b && lastText === wanted) {
        inWanted = true;
        elements = [];
        start = i + 1;
      }
    } else if (byte === 0x5d || byte === 0x7d) {
      depth -= 1;
      if (depth === 1 && inWanted) {
        pushElement(elements, json.subarray(start, i));
        inWanted = false;
      }
    } else if (byte === COMMA && depth === 2 && inWanted) {
      pushElement(elements, json.subarray(start, i));
      start = i + 1;
    }
  }
  return elements;
}

function pushElement(elements: Buffer[], raw: Buffer): void {
  let start = 0;
  let end = raw.length;
  while (start < end && isSpace(raw[start])) start += 1;
  while (end > start && isSpace(raw[end - 1])) end -= 1;
  if (end > start) elements.push(raw.subarray(start, end));
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Index of the closing quotation mark of the string that opens at `start`. */
function endOfString(json: Buffer, start: number): number {
  for (let i = start + 1; i < json.length; i++) {
    if (json[i] === BACKSLASH) i += 1;
    else if (json[i] === QUOTE) return i;
  }
  return json.length;
}
