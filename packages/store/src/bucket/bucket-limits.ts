/**
 * How large a bucket may be. Saving groups parts of batches up to these limits, and merging fills small buckets up to
 * them. Larger buckets compress better; smaller ones are cheaper to read and to skip (docs/decisions/0002-buckets.md).
 * `upkeep/mergeable-groups.ts` says which buckets are small enough to be merged.
 */

/** Most records in a bucket. */
export const MAX_BUCKET_RECORDS = 1000;

/** Largest size of a bucket's records as JSON, bytes. `MAX_STORED_BYTES` bounds their size as BSON. */
export const MAX_BUCKET_BYTES = 4 * 1024 * 1024;

/**
 * Largest records document, bytes of BSON. MongoDB takes 16 MiB; a quarter is left for later versions and for the
 * command around the document.
 */
export const MAX_STORED_BYTES = 12 * 1024 * 1024;
