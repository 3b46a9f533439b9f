/**
 * The reader's settings, which the browser keeps in one entry of its storage: `{"version":1,"refreshMs":30000}`.
 * Reading is tolerant: an invalid value counts as absent, and names that this page does not know are kept, because a
 * newer page may have set them. If the browser keeps nothing, the settings are lost with the page.
 */

const KEY = 'logwarren-settings';
const VERSION = 1;

/** One setting. */
interface Setting<T> {
  read(): T;
  save(value: T): void;
}

interface SettingOptions<T> {
  /** Its name in the entry; never reuse one for something else. */
  name: string;
  fallback: T;
  isValid: (kept: unknown) => kept is T;
  /** The separate entry that it had in earlier builds; read if the common entry does not have it. */
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
        // The browser keeps nothing; the page continues with the value chosen.
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
