import { expect, test } from 'vitest';
import { type Address, formatAddress, pageTitle, parseAddress, unknownViewIn } from './address.ts';

test('the landing page is /, and what is not there is the default', () => {
  const landing = parseAddress('');
  expect(landing).toEqual({ view: 'overview', q: '', from: '15m', to: '', record: '', live: false });
  expect(formatAddress(landing)).toBe('/');
  expect(parseAddress('?view=nonsense&from=1h')).toEqual({ ...landing, from: '1h' });
});

test.each<Partial<Address>>([
  { view: 'logs', q: 'service:(a OR b) "50% & more" #1 + 2', from: '', to: '' },
  { view: 'patterns', q: 'é日本=', from: '2026-11-21T10:00:00.000Z', to: '2026-11-21T11:00:00.000Z' },
  { from: '', to: '2026-11-21T11:00:00.000Z', record: '019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011' },
  { from: '15m', to: '2026-11-21T11:00:00.000Z' },
  { view: 'logs', q: 'x', live: true },
])('%o comes back as it was', (change) => {
  const address = { ...parseAddress(''), ...change };
  expect(parseAddress(formatAddress(address).slice(1))).toEqual(address);
});

test('a query without a view asks for records, and views that show everything have none', () => {
  expect(parseAddress('?q=service:checkout')).toMatchObject({ view: 'logs', q: 'service:checkout' });
  expect(parseAddress('?q=%20')).toMatchObject({ view: 'overview' });
  for (const view of ['overview', 'dead-letters', 'ledger'] as const) {
    expect(parseAddress(`?view=${view}&q=x`)).toMatchObject({ view, q: '' });
    expect(formatAddress({ ...parseAddress(''), view, q: 'x' })).not.toContain('q=');
  }
});

test('a query stays readable in the address bar', () => {
  const address = { ...parseAddress(''), view: 'logs' as const, q: 'service:checkout severity:>=WARN' };
  expect(formatAddress(address)).toBe('/?view=logs&q=service:checkout+severity:>=WARN');
});

test.each([
  ['?view=nonsense', 'nonsense'],
  ['?view=Logs', 'Logs'],
  ['?view=logs', undefined],
  ['?view=', undefined],
  ['', undefined],
])('%s asks for a view that does not exist: %s', (search, view) => {
  expect(unknownViewIn(search)).toBe(view);
});

test.each([
  ['', 'Overview · Logwarren'],
  ['?q=service:checkout%20%20%0Atimeout', 'service:checkout timeout · Logs · Logwarren'],
  ['?view=patterns', 'Patterns · Logwarren'],
  ['?view=dead-letters&q=left%20from%20logs', 'Dead letters · Logwarren'],
  ['?view=logs&q=%E2%80%AE', '[U+202E] · Logs · Logwarren'],
])('the page of %s is called %s', (search, title) => {
  expect(pageTitle(parseAddress(search))).toBe(title);
});
