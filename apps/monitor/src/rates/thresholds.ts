/** Thresholds per service; Infinity stands for `off`. */
type Thresholds = ReadonlyMap<string, number>;

const ENTRY = /^(.+?)\s*=\s*(off|\d{1,9})$/;

/**
 * Reads `checkout=50,payment=10,importer=off`.
 *
 * @returns the thresholds, or the first fault as a sentence
 */
export function parseThresholds(text: string): { thresholds: Thresholds } | { problem: string } {
  const thresholds = new Map<string, number>();
  for (const entry of text.split(',').map((part) => part.trim())) {
    if (entry === '') continue;
    const [, service, value] = ENTRY.exec(entry) ?? [];
    if (service === undefined || value === undefined || value === '0') {
      return { problem: `${JSON.stringify(entry)} is not service=number (1 or more) or service=off` };
    }
    if (thresholds.has(service)) return { problem: `${JSON.stringify(service)} is given twice` };
    thresholds.set(service, value === 'off' ? Number.POSITIVE_INFINITY : Number(value));
  }
  return { thresholds };
}
