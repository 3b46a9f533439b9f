/**
 * JSON without loss: it keeps every digit of a 64-bit integer and allows any text as a key. It counts or cuts out the
 * elements and members of a text before parsing, because objects take many times the memory of their text. It knows
 * nothing about records.
 */
export { exactInteger, exactNumber, parseForeignJson, parseJson, setOwn, stringifyJson } from './exact-json.ts';
export { arrayElements, countElements, countMembers } from './json-array.ts';
export { jsonElements } from './json-elements.ts';
export { jsonText } from './json-text.ts';
export { endOfString } from './long-integers.ts';
