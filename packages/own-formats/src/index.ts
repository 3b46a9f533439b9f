/** Formats that users write themselves: read from a file, checked, and applied to lines. */
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
