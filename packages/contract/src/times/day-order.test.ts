import { describe, expect, test } from 'vitest';
import { createLineParser, LayoutLearner, type LearntLayouts, NOTHING_LEARNT } from '../formats/index.ts';

const AT = Date.parse('2026-11-30T13:00:00Z');
const parser = createLineParser({ format: 'auto', fallbackService: 'file' });

/** Days of the lines of one file. */
function daysOf(lines: readonly string[], before: LearntLayouts = NOTHING_LEARNT, observedAt = AT) {
  const layouts = new LayoutLearner(before);
  const days = lines.map((line, index) => {
    layouts.follow(lines, index + 1);
    const { timestamp } = parser.parse(line, observedAt, { layouts });
    return new Date(timestamp).toISOString().slice(0, 10);
  });
  return { days, learnt: layouts.learnt };
}

const line = (day: string) => `${day} 10:00:00 ERROR cannot save`;

describe('three numbers are a day', () => {
  test.each([
    ['05-11-26', '2026-11-05'],
    ['05-11-2026', '2026-11-05'],
    ['5-11-2026', '2026-11-05'],
    ['11-05-2026', '2026-05-11'],
    ['05.11.2026', '2026-11-05'],
    ['05/11/2026', '2026-05-11'],
    ['05/11/26', '2026-05-11'],
    ['13/11/2026', '2026-11-13'],
    ['11/13/2026', '2026-11-13'],
    ['11-13-2026', '2026-11-13'],
    ['24/05/14', '2024-05-14'],
    ['24-05-14', '2024-05-14'],
    ['24.05.14', '2014-05-24'],
    ['13-11-26', '2026-11-13'],
    ['26-11-13', '2026-11-13'],
  ])('%s, by itself, is %s', (written, day) => {
    expect(daysOf([line(written)]).days).toEqual([day]);
  });

  test.each([
    ['05/12/2026', '2026-05-12', 'the other one would be in the future'],
    ['12/11/2026', '2026-11-12', 'the other one would be in the future'],
    ['29-11-26', '2026-11-29', 'the other one would be in the future'],
    ['11/30/2026', '2026-11-30', 'there are no 30 months'],
  ])('%s is %s, because %s, and shows the order', (written, day) => {
    const { days, learnt } = daysOf([line(written)]);
    expect(days).toEqual([day]);
    expect(learnt.streams).toMatchObject([{ dayOrder: expect.any(String) }]);
  });

  test('each container of docker compose has an order of its own', () => {
    const lines = [
      'eu-1  | 14/03/2026 10:00:00 ERROR cannot save',
      'us-1  | 03/14/2026 10:00:00 ERROR cannot save',
      'eu-1  | 05/03/2026 10:00:00 ERROR cannot save',
      'us-1  | 05/03/2026 10:00:00 ERROR cannot save',
    ];
    const { days, learnt } = daysOf(lines);
    expect(days).toEqual(['2026-03-14', '2026-03-14', '2026-03-05', '2026-05-03']);
    expect(daysOf(lines.slice(2), learnt).days).toEqual(['2026-03-05', '2026-05-03']);
  });

  test('the day of reading decides if the other one is far away', () => {
    const readAt = Date.parse('2026-11-05T11:00:00Z');
    expect(daysOf([line('05/11/2026')], NOTHING_LEARNT, readAt).days).toEqual(['2026-11-05']);
    expect(daysOf([line('11-05-2026')], NOTHING_LEARNT, readAt).days).toEqual(['2026-11-05']);
  });

  test('a number above 12 shows the order of the lines behind it', () => {
    expect(daysOf(['14/03/2026', '03/04/2026', '05/11/2026'].map(line)).days).toEqual([
      '2026-03-14',
      '2026-04-03',
      '2026-11-05',
    ]);
    expect(daysOf(['03-14-26', '04-03-26', '05-11-26'].map(line)).days).toEqual([
      '2026-03-14',
      '2026-04-03',
      '2026-05-11',
    ]);
    expect(daysOf(['24-05-30', '24-06-12'].map(line)).days).toEqual(['2024-05-30', '2024-06-12']);
  });

  test('a number above 12 in the next lines shows the order of the first ones', () => {
    const lines = ['05/11/2026', '06/11/2026', '14/11/2026', '05/11/2026'].map(line);
    const { days, learnt } = daysOf(lines);
    expect(days).toEqual(['2026-11-05', '2026-11-06', '2026-11-14', '2026-11-05']);
    expect(daysOf(lines.slice(0, 2), learnt).days).toEqual(days.slice(0, 2));
    expect(daysOf(['05-11-26', '03-14-26'].map(line)).days).toEqual(['2026-05-11', '2026-03-14']);
    expect(daysOf(lines, { ...NOTHING_LEARNT, version: 2 }).days).toEqual([
      ...['2026-05-11', '2026-06-11', '2026-11-14', '2026-05-11'],
    ]);
  });

  test('the next lines of another container show none', () => {
    const { days } = daysOf([`eu-1  | ${line('05/11/2026')}`, `us-1  | ${line('14/03/2026')}`]);
    expect(days).toEqual(['2026-05-11', '2026-03-14']);
  });

  test('the next lines are not read twice in a file that has shown no order for long', () => {
    const days = [...Array<string>(40).fill('05/11/2026'), '14/11/2026', '05/11/2026'];
    expect(daysOf(days.map(line)).days).toEqual([
      ...[...Array<string>(40).fill('2026-05-11'), '2026-11-14', '2026-11-05'],
    ]);
  });

  test('the same day in each order shows none', () => {
    const { streams } = daysOf(['05/05/2026', '26-11-26'].map(line)).learnt;
    expect(streams).toHaveLength(1);
    expect(streams[0]).not.toHaveProperty('dayOrder');
  });

  test('the order that a range has shown holds in the next one', () => {
    const { learnt } = daysOf([line('14/03/2026')]);
    expect(daysOf([line('05/11/2026')], learnt).days).toEqual(['2026-11-05']);
  });

  test('a range that was read before there was this rule is read as it was', () => {
    const before = { ...NOTHING_LEARNT, version: 2 };
    expect(daysOf(['14/03/2026', '05/11/2026', '05-11-26'].map(line), before).days).toEqual([
      '2026-03-14',
      '2026-05-11',
      '2026-05-11',
    ]);
  });

  test('a field of JSON is read in the order of its file', () => {
    const object = '{"time":"05/11/2026 10:00:00","level":"error","msg":"x"}';
    expect(daysOf([line('14/03/2026'), object]).days).toEqual(['2026-03-14', '2026-11-05']);
  });

  test('the order is that of the zone that is set, too', () => {
    const eastern = createLineParser({ format: 'auto', fallbackService: 'file', timeZone: '+02:00' });
    expect(eastern.parse(line('05-11-26'), AT).timestamp).toBe(Date.parse('2026-11-05T08:00:00Z'));
  });
});
