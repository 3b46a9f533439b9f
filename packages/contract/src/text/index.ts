/**
 * Texts within limits: cutting at a whole character with a mark, and reading the bytes of windows-1252. Everything here is
 * pure and knows nothing of records. For people, `interval-text.ts` writes an estimate and its interval.
 */
export { cutMiddle, cutText } from './cut-text.ts';
export { decodeWindows1252 } from './windows-1252.ts';
