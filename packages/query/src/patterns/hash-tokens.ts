/**
 * A hash of a token at its place, of 45 bits. Sums of 256 of them are exact, so that a token can be taken out of the hash
 * of a text and another one put in. At worst, two tokens with the same hash make a slot look more varied than it is.
 */
export function hashOfToken(token: string, place: number): number {
  let a = 0x811c9dc5 ^ Math.imul(place + 1, 0x9e3779b1);
  let b = 0x2545f491 + place;
  for (let i = 0; i < token.length; i++) {
    const code = token.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x85ebca6b);
  }
  a ^= a >>> 15;
  b ^= b >>> 13;
  return (a >>> 0) * 0x2000 + (b & 0x1fff);
}
