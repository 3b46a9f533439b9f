const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
const EXACT = new Intl.NumberFormat('en');

/** `1,204`, and from ten thousand on `31.4K`; show the exact count in a tooltip. */
export function shortCount(count: number): string {
  return count < 10_000 ? EXACT.format(count) : SHORT.format(count);
}

/** `3,104,225` */
export function exactCount(count: number): string {
  return EXACT.format(count);
}

/** A count with its noun, `1 record`, `1,204 records`; `text` may choose the short form. */
export function countOf(count: number, noun: string, text: (count: number) => string = exactCount): string {
  return `${text(count)} ${count === 1 ? noun : `${noun}s`}`;
}

/** A share from 0 to 1 for people: `12 %`; 0 and 100 only if it is exactly that. */
export function shareText(share: number): string {
  const percent = Math.round(share * 100);
  if (percent === 0 && share > 0) return 'under 1 %';
  return percent === 100 && share < 1 ? 'over 99 %' : `${percent} %`;
}
