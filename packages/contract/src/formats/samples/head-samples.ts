import { JAVA_SAMPLES } from './heads/java-samples.ts';
import { LANGUAGE_SAMPLES } from './heads/language-samples.ts';
import { SERVER_HEAD_SAMPLES } from './heads/server-head-samples.ts';
import { SIMPLE_HEAD_SAMPLES } from './heads/simple-head-samples.ts';
import type { Sample } from './sample.ts';

/** Lines of text with a time, a severity and the like in front. */
export const HEAD_SAMPLES: readonly Sample[] = [
  JAVA_SAMPLES,
  LANGUAGE_SAMPLES,
  SERVER_HEAD_SAMPLES,
  SIMPLE_HEAD_SAMPLES,
].flat();
