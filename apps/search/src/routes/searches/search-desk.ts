import {
  deleteSearch,
  getSearch,
  listSearches,
  type SavedSearch,
  type Store,
  StoreUnavailableError,
  saveSearch,
} from '@logwarren/store';

/** Actions on saved searches. All throw StoreUnavailableError when MongoDB is away. */
export interface SearchDesk {
  /** undefined when there are too many. */
  save(search: Pick<SavedSearch, 'name' | 'parameters'>): Promise<SavedSearch | undefined>;
  list(): Promise<SavedSearch[]>;
  get(id: string): Promise<SavedSearch | undefined>;
  /** False when there is none. */
  delete(id: string): Promise<boolean>;
}

/** The desk over MongoDB, as soon as it has been reached. */
export function searchDeskOf(current: () => Store | undefined): SearchDesk {
  const store = () => {
    const opened = current();
    if (opened === undefined) throw new StoreUnavailableError('no answer', 'MongoDB has not been reached yet');
    return opened;
  };
  return {
    save: async (search) => await saveSearch(store(), search),
    list: async () => await listSearches(store()),
    get: async (id) => await getSearch(store(), id),
    delete: async (id) => await deleteSearch(store(), id),
  };
}
