/**
 * Moments: one reader for every form in which programs write a time, the zones and calendars that it needs, and the one
 * form in which Logwarren writes a time. A moment is milliseconds since the epoch and the nanoseconds within the
 * millisecond. Everything here is pure and knows nothing about records.
 */
export { dayStart, monthIndex, yearlessMs } from './calendar.ts';
export { takeClock } from './clocks.ts';
export { chooseDay, type DayChoice, type DayOrder, type DayReader, USUAL_ORDER } from './day-order.ts';
export { parseLogTime } from './log-time.ts';
export { formatTimestamp, type Instant, parseTimestamp } from './parse-timestamp.ts';
export { instantOf, type TakenTime, takeTime } from './take-time.ts';
export { createTimeReader, type TimeReader } from './time-layout.ts';
export { createTimeZone, machineTimeZone, type TimeZone } from './time-zone.ts';
export { timeZoneFault } from './zone-names.ts';
export { isRegion } from './zone-regions.ts';
export { isCalled, offsetMinutes, zoneByName } from './zones.ts';
