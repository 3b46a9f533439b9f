import { CLOUD_OBJECT_SAMPLES } from './objects/cloud-object-samples.ts';
import { LOGGER_OBJECT_SAMPLES } from './objects/logger-object-samples.ts';
import { NEARLY_JSON_SAMPLES } from './objects/nearly-json-samples.ts';
import { PAIR_SAMPLES } from './objects/pair-samples.ts';
import type { Sample } from './sample.ts';

/** JSON and pairs. */
export const OBJECT_SAMPLES: readonly Sample[] = [
  LOGGER_OBJECT_SAMPLES,
  CLOUD_OBJECT_SAMPLES,
  NEARLY_JSON_SAMPLES,
  PAIR_SAMPLES,
].flat();
