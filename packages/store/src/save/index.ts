/** Saving parts of batches, each once. */
export { type PartOutcome, saveParts } from './save-parts.ts';
