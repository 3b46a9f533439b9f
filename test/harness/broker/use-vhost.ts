import { afterEach, beforeEach } from 'vitest';
import { openTestVhost, type TestVhost } from './vhost.ts';

/** The parts of a broker test that are new for each test. */
interface VhostOfTest {
  vhost: TestVhost;
  /** Disposed of after the test, in reverse order; the virtual host goes last. */
  opened: AsyncDisposableStack;
}

/**
 * Makes a virtual host before each test of a file, and closes everything that the test opened afterwards.
 *
 * @param options see `openTestVhost`
 * @returns one object for all tests, filled anew before each of them: read its parts inside a test
 */
export function useVhost(options?: { hasPolicies?: boolean }): VhostOfTest {
  const current = {} as VhostOfTest;
  beforeEach(async () => {
    current.opened = new AsyncDisposableStack();
    current.vhost = current.opened.use(await openTestVhost(undefined, options));
  });
  afterEach(() => current.opened.disposeAsync());
  return current;
}
