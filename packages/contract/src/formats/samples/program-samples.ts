import { APPLICATION_SAMPLES } from './programs/application-samples.ts';
import { DAEMON_SAMPLES } from './programs/daemon-samples.ts';
import type { Sample } from './sample.ts';

/** Lines of programs whose head is one bracket, or whose severity stands in a place of its own. */
export const PROGRAM_SAMPLES: readonly Sample[] = [DAEMON_SAMPLES, APPLICATION_SAMPLES].flat();
