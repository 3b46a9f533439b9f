import type { NormalisedRecord } from '../../record/index.ts';
import { isRegion, zoneByName } from '../../times/index.ts';
import { isPassing, isThreadOfLogger } from '../names/service-word.ts';
import { isBareLevel, isCapitalLevel, isColonLevel, isMarkedLevel } from '../severity/level-words.ts';

/** Words that begin English sentences, not lines of a service: `no error found`. */
const ENGLISH = new Set(
  'no an the one with this that any some of for to by on in was is last without and or if not'.split(' '),
);

/**
 * True for a record of the plain line whose service may be one. It is not a clock, a process, a thread, an id, a
 * severity or punctuation, and not a word of a sentence whose second word names a severity, as in OpenVPN's `VERIFY
 * ERROR: …`.
 */
export function isPlainRecord({ message, service, severity, severityText }: NormalisedRecord): boolean {
  if (!/^[\p{L}\p{N}_]/u.test(service) || !/\p{L}/u.test(service) || /[:,;|]$/.test(service)) return false;
  if (/\d\d:\d\d/.test(service) || isPassing(service) || isThreadOfLogger(service, message)) return false;
  if (
    /[[\]=@|]|:\d+$/.test(service) ||
    /^[ap]\.?m\.?$/i.test(service) ||
    zoneByName(service) !== undefined ||
    (service.includes('/') && isRegion(service)) ||
    isCapitalLevel(service) ||
    isMarkedLevel(service) ||
    isColonLevel(service)
  )
    return false;
  if (!isProse({ severity, severityText })) return service !== 'VERIFY';
  // `I/O error: …`
  if (service.includes('/')) return false;
  const isSentence = /^\p{Lu}\p{Ll}+$/u.test(service) || ENGLISH.has(service);
  return isBareLevel(severityText ?? severity) && !isSentence;
}

/** True when the severity is not in capitals: a sentence may begin like that, as in `connection error: …`. */
export function isProse({ severity, severityText }: Pick<NormalisedRecord, 'severity' | 'severityText'>): boolean {
  return !isCapitalLevel(severityText ?? severity);
}
