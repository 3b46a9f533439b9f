/**
 * Caches the result of `make` by settings, for the next call with equal ones: making a parser takes up to a millisecond
 * because of the time zone and the patterns of users.
 *
 * @param most size of the cache; the least recently used entry is dropped first
 */
export function keepBySettings<Settings, Made>(
  make: (settings: Settings) => Made,
  most: number,
): (settings: Settings) => Made {
  const kept = new Map<string, Made>();
  return (settings) => {
    const key = JSON.stringify(settings);
    const made = kept.get(key) ?? make(settings);
    kept.delete(key);
    kept.set(key, made);
    for (const oldest of kept.keys()) {
      if (kept.size <= most) break;
      kept.delete(oldest);
    }
    return made;
  };
}
