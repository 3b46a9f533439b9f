import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { waitFor } from '../harness/wait-for.ts';
import { idle, Service } from './idle-service.ts';

const COLLECTOR = join(import.meta.dirname, '..', '..', 'apps', 'collector', 'src', 'main.ts');

function healthUrl(service: Service): string {
  const port = /"port":(\d+),"msg":"Health server listens\./.exec(service.output)?.[1];
  return `http://127.0.0.1:${port}`;
}

describe('wrong configuration', () => {
  test('ends a service with exit code 78 and one line that names every fault', async () => {
    const env = { AMQP_URL: 'http://u:s3cr3t@host', COLLECTOR_PREFETCH: '0', LOG_LEVEL: 'loud' };
    await using service = new Service(COLLECTOR, [], env);
    expect(await service.exited).toBe(78);
    expect(service.output.trim().split('\n')).toHaveLength(1);
    expect(service.output).toMatch(/^logwarren collector: configuration is wrong: /);
    for (const name of Object.keys(env)) expect(service.output).toContain(`${name}: `);
    expect(service.output).not.toContain('s3cr3t');
  });
});

describe.each(['source', 'collector', 'monitor', 'search', 'retention'])('%s', (app) => {
  const main = join(import.meta.dirname, '..', '..', 'apps', app, 'src', 'main.ts');

  test('says its version when it is asked, whatever its configuration is', async () => {
    await using service = new Service(main, ['--version'], {
      LOG_LEVEL: 'loud',
      LOGWARREN_COMMIT: '68440e9a1b2c3d4e5f',
    });
    expect(await service.exited).toBe(0);
    expect(service.output).toMatch(
      new RegExp(`^logwarren ${app} \\d+\\.\\d+\\.\\d+ \\(commit 68440e9a1b2c, Node ${process.versions.node}\\)\\n$`),
    );
  });

  test('says what it does and what may be set, whatever its configuration is', async () => {
    await using service = new Service(main, ['--help'], { LOG_LEVEL: 'loud' });
    expect(await service.exited).toBe(0);
    expect(service.output).toMatch(
      new RegExp(`^logwarren ${app}: [a-z][^]*?\\.\\n\\nusage: node apps/${app}/src/main.ts`),
    );
    const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'configuration.md'), 'utf8');
    const [, own = ''] = page.split(`## ${app}\n`);
    const [text = ''] = own.split('\n## ');
    const rows = [...text.matchAll(/<\/a>`([A-Z_]+)` \| (?:`([^`]+)`)?/g)];
    expect(rows.length).toBeGreaterThan(2);
    for (const [, name, initial] of rows) {
      expect(service.output).toMatch(new RegExp(`^  ${name}  \\(`, 'm'));
      if (initial !== undefined) expect(service.output).toContain(`default ${initial}`);
    }
    expect(service.output).toMatch(/^ {2}LOG_LEVEL {2}\(.*default info\)$/m);
  });

  test.each([
    ['--verison', '--version'],
    ['-help', '--help'],
  ])('refuses %s and asks whether %s was meant', async (wrong, right) => {
    await using service = new Service(main, [wrong], {});
    expect(await service.exited).toBe(78);
    expect(service.output.trim().split('\n')).toHaveLength(1);
    expect(service.output).toContain(`argument "${wrong}" is not known; did you mean ${right}?`);
  });

  test.skipIf(app === 'source')('refuses an operand', async () => {
    await using service = new Service(main, ['everything'], {});
    expect(await service.exited).toBe(78);
    expect(service.output).toContain('argument "everything" is not known; there are ');
  });
});

describe('starting', () => {
  test('the first line of the log says which version starts, and so does the health port', async () => {
    await using service = idle();
    await service.waitForOutput('"Open."');
    const [first = ''] = service.output.split('\n');
    const { msg, version, node } = JSON.parse(first) as Record<string, string>;
    expect({ msg, node }).toEqual({ msg: 'Starting.', node: process.versions.node });
    expect(await (await fetch(`${healthUrl(service)}/version`)).json()).toMatchObject({ version, node });
  });

  test('a service that is open is alive and ready, and has metrics', async () => {
    await using service = idle();
    await service.waitForOutput('"Open."');
    await waitFor('it is ready', async () => (await fetch(`${healthUrl(service)}/readyz`)).ok);
    expect(await (await fetch(`${healthUrl(service)}/healthz`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${healthUrl(service)}/metrics`)).text()).toContain(
      'process_cpu_seconds_total{app="idle"}',
    );
  });

  test('a service that is still starting is alive but not ready', async () => {
    await using service = idle('slow-start');
    await service.waitForOutput('Waiting to start.');
    expect((await fetch(`${healthUrl(service)}/healthz`)).status).toBe(200);
    const ready = await fetch(`${healthUrl(service)}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ status: 'not ready', dependencies: { start: { ready: false } } });
  });

  test('a failed start ends the process with exit code 1 and its reason', async () => {
    await using service = idle('fail');
    expect(await service.exited).toBe(1);
    expect(service.output).toContain('cannot open the thing');
  });

  test('a second one beside the first takes the next free health port, and says so', async () => {
    await using first = idle('', { HEALTH_PORT: '' });
    await first.waitForOutput('"Open."');
    await using second = idle('', { HEALTH_PORT: '' });
    await second.waitForOutput('"Open."');
    expect(healthUrl(second)).not.toBe(healthUrl(first));
    expect(second.output).toContain('The default port is taken; set HEALTH_PORT to choose.');
  });

  test('a health port in use is an error that names the variable to change', async () => {
    const taken = createServer();
    await using _ = { [Symbol.asyncDispose]: async () => void (await closed(taken)) };
    const port = String(await listen(taken));
    await using service = idle('', { HEALTH_PORT: port });
    expect(await service.exited).toBe(1);
    expect(service.output).toContain(
      `cannot listen on 127.0.0.1:${port}: the port is in use; set HEALTH_PORT to another`,
    );
    expect(service.output).toContain('"code":"listen-failed"');
  });
});

describe('variables that have no effect', () => {
  test('are told with the nearest name, without their value', async () => {
    await using service = idle('', {
      AMQP_ULR: 'amqp://u:s3cr3t@h',
      IDLE_COLOUR: 'red',
      IDLE_SERVICE_HOST: '10.0.0.1',
    });
    await service.waitForOutput('"Open."');
    expect(service.output).toContain('AMQP_ULR has no effect: did you mean AMQP_URL?');
    expect(service.output).toContain('IDLE_COLOUR has no effect');
    expect(service.output).not.toMatch(/s3cr3t|IDLE_SERVICE_HOST/);
  });

  test('of a Service in Kubernetes do not take the place of a port', async () => {
    await using service = idle('', { HEALTH_PORT: 'tcp://10.0.0.1:80' });
    await service.waitForOutput('"Open."');
    expect(service.output).toMatch(
      /HEALTH_PORT is .*tcp:.*as Kubernetes sets it for a Service called health; it is ignored/,
    );
    expect((await fetch(`${healthUrl(service)}/healthz`)).ok).toBe(true);
  });

  test.each(['999.1.1.1', 'http://127.0.0.1', '127.0.0.1:9100', '[::1]'])(
    'a host that cannot be one is: %s',
    async (host) => {
      await using service = idle('', { HEALTH_HOST: host });
      expect(await service.exited).toBe(78);
      expect(service.output).toMatch(/HEALTH_HOST: .*expected an IP address or a host name/);
    },
  );
});

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as { port: number }).port;
}

async function closed(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
