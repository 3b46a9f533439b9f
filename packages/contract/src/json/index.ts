/**
 * JSON without loss: every digit of a 64-bit integer is kept, any text may be a key, and the elements and members of a text
 * are counted or cut out before it is parsed, because objects take many times the memory of their text. It knows nothing of
 * records.
 */
export { exactInteger, exactNumber, parseForeignJson, parseJson, setOwn, stringifyJson } from './exact-json.ts';
export { arrayElements, countElements, countMembers } from './json-array.ts';
export { jsonElements } from './json-elements.ts';
export { jsonText } from './json-text.ts';
export { endOfString } from './long-integers.ts';
