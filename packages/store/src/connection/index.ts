/** The connection to MongoDB: how it is opened, what its errors mean, and which formats this build reads. */
export { DAY_MS, dayStart, idDay, utcDay } from './days.ts';
export {
  concernsOneWrite,
  hasCode,
  isDocumentRefused,
  MAX_TIME_EXPIRED,
  refusedDocuments,
  StoreUnavailableError,
} from './errors.ts';
export { FORMAT, noteFormat, READABLE, readable, type Versioned } from './format.ts';
export { LONGEST_READ_MS, openStore, SHORT_READ_MS, type Store } from './store.ts';
