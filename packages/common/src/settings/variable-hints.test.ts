import { describe, expect, test } from 'vitest';
import { misspeltVariables, withoutServiceLinks } from './variable-hints.ts';

const names = [
  'SOURCE_PORT',
  'SOURCE_HOST',
  'SOURCE_SERVICE',
  'SOURCE_FLUSH_MS',
  'AMQP_URL',
  'LOG_LEVEL',
  'HEALTH_PORT',
];
const hintsOf = (env: Record<string, string>) => misspeltVariables(env, ['SOURCE_'], names);

describe('a variable that is not known', () => {
  test.each([
    ['SOURCE_PROT', 'SOURCE_PORT'],
    ['SOURCE_FLUSH_S', 'SOURCE_FLUSH_MS'],
    ['SOURCE_PORTS', 'SOURCE_PORT'],
    ['SOURC_PORT', 'SOURCE_PORT'],
    ['source_port', 'SOURCE_PORT'],
    ['AMQP_URI', 'AMQP_URL'],
    ['AMQP_ULR_FILE', 'AMQP_URL'],
    ['LOGLEVEL', 'LOG_LEVEL'],
  ])('%s is told with the nearest name', (name, nearest) => {
    expect(hintsOf({ [name]: 'x' })).toEqual([`${name} has no effect: did you mean ${nearest}?`]);
  });

  test('is reported with the page when none is near but the prefix is ours', () => {
    expect(hintsOf({ SOURCE_COLOUR: 'red' })).toEqual([
      'SOURCE_COLOUR has no effect: docs/configuration.md has all variables',
    ]);
  });

  test('is ignored when it belongs to others, is known, or is empty', () => {
    const env = { PATH: '/bin', COLLECTOR_PREFETCH: '1', SEARCH_PORT: '1', SOURCE_PORT: '1', SOURCE_PORT_FILE: '/x' };
    expect(hintsOf({ ...env, SOURCE_PROT: '' })).toEqual([]);
  });

  test('is reported without its value', () => {
    expect(hintsOf({ AMQP_ULR: 'amqp://u:s3cr3t@h' }).join()).not.toContain('s3cr3t');
  });
});

/** All variables that the kubelet sets in a pod beside Services called `source` and `source-http`. */
const KUBERNETES = {
  SOURCE_SERVICE_HOST: '10.0.0.1',
  SOURCE_SERVICE_PORT: '8081',
  SOURCE_SERVICE_PORT_HTTP: '8081',
  SOURCE_PORT: 'tcp://10.0.0.1:8081',
  SOURCE_PORT_8081_TCP: 'tcp://10.0.0.1:8081',
  SOURCE_PORT_8081_TCP_PROTO: 'tcp',
  SOURCE_PORT_8081_TCP_PORT: '8081',
  SOURCE_PORT_8081_TCP_ADDR: '10.0.0.1',
  SOURCE_HTTP_PORT: 'tcp://10.0.0.2:80',
  SOURCE_HTTP_SERVICE_HOST: '10.0.0.2',
};

describe('in Kubernetes', () => {
  test('the variables of Services are not taken for misspelt ones', () => {
    expect(hintsOf(KUBERNETES)).toEqual([]);
  });

  test('one in the place of ours is ignored, and reported', () => {
    const { env, hints } = withoutServiceLinks(KUBERNETES, names);
    expect(env.SOURCE_PORT).toBeUndefined();
    expect(env.SOURCE_SERVICE_HOST).toBe('10.0.0.1');
    expect(hints).toEqual([
      expect.stringMatching(/^SOURCE_PORT is "tcp:.* Kubernetes .* called source; it is ignored/),
    ]);
  });

  test('a real port stays', () => {
    expect(withoutServiceLinks({ SOURCE_PORT: '8081' }, names)).toEqual({ env: { SOURCE_PORT: '8081' }, hints: [] });
  });
});
