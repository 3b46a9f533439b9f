/**
 * Formats that users write themselves: read from a file, checked against their own examples, and tried on lines before
 * the built-in formats. Their patterns run in a linear-time engine, so that none can stop a source. Nothing else
 * imports re2js or yaml.
 */

export { type FormatFault, readFormats, readFormatsFile } from './file/read-formats.ts';
export { type OwnFormat, ownFormat, type UnitFormat, unitFormat } from './format/format-schema.ts';
export type { FormatSet } from './format/format-set.ts';
export type { ReaderCarrier, ReaderListeners, ReaderSettings, ReadOutcome, TextReader } from './reading/line-reader.ts';
export { createTextReader } from './reading/text-reader.ts';
