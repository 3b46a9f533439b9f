import type { NormalisedRecord } from '@logwarren/contract/log-record';
import { quoted } from '../fields/field-name.ts';
import { type Filter, NONE, type PastedFilter } from '../filter/filter.ts';
import { short } from '../language/negation.ts';
import { compilePastedText, pastedParts } from './match-pasted.ts';
import { compilePredicate } from './match-record.ts';

/** Explains how a query was read if it can be read in two ways. */
interface Assumptions {
  /** False if the query can be read in only one way: no record needs checking. */
  readonly isAmbiguous: boolean;
  /**
   * Assumptions by which these records match, as sentences for people; each sentence is returned once.
   *
   * @param records records that match the filter
   */
  of(records: readonly NormalisedRecord[]): string[];
}

/** Watches for records that match `name:value` as a text, not as an attribute. */
export function createAssumptions(filter: Filter): Assumptions {
  const untold = new Map(
    pastedParts(filter).map((part) => {
      const isField = compilePredicate(part.asked);
      const holdsText = compilePastedText(part);
      return [part, (record: NormalisedRecord) => !isField(record) && holdsText(record)] as const;
    }),
  );
  return {
    isAmbiguous: untold.size > 0,
    of(records) {
      const told = [...untold].filter(([, isText]) => records.some(isText)).map(([part]) => part);
      for (const part of told) untold.delete(part);
      return [...new Set(told.map(sentence))];
    },
  };
}

function sentence({ text, asked, fieldsOnly }: PastedFilter): string {
  if (asked === NONE)
    return `${short(text)} was searched as a text; the value of a field stands directly behind the colon.`;
  if (fieldsOnly === undefined) return `${short(text)} was found as a text, in records whose fields are others.`;
  return (
    `${short(text)} was found as a text, in records where it is not an attribute; ` +
    `${short(fieldsOnly)} finds the attribute only, ${short(quoted(text))} the text only.`
  );
}
