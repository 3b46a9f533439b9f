/**
 * Counts the records of an export as it passes, and shows at the end whether it is complete.
 *
 * NDJSON ends with a line that has the number of records, and this line is removed. CSV has the number in an HTTP trailer; its
 * rows are counted here, because cells may contain line ends.
 */
export interface ExportCheck {
  /** Records so far. */
  readonly records: number;
  /** Takes a piece of the export and returns the bytes that can be written now. */
  take(piece: Buffer): Buffer;
  /** Returns the bytes that are left to be written; call it after the last piece. */
  rest(): Buffer;
  /**
   * Returns the number of records that the service has sent, or undefined when it was cut off before saying so; call it after
   * `rest`.
   *
   * @param trailer of the answer
   */
  expectedRecords(trailer: string | undefined): number | undefined;
}

const LF = 0x0a;
const QUOTE = 0x22;
const NOTHING = Buffer.alloc(0);

/** Makes the check for a format of exports. */
export function createExportCheck(format: 'ndjson' | 'csv'): ExportCheck {
  return format === 'csv' ? new CsvCheck() : new NdjsonCheck();
}

class NdjsonCheck implements ExportCheck {
  records = 0;
  /** The last line, complete or not, because it may be the one with the number. */
  #held: Buffer[] = [];
  #expected: number | undefined;

  take(piece: Buffer): Buffer {
    // The line end at the end of the piece belongs to the line that is held.
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
    this.#expected = numberIn(line);
    if (this.#expected !== undefined || !line.endsWith('\n')) return NOTHING;
    this.records += 1;
    return Buffer.from(line);
  }

  expectedRecords(): number | undefined {
    return this.#expected;
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

  expectedRecords(trailer: string | undefined): number | undefined {
    return trailer === undefined || !/^\d+$/.test(trailer) ? undefined : Number(trailer);
  }
}

function countLines(text: Buffer): number {
  let lines = 0;
  for (let at = text.indexOf(LF); at >= 0; at = text.indexOf(LF, at + 1)) lines += 1;
  return lines;
}

/** Reads the line with the number of records. Records never begin like this, because their first key is the id. */
function numberIn(line: string): number | undefined {
  if (!line.startsWith('{"export":')) return undefined;
  try {
    const { export: end } = JSON.parse(line) as { export: { complete: boolean; records: number } };
    return end.complete ? end.records : undefined;
  } catch {
    return undefined;
  }
}
