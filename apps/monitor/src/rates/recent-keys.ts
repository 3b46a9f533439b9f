/**
 * Remembers keys for a while, to distinguish repeated messages from new ones, in bounded memory.
 *
 * Two generations of keys: when the young one is old or full enough, it replaces the old one. So a key is remembered
 * for at least `keepMs`, unless more than half of `maxKeys` others arrive in that time.
 */
export class RecentKeys {
  readonly #keepMs: number;
  readonly #maxGeneration: number;
  #young = new Set<string>();
  #old = new Set<string>();
  #youngSinceMs: number;

  /** @param maxKeys most keys held at once, at least 2 */
  constructor(keepMs: number, maxKeys: number, nowMs: number) {
    this.#keepMs = keepMs;
    this.#maxGeneration = Math.max(1, Math.floor(maxKeys / 2));
    this.#youngSinceMs = nowMs;
  }

  /** Remembers a key; false when it is already remembered. */
  add(key: string, nowMs: number): boolean {
    if (nowMs - this.#youngSinceMs >= this.#keepMs || this.#young.size >= this.#maxGeneration) {
      // After a silence of two terms, the young generation has expired too.
      this.#old = nowMs - this.#youngSinceMs >= 2 * this.#keepMs ? new Set() : this.#young;
      this.#young = new Set();
      this.#youngSinceMs = nowMs;
    }
    if (this.#young.has(key) || this.#old.has(key)) return false;
    this.#young.add(key);
    return true;
  }

  /** Number of keys held now. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }
}
