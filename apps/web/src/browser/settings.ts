/**
 * The reader's settings, kept by this browser in one entry of its storage: `{"version":1,"refreshMs":30000}`. It is read
 * tolerantly: an impossible value counts as absent, and names that this page does not know stay, because a newer page
 * may have set them. A browser that keeps nothing forgets the settings with the page.
 */

const KEY = 'logwarren-settings';
const VERSION = 1;

/** One setting. */
interface Setting<T> {
  read(): T;
  save(value: T): void;
}

interface SettingOptions<T> {
  /** Its name in the entry; never used again for something else. */
  name: string;
  fallback: T;
  isValid: (kept: unknown) => kept is T;
  /** The entry of its own that it had in earlier builds; read when the common one does not have it. */
  formerKey?: string;
}

/** Makes a setting. @param storage asked at each use: a browser may refuse it at any time */
export function createSetting<T>(
  { name, fallback, isValid, formerKey }: SettingOptions<T>,
  storage: () => Pick<Storage, 'getItem' | 'setItem'> = () => window.localStorage,
): Setting<T> {
  return {
    read() {
      const kept = [parsed(storage, KEY)?.[name], formerKey && parsed(storage, formerKey)];
      return kept.find(isValid) ?? fallback;
    },
    save(value) {
      try {
        storage().setItem(KEY, JSON.stringify({ version: VERSION, ...parsed(storage, KEY), [name]: value }));
      } catch {
        // Nothing is kept; the page goes on with what was chosen.
      }
    },
  };
}

function parsed(storage: () => Pick<Storage, 'getItem'>, key: string) {
  try {
    return JSON.parse(storage().getItem(key) ?? 'null');
  } catch {
    return undefined;
  }
}
