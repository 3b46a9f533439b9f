import { type Store, StoreUnavailableError } from '@logwarren/store';

type StoreFunction = (store: Store, ...rest: never[]) => Promise<unknown>;

type WithoutStore<Act> = Act extends (store: Store, ...rest: infer Rest) => infer Answer
  ? (...rest: Rest) => Answer
  : never;

/** Functions of the store, called without it. */
export type WhenOpen<Acts> = { [Name in keyof Acts]: WithoutStore<Acts[Name]> };

/**
 * Makes functions of the store callable before it has been reached.
 *
 * @param current the store, or undefined as long as it has not been reached
 * @returns the same functions without the store; until it is there they throw StoreUnavailableError, as if it were away
 */
export function whenOpen<Acts extends Readonly<Record<string, StoreFunction>>>(
  current: () => Store | undefined,
  acts: Acts,
): WhenOpen<Acts> {
  const entries = Object.entries(acts).map(([name, act]) => {
    const call = async (...rest: never[]) => {
      const store = current();
      if (store === undefined) throw new StoreUnavailableError('no answer', 'MongoDB has not been reached yet');
      return await act(store, ...rest);
    };
    return [name, call];
  });
  return Object.fromEntries(entries);
}
