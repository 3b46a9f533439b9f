import { type NormalisedRecord, type RecordParts, setMessage } from '../../record/index.ts';
import type { TextContext } from '../layouts/layout-learner.ts';
import type { Layout } from '../layouts/layout-scores.ts';
import { addExtraAttributes } from './free-names.ts';

/**
 * True when a text looks like a layout that its file does not have, so that no word of it is a service. False if
 * nothing is known about the file.
 *
 * @param isWhole see `isOutnumbered`
 * @param word see `isBelieved`
 */
export function isOdd({ layouts, service }: TextContext, layout: Layout, isWhole = false, word?: string): boolean {
  return layouts?.refuses(layout, service, isWhole, word) === true;
}

/**
 * Gives a record back the words that a layout took for its service and the like, when the file does not have that
 * layout.
 *
 * They return to the front of its message. If the message is another text, such as that of an object, they become
 * `log.prefix`.
 *
 * @param words all words after the time of the line
 * @param prefix the words that are not an attribute yet
 */
export function keepWords(record: NormalisedRecord, words: string, prefix: string): void {
  if (words.endsWith(record.message)) setMessage(record, words);
  else addExtraAttributes(record, [['log.prefix', prefix]]);
}

/** The parts without the host and the program of syslog, which are words of the message here. */
export function withoutHost({ attributes, service: _, ...parts }: RecordParts): RecordParts {
  const { 'host.name': _host, ...others } = attributes ?? {};
  return { ...parts, attributes: others };
}

/** The words of syslog's host and program. */
export function prefixOf({ attributes, service }: RecordParts): string {
  return [attributes?.['host.name'], service].filter((word) => word !== undefined).join(' ');
}

/** The parts without the service, which is a word of a prefix in this file and becomes an attribute. */
export function withoutService({ attributes, service, ...parts }: RecordParts): RecordParts {
  return { ...parts, attributes: { 'log.prefix': service ?? '', ...attributes } };
}
