import { JAVA_SAMPLES } from './heads/java-samples.ts';
import { LANGUAGE_SAMPLES } from './heads/language-samples.ts';
import { SERVER_HEAD_SAMPLES } from './heads/server-head-samples.ts';
import { SIMPLE_HEAD_SAMPLES } from './heads/simple-head-samples.ts';
import { CLOUD_OBJECT_SAMPLES } from './objects/cloud-object-samples.ts';
import { LOGGER_OBJECT_SAMPLES } from './objects/logger-object-samples.ts';
import { NEARLY_JSON_SAMPLES } from './objects/nearly-json-samples.ts';
import { PAIR_SAMPLES } from './objects/pair-samples.ts';
import { APPLICATION_SAMPLES } from './programs/application-samples.ts';
import { DAEMON_SAMPLES } from './programs/daemon-samples.ts';
import type { Sample } from './sample.ts';

/** Lines of text with a time, a severity and the like in front. */
export const HEAD_SAMPLES: readonly Sample[] = [
  JAVA_SAMPLES,
  LANGUAGE_SAMPLES,
  SERVER_HEAD_SAMPLES,
  SIMPLE_HEAD_SAMPLES,
].flat();

/** JSON and pairs. */
export const OBJECT_SAMPLES: readonly Sample[] = [
  LOGGER_OBJECT_SAMPLES,
  CLOUD_OBJECT_SAMPLES,
  NEARLY_JSON_SAMPLES,
  PAIR_SAMPLES,
].flat();

/** Lines of programs whose head is one bracket, or whose severity stands in a place of its own. */
export const PROGRAM_SAMPLES: readonly Sample[] = [DAEMON_SAMPLES, APPLICATION_SAMPLES].flat();
