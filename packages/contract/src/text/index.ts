/**
 * Texts within limits: cutting at a whole character with a mark, and reading the bytes of windows-1252.
 * `interval-text.ts` writes an estimate and its interval for people. Everything here is pure and knows nothing about
 * records.
 */
export { cutMiddle, cutText } from './cut-text.ts';
export { decodeWindows1252 } from './windows-1252.ts';
