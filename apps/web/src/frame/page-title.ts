import { type Address, takesQuery } from '../address/address.ts';
import { shortened, visibleText } from '../record/visible-text.ts';
import { nameOf } from './header.tsx';

/** A tab and a bookmark show the beginning. */
const MAX_LETTERS = 80;

/** Title of the page: the query first, because two tabs differ in it. Not every view has one. */
export function pageTitle({ view, q }: Address): string {
  const query = takesQuery(view) ? visibleText(q.trim()).replaceAll(/\s+/g, ' ') : '';
  return [shortened(query, MAX_LETTERS), nameOf(view), 'Logwarren'].filter((part) => part !== '').join(' · ');
}
