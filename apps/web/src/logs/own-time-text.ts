import type { FacetsJson } from '@logwarren/api';
import { exactCount, shareText, shortCount } from '../text/format-count.ts';

/** The field that says whether a record has a time of its own. */
export const OWN_TIME = 'ownTime';

/**
 * Describes how many of the records have no time of their own, if there are any. When the time was up before all were
 * counted, those counted are the newest, and the share covers only them.
 *
 * @param service words that name the service asked for, with a space before them; may be empty
 * @param isShort leaves out whose records they are
 */
export function ownTimeText({ complete, facets }: FacetsJson, service: string, isShort: boolean) {
  const countOf = (value: string) => facets[0]?.values.find((each) => each.value === value);
  const without = countOf('false');
  if (without === undefined) return undefined;
  const total = without.count + (countOf('true')?.count ?? 0);
  const isPart = !complete || without.error === null;
  const about = isPart || without.error === 0 ? '' : 'About ';
  const of = isPart ? ofPart(total, service, isShort) : isShort ? '' : ` of the records${service}`;
  return {
    text: `${about}${shareText(without.count / total)}${of} have no time of their own`,
    title: `${exactCount(without.count)} of ${exactCount(total)}${isPart ? ' counted before the time was up' : ''}.`,
  };
}

function ofPart(total: number, service: string, isShort: boolean): string {
  const count = shortCount(total);
  return isShort ? ` of ${count} counted` : ` of the ${count} records${service} that were counted in time`;
}
