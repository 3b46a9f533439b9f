/** Zones by name, in minutes east of Greenwich: those of RFC 822, and names of the IANA database that mean one zone. */
const MINUTES: Readonly<Record<string, number>> = Object.freeze({
  UTC: 0,
  GMT: 0,
  Z: 0,
  WET: 0,
  WEST: 60,
  WAT: 60,
  CET: 60,
  CEST: 120,
  MEZ: 60,
  MESZ: 120,
  CAT: 120,
  SAST: 120,
  EET: 120,
  EEST: 180,
  EAT: 180,
  MSK: 180,
  PKT: 300,
  WIB: 420,
  HKT: 480,
  AWST: 480,
  KST: 540,
  JST: 540,
  AEST: 600,
  AEDT: 660,
  NZST: 720,
  NZDT: 780,
  HST: -600,
  AKST: -540,
  AKDT: -480,
  PST: -480,
  PDT: -420,
  MST: -420,
  MDT: -360,
  CST: -360,
  CDT: -300,
  EST: -300,
  EDT: -240,
  BRT: -180,
});

const ATLANTIC = [
  'America/Halifax',
  'America/Glace_Bay',
  'America/Moncton',
  'America/Goose_Bay',
  'America/Thule',
  'Atlantic/Bermuda',
  'Canada/Atlantic',
];
const CARIBBEAN = [
  'America/Puerto_Rico',
  'America/Santo_Domingo',
  'America/Barbados',
  'America/Martinique',
  'America/Port_of_Spain',
  'America/Curacao',
];
const ARABIA = ['Asia/Riyadh', 'Asia/Kuwait', 'Asia/Baghdad', 'Asia/Qatar', 'Asia/Bahrain'];
const BRITAIN = ['Europe/London', 'Europe/Belfast', 'Europe/Jersey', 'Europe/Guernsey', 'Europe/Isle_of_Man', 'GB'];
const ISRAEL = ['Asia/Jerusalem', 'Asia/Tel_Aviv', 'Israel'];
const NEWFOUNDLAND = ['America/St_Johns', 'Canada/Newfoundland'];

/** Names that several zones share: the moment depends on where the text was written. */
const AMBIGUOUS: Readonly<Record<string, readonly string[]>> = Object.freeze({
  ADT: ATLANTIC,
  AST: [...ATLANTIC, ...CARIBBEAN, ...ARABIA],
  BST: [...BRITAIN, 'Asia/Dhaka', 'Pacific/Bougainville'],
  GST: ['Asia/Dubai', 'Asia/Muscat', 'Atlantic/South_Georgia'],
  IDT: ISRAEL,
  IST: ['Asia/Kolkata', 'Asia/Calcutta', '+05:30', 'Europe/Dublin', 'Eire', ...ISRAEL],
  NDT: NEWFOUNDLAND,
  NST: NEWFOUNDLAND,
  SST: ['Pacific/Pago_Pago', 'Pacific/Midway', 'Pacific/Samoa', 'Asia/Singapore'],
});

/** True if a zone, given by its IANA name or offset, has this abbreviation at least part of the year. */
export function isCalled(zone: string, abbreviation: string): boolean {
  return Object.hasOwn(AMBIGUOUS, abbreviation) && AMBIGUOUS[abbreviation]?.includes(zone) === true;
}

/** Minutes east of Greenwich of a zone's name; `ambiguous` for a name that several zones share, undefined otherwise. */
export function zoneByName(name: string): number | 'ambiguous' | undefined {
  if (Object.hasOwn(AMBIGUOUS, name)) return 'ambiguous';
  return Object.hasOwn(MINUTES, name) ? MINUTES[name] : undefined;
}

/** Minutes east of Greenwich of `+02:00`, `-0530`, `+02` or `Z`; undefined for an offset that no zone has. */
export function offsetMinutes(text: string): number | undefined {
  if (text === 'Z' || text === 'z') return 0;
  const digits = text.slice(1).replace(':', '').padEnd(4, '0');
  const hours = Number(digits.slice(0, 2));
  const minutes = Number(digits.slice(2));
  if (hours > 23 || minutes > 59) return undefined;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
