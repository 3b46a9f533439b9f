import { createTimeZone } from './time-zone.ts';

/**
 * Abbreviations of zones, and the zones that they may mean. JavaScript takes some of them for one zone: `IST` for
 * India, `BST` for Bangladesh, `AST` for Alaska, and `EST` for a zone without daylight saving.
 */
const MEANINGS: Readonly<Record<string, string>> = Object.freeze({
  ACDT: 'Australia/Adelaide',
  ACST: 'Australia/Adelaide Australia/Darwin',
  ACT: 'Australia/Darwin America/Rio_Branco',
  ADT: 'America/Halifax',
  AEDT: 'Australia/Sydney',
  AEST: 'Australia/Sydney Australia/Brisbane',
  AET: 'Australia/Sydney Australia/Brisbane',
  AGT: 'America/Argentina/Buenos_Aires',
  AKDT: 'America/Anchorage',
  AKST: 'America/Anchorage',
  ART: 'America/Argentina/Buenos_Aires Africa/Cairo',
  AST: 'America/Halifax America/Puerto_Rico Asia/Riyadh America/Anchorage',
  AWST: 'Australia/Perth',
  BET: 'America/Sao_Paulo',
  BRST: 'America/Sao_Paulo',
  BRT: 'America/Sao_Paulo',
  BST: 'Europe/London Asia/Dhaka Pacific/Bougainville',
  CAT: 'Africa/Maputo Africa/Harare',
  CDT: 'America/Chicago America/Havana',
  CEST: 'Europe/Berlin Europe/Paris Europe/Madrid Europe/Warsaw',
  CLST: 'America/Santiago',
  CLT: 'America/Santiago',
  CNT: 'America/St_Johns',
  COT: 'America/Bogota',
  CST: 'America/Chicago Asia/Shanghai America/Havana America/Mexico_City',
  CTT: 'Asia/Shanghai',
  EAT: 'Africa/Nairobi',
  ECT: 'Europe/Paris America/Guayaquil',
  EDT: 'America/New_York America/Toronto',
  EEST: 'Europe/Athens Europe/Helsinki Europe/Kyiv',
  EST: 'America/New_York America/Toronto America/Panama',
  GST: 'Asia/Dubai Atlantic/South_Georgia',
  HKT: 'Asia/Hong_Kong',
  HST: 'Pacific/Honolulu',
  ICT: 'Asia/Bangkok Asia/Ho_Chi_Minh',
  IDT: 'Asia/Jerusalem',
  IET: 'America/Indiana/Indianapolis',
  IRST: 'Asia/Tehran',
  IST: 'Asia/Kolkata Europe/Dublin Asia/Jerusalem',
  JST: 'Asia/Tokyo',
  KST: 'Asia/Seoul',
  MDT: 'America/Denver',
  MESZ: 'Europe/Berlin Europe/Vienna Europe/Zurich',
  MEZ: 'Europe/Berlin Europe/Vienna Europe/Zurich',
  MIT: 'Pacific/Apia',
  MSK: 'Europe/Moscow',
  MST: 'America/Denver America/Phoenix',
  MYT: 'Asia/Kuala_Lumpur',
  NDT: 'America/St_Johns',
  NET: 'Asia/Yerevan',
  NPT: 'Asia/Kathmandu',
  NST: 'America/St_Johns Pacific/Auckland',
  NZDT: 'Pacific/Auckland',
  NZST: 'Pacific/Auckland',
  PDT: 'America/Los_Angeles America/Vancouver',
  PET: 'America/Lima',
  PHT: 'Asia/Manila',
  PKT: 'Asia/Karachi',
  PLT: 'Asia/Karachi',
  PNT: 'America/Phoenix',
  PRT: 'America/Puerto_Rico',
  PST: 'America/Los_Angeles America/Vancouver Asia/Manila',
  SAST: 'Africa/Johannesburg',
  SGT: 'Asia/Singapore',
  SST: 'Pacific/Pago_Pago Pacific/Guadalcanal Asia/Singapore',
  TRT: 'Europe/Istanbul',
  UZT: 'Asia/Tashkent',
  VST: 'Asia/Ho_Chi_Minh',
  WAT: 'Africa/Lagos',
  WEST: 'Europe/Lisbon',
  WIB: 'Asia/Jakarta',
  WIT: 'Asia/Jayapura',
  WITA: 'Asia/Makassar',
});

/**
 * Explains why a name is not a time zone; undefined if it is one.
 *
 * @returns the end of a sentence about the name, such as `is not a time zone; …`
 */
export function timeZoneFault(name: string): string | undefined {
  const meant = Object.hasOwn(MEANINGS, name.toUpperCase()) ? MEANINGS[name.toUpperCase()]?.split(' ') : undefined;
  if (meant !== undefined) {
    const [only = '', ...others] = meant;
    if (others.length === 0) return `is short for a time zone; write ${only}`;
    return `may stand for several time zones; write the one you mean: ${meant.slice(0, -1).join(', ')} or ${meant.at(-1)}`;
  }
  if (createTimeZone(name) !== undefined) return undefined;
  return 'is not a time zone; use a name like Europe/Berlin, UTC, or an offset like +05:30';
}
