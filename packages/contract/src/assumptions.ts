import type { Filter } from './filter.ts';
import type { NormalisedRecord } from './log-record.ts';
import { compilePastedText, pastedParts } from './match-pasted.ts';
import { compilePredicate } from './match-record.ts';

/** Tells how a query was read where it can be read in two ways. */
export interface Assumptions {
  /**
   * What was assumed so that these records match, as sentences for people; each sentence is told once.
   *
   * @param records that match the filter
   */
  of(records: readonly NormalisedRecord[]): string[];
}

/** Watches for records that match `name:value` as a text, not as an attribute. */
export function createAssumptions(filter: Filter): Assumptions {
  const untold = new Map(
    pastedParts(filter).map(({ text, field, test, ...part }) => {
      const isField = compilePredicate({ kind: 'field', field, test });
      const holdsText = compilePastedText({ text, field, test, ...part });
      return [text, (record: NormalisedRecord) => !isField(record) && holdsText(record)] as const;
    }),
  );
  return {
    of(records) {
      const told = [...untold].filter(([, isText]) => records.some(isText)).map(([text]) => text);
      for (const text of told) untold.delete(text);
      return told.map(sentence);
    },
  };
}

function sentence(text: string): string {
  const colon = text.indexOf(':');
  const [name, value] = [text.slice(0, colon), text.slice(colon + 1)];
  return (
    `${text} was found as a text, in records where it is no attribute; ` +
    `${name}:"${value.replace(/[\\"]/g, '\\$&')}" finds the attribute only, "${text.replace(/[\\"]/g, '\\$&')}" the text only.`
  );
}
