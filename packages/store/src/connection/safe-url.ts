import { dropParameters, type Logger } from '@logwarren/common';

/**
 * Options of MONGO_URL that would break a guarantee, each with the one value that changes nothing. Other values would
 * make acked writes less than durable, read from a lagging secondary (the collector would believe that a part is not
 * stored), or return types that the code does not read.
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

/** Returns the URL without options that would weaken a guarantee, and logs a warning about them. */
export function safeUrl(url: string, log: Logger): string {
  const { url: safe, dropped } = dropParameters(url, (name, value) => name in FIXED && FIXED[name] !== value);
  if (dropped.length > 0)
    log.warn({ options: dropped }, 'Options of MONGO_URL have no effect: with them, acked records could be lost.');
  return safe;
}
