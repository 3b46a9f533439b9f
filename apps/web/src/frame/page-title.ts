import type { Address } from '../address/address.ts';
import { visibleText } from '../record/visible-text.ts';
import { NAMES } from './header.tsx';

/** A tab and a bookmark show the beginning. */
const MAX_LETTERS = 80;

/** Title of the page: the query first, because two tabs differ in it. Only logs and patterns have one. */
export function pageTitle({ view, q }: Address): string {
  const name = NAMES.find(([each]) => each === view)?.[1] ?? '';
  const query = view === 'logs' || view === 'patterns' ? visibleText(q.trim()).replaceAll(/\s+/g, ' ') : '';
  const shown = query.length > MAX_LETTERS ? `${query.slice(0, MAX_LETTERS)}…` : query;
  return [shown, name, 'Logwarren'].filter((part) => part !== '').join(' · ');
}
