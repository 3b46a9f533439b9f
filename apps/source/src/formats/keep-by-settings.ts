/**
 * Keeps what is made for settings for the next call with equal ones: making a parser takes up to a millisecond, for the time
 * zone and for patterns of users.
 *
 * @param most how many are kept; the least recently used one goes
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
