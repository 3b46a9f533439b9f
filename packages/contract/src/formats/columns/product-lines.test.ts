import { expect, test } from 'vitest';
import { createLineParser } from '../index.ts';

const parser = createLineParser({ format: 'auto', fallbackService: 'file' });

test.each([
  ['Automic', '20249999/999999.123 - U00003434 cannot log in'],
  ['Meteor', 'W20249999-99:15:30.250(1)? (STDERR) no rows'],
  ['OpenEdge', '[24/99/99@99:15:30.250+0000] P-000813 T-000012 1 AS -- cannot read the file'],
  ['Reporting Services', 'library!WindowsService_0!4711!99/99/2024-10:00:00:: e ERROR: cannot read'],
  ['OpenVAS', 'md   main:WARNING:2024-99-99 10h00.00 UTC:813: cannot open the feed'],
  ['DB2', '2024-99-99-10.00.00.123456+060 I123A456 LEVEL: Error'],
  [
    'CMTrace',
    '<![LOG[low]LOG]!><time="10:00:00.123+000" date="99-99-2024" component="a" context="" type="3" thread="8" file="x">',
  ],
  ['ColdFusion', '"Error","http-1","99/99/24","10:00:00","shop","low"'],
  ['the listener of Oracle', '99-MAY-2024 99:00:00 * (CONNECT_DATA=(SID=a)) * establish * orcl * 12514'],
])('keeps the head of a line with an impossible date: %s', (_, line) => {
  expect(parser.parse(line, Date.parse('2026-03-10T08:00:00Z')).message).toBe(line);
});
