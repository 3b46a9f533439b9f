/** A share from 0 to 1 for people: `12 %`; 0 and 100 only if it is exactly that. */
export function shareText(share: number): string {
  const percent = Math.round(share * 100);
  if (percent === 0 && share > 0) return 'under 1 %';
  return percent === 100 && share < 1 ? 'over 99 %' : `${percent} %`;
}
