import { MOMENT, type Sample, SECOND } from '../sample.ts';

/** Heads of devices, and a severity or a time alone. */
export const SIMPLE_HEAD_SAMPLES: readonly Sample[] = [
  {
    name: 'Android',
    text: '03-09 08:15:30.250  1702  2395 E ActivityManager: ANR in shop',
    time: MOMENT,
    severity: 'ERROR',
    message: 'ANR in shop',
  },
  { name: 'Android, brief', text: 'W/ActivityManager( 1702): slow', severity: 'WARN', message: 'slow' },
  {
    name: 'Windows CBS',
    text: '2026-03-09 08:15:30, Error                 CSI    no package',
    time: SECOND,
    severity: 'ERROR',
  },
  { name: 'DHCP of Windows', text: '10,03/09/26,08:15:30,Assign,10.0.0.9,host.example,001122334455,', time: SECOND },
  { name: 'multilog', text: `@4000000069ae81ac0ee6b280 shop: started`, time: MOMENT, message: 'shop: started' },
  {
    name: 'seconds since the epoch',
    text: '1773044130 something happened',
    time: SECOND,
    message: 'something happened',
  },
  { name: 'a severity and a text', text: 'ERROR could not connect', severity: 'ERROR', message: 'could not connect' },
  { name: 'a severity and a colon', text: 'error: could not connect', severity: 'ERROR' },
  { name: 'a severity in brackets', text: '[warn] slow', severity: 'WARN', message: 'slow' },
  {
    name: 'the plain line',
    text: '2026-03-09T08:15:30.250Z checkout ERROR payment declined',
    time: MOMENT,
    severity: 'ERROR',
    service: 'checkout',
    message: 'payment declined',
  },
  {
    name: 'a sentence',
    text: '2026-03-09 08:15:30 Found error in config of default trace',
    time: SECOND,
    message: 'Found error in config of default trace',
  },
  {
    name: 'colours of a terminal',
    text: '\u001b[2m2026-03-09T08:15:30.250000Z\u001b[0m \u001b[33m WARN\u001b[0m \u001b[2mshop::stock\u001b[0m: low',
    time: MOMENT,
    severity: 'WARN',
    message: 'low',
  },
];
