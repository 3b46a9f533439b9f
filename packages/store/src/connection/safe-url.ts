import { dropParameters, type Logger } from '@logwarren/common';

/**
 * Options of MONGO_URL that would break a guarantee, with the one value that changes nothing: writes that are not durable
 * when they are acked, reads from a lagging secondary (the collector would believe that a part is not stored), and values
 * of types that the code does not read.
 */
const FIXED: Readonly<Record<string, string>> = {
  w: 'majority',
  j: 'true',
  journal: 'true',
  fsync: '',
  wtimeout: '',
  wtimeoutms: '',
  readpreference: 'primary',
  readpreferencetags: '',
  maxstalenessseconds: '',
  readconcern: '',
  readconcernlevel: '',
  timeoutms: '',
  raw: 'false',
  promotelongs: 'true',
  promotevalues: 'true',
  promotebuffers: 'false',
  usebigint64: 'false',
  bsonregexp: 'false',
  fieldsasraw: '',
  ignoreundefined: 'false',
  serializefunctions: 'false',
  checkkeys: '',
  forceserverobjectid: 'false',
  enableutf8validation: 'true',
};

/** The URL without options that would weaken a guarantee, and a warning about those options. */
export function safeUrl(url: string, log: Logger): string {
  const { url: safe, dropped } = dropParameters(url, (name, value) => name in FIXED && FIXED[name] !== value);
  if (dropped.length > 0)
    log.warn({ options: dropped }, 'Options of MONGO_URL have no effect: with them, acked records could be lost.');
  return safe;
}
