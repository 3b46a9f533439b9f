import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { redactUrl, withoutSecrets } from './redact-url.ts';

describe('redactUrl', () => {
  it.each([
    ['amqp://guest:guest@127.0.0.1:5672', 'amqp://guest:***@127.0.0.1:5672'],
    ['amqps://u:p@h/vhost?heartbeat=10', 'amqps://u:***@h/vhost?heartbeat=10'],
    ['mongodb+srv://u:p@cluster.example/db', 'mongodb+srv://u:***@cluster.example/db'],
    ['mongodb://u:p@h1:1,h2:2/db?replicaSet=rs0', 'mongodb://u:***@h1:1,h2:2/db?replicaSet=rs0'],
    ['AMQP://u:p@h', 'AMQP://u:***@h'],
    ['amqp://:p@h', 'amqp://:***@h'],
    ['amqp://u@h', 'amqp://u@h'],
    ['amqp://h:5672/v', 'amqp://h:5672/v'],
    ['mongodb://h1:1,h2:2/db', 'mongodb://h1:1,h2:2/db'],
    ['nonsense', 'nonsense'],
    ['', ''],
  ])('shows what is right: %s as %s', (url, shown) => {
    expect(redactUrl(url)).toBe(shown);
  });

  it.each([
    ['amqp://u:p@ss@h', 'amqp://u:***@h'],
    ['amqp://u:p/ss@h', 'amqp://u:***@h'],
    ['amqp://u:p:ss@h', 'amqp://u:***@h'],
    ['amqp://u:p?ss@h', 'amqp://u:***@h'],
    ['amqp://u:p#ss@h/v', 'amqp://u:***@h/v'],
    ['amqp://u:p%ss@h', 'amqp://u:***@h'],
    ['amqp://u:p\nss@h', 'amqp://u:***@h'],
    ['amqp://u/s:pw@h', 'amqp://***@h'],
    ['amqp://us er:pw@h', 'amqp://***@h'],
    ['u:pw@h', '***@h'],
    ['mongodb://h/db?password=a@b', 'mongodb://***@b'],
  ])('hides a password that is written wrong: %s as %s', (url, shown) => {
    expect(redactUrl(url)).toBe(shown);
  });

  it.each([
    [
      'mongodb://h/?tls=true&tlsCertificateKeyFilePassword=geheim',
      'mongodb://h/?tls=true&tlsCertificateKeyFilePassword=***',
    ],
    ['mongodb://h/?authMechanismProperties=AWS_SESSION_TOKEN:abc', 'mongodb://h/?authMechanismProperties=***'],
    ['mongodb://h/?W=1&secret', 'mongodb://h/?W=1&***'],
    ['mongodb://h/?w=1;token=abc', 'mongodb://h/?w=***'],
    ['amqp://h/v?heartbeat=10#abc', 'amqp://h/v?heartbeat=10#***'],
    ['https://hooks.example/services/T0/B0/geheim', 'https://hooks.example/***'],
    ['https://alice:pw@hooks.example:8443/', 'https://***@hooks.example:8443/'],
    ['https://token@hooks.example', 'https://***@hooks.example'],
    ['https://hooks.example?token=abc', 'https://hooks.example?token=***'],
  ])('hides tokens and passwords elsewhere: %s as %s', (url, shown) => {
    expect(redactUrl(url)).toBe(shown);
  });

  test('never shows a password, whatever characters it has and whether it is escaped or not', () => {
    const schemes = fc.constantFrom('amqp', 'amqps', 'mongodb', 'mongodb+srv', 'http', 'https');
    const secret = fc.string({ minLength: 1 }).map((text) => `geheim${text}geheim`);
    const place = fc.constantFrom(
      (password: string) => `user:${password}@host/name`,
      (password: string) => `:${password}@host?heartbeat=10`,
      (password: string) => `host/name?tlsCertificateKeyFilePassword=${encodeURIComponent(password)}&w=majority`,
    );
    fc.assert(
      fc.property(schemes, secret, place, fc.boolean(), (scheme, password, put, isEscaped) => {
        const written = isEscaped ? encodeURIComponent(password.toWellFormed()) : password.toWellFormed();
        expect(redactUrl(`${scheme}://${put(written)}`)).not.toContain('geheim');
      }),
    );
  });
});

describe('withoutSecrets', () => {
  it.each([
    ['option foo is not supported', 'mongodb://u:geheim@h/?foo=1', 'option foo is not supported'],
    ['connect ECONNREFUSED 127.0.0.1:1', 'amqp://u:geheim@h', 'connect ECONNREFUSED 127.0.0.1:1'],
    ['bad: amqp://u:geheim@h', 'amqp://u:geheim@h', 'bad: amqp://u:***@h'],
  ])('leaves what says no secret: %s', (text, url, shown) => {
    expect(withoutSecrets(text, url)).toBe(shown);
  });

  it.each([
    ['Password contains unescaped characters gehe@im', 'mongodb://u:gehe@im@h'],
    ['Unable to parse u:p with URL', 'mongodb://u:p/w@h'],
    ['login gehe@im failed', 'mongodb://u:gehe%40im@h'],
    ['token abc123 expired', 'mongodb://h/?authMechanismProperties=AWS_SESSION_TOKEN:abc123'],
  ])('replaces what may say one: %s', (text, url) => {
    expect(withoutSecrets(text, url)).toMatch(/^it cannot be read; .*%40/);
  });
});
