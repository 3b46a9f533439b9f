/**
 * Formats that users write themselves: read from a file, checked against their own examples, and applied to lines before the
 * formats that are built in. Their patterns run in a linear-time engine, so that none can stop a source; nothing else imports
 * re2js or yaml.
 */
export { type OwnFormat, ownFormat, type UnitFormat, unitFormat } from './format-schema.ts';
export type { FormatSet } from './format-set.ts';
export { type FormatFault, readFormats, readFormatsFile } from './read-formats.ts';
export {
  createTextReader,
  type ReaderCarrier,
  type ReaderListeners,
  type ReaderSettings,
  type ReadOutcome,
  type TextReader,
} from './text-reader.ts';
