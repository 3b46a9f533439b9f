/**
 * Watches an export go by: counts its records, and knows at the end whether all of it came.
 *
 * NDJSON ends with a line that tells the number of records, which is taken out; CSV has the number in an HTTP trailer, and
 * its rows are counted here, whose cells may hold line ends.
 */
export interface ExportCheck {
  /** Records so far. */
  readonly records: number;
  /** Takes a piece of the export and returns what of it can be written. */
  take(piece: Buffer): Buffer;
  /** After the last piece: what is left to be written. */
  rest(): Buffer;
  /**
   * After `rest`: what the service says there are, or `undefined` when it did not come to say so.
   *
   * @param trailer of the answer
   */
  told(trailer: string | undefined): number | undefined;
}

const LF = 0x0a;
const QUOTE = 0x22;
const NOTHING = Buffer.alloc(0);

/** Makes the check for a format. */
export function createExportCheck(format: 'ndjson' | 'csv'): ExportCheck {
  return format === 'csv' ? new CsvCheck() : new NdjsonCheck();
}

class NdjsonCheck implements ExportCheck {
  records = 0;
  /** The last line, complete or not: it may be the end. */
  #held: Buffer[] = [];
  #told: number | undefined;

  take(piece: Buffer): Buffer {
    // The line end that closes the piece belongs to the line that is held.
    const at = piece.lastIndexOf(LF, piece.length - 2);
    const heldEnded = this.#held.at(-1)?.at(-1) === LF;
    if (piece.length === 0) return NOTHING;
    if (at < 0 || piece.length < 2) {
      const done = heldEnded ? this.#release() : NOTHING;
      this.#held.push(piece);
      return done;
    }
    const done = Buffer.concat([...this.#held, piece.subarray(0, at + 1)]);
    this.#held = [piece.subarray(at + 1)];
    this.records += countLines(done);
    return done;
  }

  rest(): Buffer {
    const line = Buffer.concat(this.#held).toString();
    this.#held = [];
    this.#told = numberIn(line);
    if (this.#told !== undefined || !line.endsWith('\n')) return NOTHING;
    this.records += 1;
    return Buffer.from(line);
  }

  told(): number | undefined {
    return this.#told;
  }

  #release(): Buffer {
    const done = Buffer.concat(this.#held);
    this.#held = [];
    this.records += countLines(done);
    return done;
  }
}

class CsvCheck implements ExportCheck {
  #rows = 0;
  #isQuoted = false;

  /** The first row is the heading. */
  get records(): number {
    return Math.max(0, this.#rows - 1);
  }

  take(piece: Buffer): Buffer {
    for (const byte of piece) {
      if (byte === QUOTE) this.#isQuoted = !this.#isQuoted;
      else if (byte === LF && !this.#isQuoted) this.#rows += 1;
    }
    return piece;
  }

  rest(): Buffer {
    return NOTHING;
  }

  told(trailer: string | undefined): number | undefined {
    return trailer === undefined || !/^\d+$/.test(trailer) ? undefined : Number(trailer);
  }
}

function countLines(text: Buffer): number {
  let lines = 0;
  for (let at = text.indexOf(LF); at >= 0; at = text.indexOf(LF, at + 1)) lines += 1;
  return lines;
}

/** Records never begin like this: their first key is the id. */
function numberIn(line: string): number | undefined {
  if (!line.startsWith('{"export":')) return undefined;
  try {
    const { export: end } = JSON.parse(line) as { export: { complete: boolean; records: number } };
    return end.complete ? end.records : undefined;
  } catch {
    return undefined;
  }
}
