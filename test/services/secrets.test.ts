import { afterEach, expect, test } from 'vitest';
import { type App, type AppName, startApp } from '../harness/apps/start-app.ts';
import { waitFor } from '../harness/wait-for.ts';

/** Passwords and tokens of URLs: in no log line, no `/readyz`, no metrics, whether the URL is right or wrong. */

const SECRET = /geheim|g%40|g%2F/;
const AWAY = '127.0.0.1:1';
const RIGHT = {
  AMQP_URL: `amqp://alice:geheim%40g%2Fx%25@${AWAY}/v?token=geheim`,
  MONGO_URL: `mongodb://alice:geheim%40g%2Fx%25@${AWAY}/db?authSource=admin&tls=true&tlsCertificateKeyFilePassword=geheim`,
  MONITOR_WEBHOOK_URL: `http://alice:geheim@${AWAY}/geheim?token=geheim`,
};
const WRONG: Record<string, string>[] = [
  { AMQP_URL: `amqp://alice:geheim/x@${AWAY}/v` },
  { AMQP_URL: `amqp://alice:geheim%@${AWAY}/v` },
  { AMQP_URL: `amqp://alice:gehe@im?geheim@${AWAY}/v` },
  { AMQP_URL: `geheim:geheim@${AWAY}` },
  { MONGO_URL: `mongodb://alice:geheim@x@${AWAY}/db` },
  { MONGO_URL: `mongodb://alice:geheim/x@${AWAY}/db` },
  { MONGO_URL: `mongodb://alice:x:geheim@${AWAY}/db` },
  { MONGO_URL: `mongodb://alice:geheim%@${AWAY}/db` },
  { MONGO_URL: `mongodb://${AWAY}/db?tlsCertificateKeyFilePassword=geheim&unknown=geheim` },
  {
    MONGO_URL: `mongodb://alice@${AWAY}/db?authMechanism=MONGODB-AWS&authMechanismProperties=AWS_SESSION_TOKEN:geheim`,
  },
  { MONITOR_WEBHOOK_URL: `ftp://alice:geheim@${AWAY}` },
];

const started: App[] = [];
afterEach(async () => {
  for (const app of started.splice(0)) await app[Symbol.asyncDispose]();
});

function start(name: AppName, env: Record<string, string>): App {
  const app = startApp(name, { ...RIGHT, LOG_LEVEL: 'trace', SOURCE_HTTP: 'false', SOURCE_STDIN: 'true', ...env });
  started.push(app);
  return app;
}

test.each(['source', 'collector', 'search', 'monitor', 'retention'] as const)(
  '%s, which waits for its servers, shows no secret of their URLs',
  async (name) => {
    const app = start(name, {});
    const healthUrl = await waitFor('its health port is known', () => {
      const line = app.logs.find(({ msg }) => msg === 'Health server listens.');
      return line && `http://127.0.0.1:${line.port}`;
    });
    const ready = await waitFor('a server is not there', async () => {
      const text = await (await fetch(`${healthUrl}/readyz`)).text();
      return /127\.0\.0\.1:1\b|ECONNREFUSED/.test(text) ? text : undefined;
    });
    expect(ready).not.toMatch(SECRET);
    expect(await (await fetch(`${healthUrl}/metrics`)).text()).not.toMatch(SECRET);
    expect(JSON.stringify(app.logs)).toContain('127.0.0.1:1');
    expect(JSON.stringify(app.logs)).not.toMatch(SECRET);
  },
);

test.each(WRONG)('no service that is given %j shows a secret of it', async (env) => {
  const name = 'MONGO_URL' in env ? 'retention' : 'monitor';
  const app = start(name, env);
  await waitFor('it complains', () => app.logs.some(({ level }) => ['warn', 'fatal', 'none'].includes(level)));
  if (app.running) app.kill('SIGTERM');
  await app.exited;
  expect(JSON.stringify(app.logs)).not.toMatch(SECRET);
});
