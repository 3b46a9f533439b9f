import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FIXTURE, idle, Service } from './idle-service.ts';

/** How a service ends: in order, at once where it is asked twice, and within a limit. */

describe('stopping', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('%s closes what is open and ends with exit code 0', async (signal) => {
    await using service = idle();
    await service.waitForOutput('"Open."');
    service.kill(signal);
    expect(await service.exited).toBe(0);
    expect(service.output).toMatch(/"Stopping\."[\s\S]*"Closing\."[\s\S]*"Stopped\."/);
  });

  test('SIGTERM while starting ends with exit code 0', async () => {
    await using service = idle('slow-start');
    await service.waitForOutput('Waiting to start.');
    service.kill('SIGTERM');
    expect(await service.exited).toBe(0);
  });

  test('a second signal exits at once', async () => {
    await using service = idle('slow-close', { SHUTDOWN_MS: '600000' });
    await service.waitForOutput('"Open."');
    service.kill('SIGTERM');
    await service.waitForOutput('"Closing."');
    service.kill('SIGTERM');
    expect(await service.exited).toBeNull();
  });

  test.each(['deaf-start', 'blocked-close'])('a second signal ends one that is stuck: %s', async (behaviour) => {
    await using service = idle(behaviour, { SHUTDOWN_MS: '600000' });
    await service.waitForOutput(behaviour === 'deaf-start' ? 'Waiting to start.' : '"Open."');
    service.kill('SIGTERM');
    await service.waitForOutput(behaviour === 'deaf-start' ? 'Stopping.' : '"Closing."');
    service.kill('SIGINT');
    expect(await service.exited).not.toBe(0);
  });

  test('starting that does not heed the signal is cut off after SHUTDOWN_MS', async () => {
    await using service = idle('deaf-start', { SHUTDOWN_MS: '200' });
    await service.waitForOutput('Waiting to start.');
    service.kill('SIGTERM');
    expect(await service.exited).toBe(1);
    expect(service.output).toContain('Closing took too long');
  });

  test('closing that never gives the thread back is cut off, too', async () => {
    await using service = idle('blocked-close', { SHUTDOWN_MS: '200' });
    await service.waitForOutput('"Open."');
    service.kill('SIGTERM');
    expect(await service.exited).toBeNull();
  });

  test('a thread that is blocked from the signal on is cut off, too', async () => {
    await using service = idle('blocked-signal', { SHUTDOWN_MS: '200' });
    await service.waitForOutput('"Open."');
    service.kill('SIGTERM');
    expect(await service.exited).toBeNull();
  });

  test('a file that hangs in a thread holds up no end', async () => {
    const pipe = join(mkdtempSync(join(tmpdir(), 'logwarren-hung-')), 'pipe');
    execFileSync('mkfifo', [pipe]);
    await using service = new Service(FIXTURE, ['hung-file', pipe], {});
    await service.waitForOutput('"Open."');
    service.kill('SIGTERM');
    await service.exited;
    expect(service.output).toContain('"Stopped."');
    rmSync(dirname(pipe), { recursive: true });
  });

  test('closing that takes longer than SHUTDOWN_MS is cut off', async () => {
    await using service = idle('slow-close', { SHUTDOWN_MS: '200' });
    await service.waitForOutput('"Open."');
    service.kill('SIGTERM');
    expect(await service.exited).toBe(1);
    expect(service.output).toContain('Closing took too long');
  });
});

describe('an unexpected error', () => {
  test('ends a service with exit code 1, whatever its threads have to do', async () => {
    await using service = idle('crash-busy');
    expect(await service.exited).toBe(1);
    expect(service.output).toContain('Unexpected error: exiting.');
  });

  test('ends one with a thread that hangs, too, and not as if it had been asked to stop', async () => {
    const pipe = join(mkdtempSync(join(tmpdir(), 'logwarren-hung-')), 'pipe');
    execFileSync('mkfifo', [pipe]);
    await using service = new Service(FIXTURE, ['crash-hung', pipe], {});
    expect(await service.exited).toBeNull();
    expect(service.signal).toBe('SIGKILL');
    rmSync(dirname(pipe), { recursive: true });
  });
});

test('a service that stops itself tells all who wait for its signal, and ends with its own code', async () => {
  await using service = idle('stop');
  expect(await service.exited).toBe(3);
});

/** Nothing listens there. */
const ABSENT = '127.0.0.1:1';
const SERVICES = ['source', 'collector', 'monitor', 'search', 'retention'];

describe.each(SERVICES)('the %s', (name) => {
  const start = (env: Record<string, string>) =>
    new Service(join(import.meta.dirname, '..', '..', 'apps', name, 'src', 'main.ts'), [], {
      ...{
        AMQP_URL: `amqp://${ABSENT}`,
        MONGO_URL: `mongodb://${ABSENT}/x`,
        SEARCH_PORT: '0',
        SOURCE_PORT: '0',
        ...env,
      },
    });

  test('ends in order while its servers are away', async () => {
    await using service = start({ SHUTDOWN_MS: '60000' });
    await service.waitForOutput('"Health server listens."');
    service.kill('SIGTERM');
    expect(await service.exited).toBe(0);
    expect(service.output).toContain('"Stopped."');
  });

  test('ends at once at a second signal while its servers are away', async () => {
    await using service = start({ SHUTDOWN_MS: '600000' });
    await service.waitForOutput('"Health server listens."');
    service.kill('SIGTERM');
    service.kill('SIGINT');
    await service.exited;
  });
});

test.each(['collector', 'search', 'retention'])(
  'the %s does not wait for a TLS file that is not there',
  async (name) => {
    const MONGO_URL = 'mongodb://u:s3cr3t@127.0.0.1:1/x?tls=true&tlsCAFile=/nowhere/ca.pem';
    const file = join(import.meta.dirname, '..', '..', 'apps', name, 'src', 'main.ts');
    await using service = new Service(file, [], { MONGO_URL, AMQP_URL: `amqp://${ABSENT}`, SEARCH_PORT: '0' });
    expect(await service.exited).toBe(1);
    expect(service.output).toMatch(/"store-unusable".*MONGO_URL is wrong.*\/nowhere\/ca\.pem/);
    expect(service.output).not.toContain('s3cr3t');
  },
);
