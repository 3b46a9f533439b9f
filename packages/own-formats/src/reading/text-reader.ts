import { createEntryReader } from './entry-reader.ts';
import {
  compiledOf,
  createLineReader,
  type ReaderListeners,
  type ReaderSettings,
  type TextReader,
} from './line-reader.ts';

/**
 * Makes the reader for the settings of an input: a reader of journal entries if formats name units, otherwise one of
 * lines.
 */
export function createTextReader(settings: ReaderSettings, listeners: ReaderListeners = {}): TextReader {
  const { units = [], ...others } = settings;
  if (units.length === 0) return createLineReader(others, listeners);
  return createEntryReader(
    units,
    (own) => createLineReader(own === undefined ? others : { ...others, own }, listeners),
    (own) => compiledOf(own).starts,
  );
}
