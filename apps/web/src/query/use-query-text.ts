import { writingAt } from '@logwarren/query/writing';
import { type KeyboardEvent, type RefObject, useLayoutEffect, useState } from 'react';
import { useAddress } from '../address/use-address.ts';
import type { Moment } from '../api/use-moment.ts';
import { complete, type EditedQuery, negateLast } from './completion.ts';
import { type Choice, useChoices } from './use-choices.ts';

/** The text of the query while it is being written, and its completions. */
export interface QueryText {
  text: string;
  /** Suggestions at the caret; may be empty. */
  choices: Choice[];
  /** Whether the choices are names of fields. */
  areNames: boolean;
  /** Index of the choice that Enter takes; -1 for none. */
  active: number;
  edit: (query: string, caret: number) => void;
  choose: (name: string) => void;
  leave: () => void;
  onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => void;
}

/**
 * The query while it is being written. Enter runs it, and Shift+Enter runs it with its last term excluded. Arrows
 * choose a completion: Enter or Tab inserts it, and Shift+Enter inserts it excluded.
 */
export function useQueryText(
  input: RefObject<HTMLInputElement | null>,
  run: (query: string) => void,
  moment: Moment,
): QueryText {
  const { address } = useAddress();
  const [{ query: text, caret }, setEdited] = useState<EditedQuery>({ query: address.q, caret: 0 });
  const [isWriting, setIsWriting] = useState(false);
  const [active, setActive] = useState(-1);
  // A click on a facet, or Back, changes the query; the box stays, and keeps the focus.
  const [written, setWritten] = useState(address.q);
  if (written !== address.q) {
    setWritten(address.q);
    setEdited({ query: address.q, caret: address.q.length });
    setIsWriting(false);
    setActive(-1);
  }
  const writing = isWriting ? writingAt(text, caret) : undefined;
  const choices = useChoices(text, writing, address, moment);
  useLayoutEffect(() => {
    if (isWriting) input.current?.setSelectionRange(caret, caret);
  }, [input, caret, isWriting]);
  const edit = (query: string, at: number) => {
    setEdited({ query, caret: at });
    setIsWriting(true);
    setActive(-1);
  };
  const choose = (name: string, negated?: boolean) => {
    if (writing === undefined) return;
    const edited = complete(text, writing, name, negated);
    edit(edited.query, edited.caret);
  };
  const takeKey = (key: string, isShifted: boolean): boolean => {
    const choice = choices[active];
    if (choices.length > 0 && (key === 'ArrowDown' || key === 'ArrowUp')) {
      setActive(neighbour(active, key === 'ArrowDown' ? 1 : -1, choices.length));
    } else if (choice !== undefined && key === 'Tab') choose(choice.name);
    else if (choice !== undefined && key === 'Enter') choose(choice.name, isShifted || undefined);
    else if (key === 'Enter') {
      setIsWriting(false);
      run(isShifted ? negateLast(text) : text);
    } else if (key === 'Escape' && choices.length > 0) setIsWriting(false);
    else if (key === 'Escape') input.current?.blur();
    else return false;
    return true;
  };
  return {
    text,
    choices,
    active,
    edit,
    choose,
    areNames: writing?.field === undefined,
    leave: () => setIsWriting(false),
    onKeyDown: (event) => takeKey(event.key, event.shiftKey) && event.preventDefault(),
  };
}

/** Cycles through all choices and no choice, which is -1. */
function neighbour(active: number, step: number, count: number): number {
  return ((active + 1 + step + count + 1) % (count + 1)) - 1;
}
