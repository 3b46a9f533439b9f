import type { Address } from '../address/address.ts';
import { VIEWS } from '../address/views.ts';
import { shortened, visibleText } from '../text/visible-text.ts';

/** A tab and a bookmark show the beginning. */
const MAX_LETTERS = 80;

/** Title of the page: the query first, because two tabs differ in it. Not every view has one. */
export function pageTitle({ view, q }: Address): string {
  const query = VIEWS[view].takesQuery ? visibleText(q.trim()).replaceAll(/\s+/g, ' ') : '';
  return [shortened(query, MAX_LETTERS), VIEWS[view].name, 'Logwarren'].filter((part) => part !== '').join(' · ');
}
