const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
const EXACT = new Intl.NumberFormat('en');

/** `1,204`, and from ten thousand on `31.4K`; the exact one belongs into the tooltip. */
export function shortCount(count: number): string {
  return count < 10_000 ? EXACT.format(count) : SHORT.format(count);
}

/** `3,104,225` */
export function exactCount(count: number): string {
  return EXACT.format(count);
}
