import { isWholeObject, JsonDepth, startsObject } from '../../text/json-lines.ts';

/** The JSON among the lines of one record. It counts text only on demand, because nearly all records have one line. */
export class ObjectsBelow {
  /** Text of the lines so far. */
  #depth: JsonDepth | undefined;
  /** True while all lines below the first are objects, or blank. */
  #hasObjectsOnly = true;

  /** Forgets the record. */
  reset(): void {
    this.#depth = undefined;
    this.#hasObjectsOnly = true;
  }

  /**
   * Adds a further line of the record.
   *
   * @param goesOn true for the rest of the line above, which the runtime has cut
   */
  add(text: string, goesOn: boolean, first: string): void {
    const depth = this.#depthBelow(first);
    const wasOpen = depth.isOpen;
    depth.add(text, goesOn);
    this.#hasObjectsOnly &&= wasOpen || goesOn || startsObject(text) || text.trim() === '';
  }

  /**
   * True for a line that begins an object of its own.
   *
   * @param first line of the record
   * @param lines of the record so far
   * @param isTrace returns true if the first line begins a stack trace
   */
  isNext(text: string, first: string, lines: number, isTrace: () => boolean): boolean {
    if (!startsObject(text) || this.#depthBelow(first).isOpen) return false;
    if (startsObject(first)) return true;
    return lines > 1 && this.#hasObjectsOnly && !isTrace() && isWholeObject(text);
  }

  #depthBelow(first: string): JsonDepth {
    this.#depth ??= new JsonDepth(first);
    return this.#depth;
  }
}
