const LOCAL = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,3}))?)?)?$/;

/** Whether a text looks like a day, or like a time on a day, without a zone. */
export function isLocalForm(text: string): boolean {
  return LOCAL.test(text);
}

/**
 * Reads `2026-11-21`, `2026-11-21 10:15` or `2026-11-21 10:15:30.5` by local clocks.
 *
 * @returns the first of two where clocks are set back; undefined where they skip it, and for days that do not exist
 */
export function readLocal(text: string): Date | undefined {
  const match = LOCAL.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = ''] = match;
  const parts = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const time = new Date(2000, 0, 1);
  time.setFullYear(parts[0], parts[1] - 1, parts[2]);
  time.setHours(parts[3], parts[4], parts[5], Number(fraction.padEnd(3, '0')));
  const read = [time.getFullYear(), time.getMonth() + 1, time.getDate(), time.getHours(), time.getMinutes()];
  return read.every((value, index) => value === parts[index]) && parts[5] < 60 ? time : undefined;
}
