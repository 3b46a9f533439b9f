import { afterAll, expect, test } from 'vitest';
import { createQueryServer } from '../../test-server.ts';

const { app } = await createQueryServer();
afterAll(() => app.close());

test('the reference page loads its script from here and its policy allows nothing else', async () => {
  const page = await app.inject('/docs/');
  expect(page.statusCode).toBe(200);
  const sources = [...page.body.matchAll(/(?:src|href)="([^"]*)"/g)].map((match) => match[1]);
  expect(sources).toEqual(['js/scalar.js']);
  expect((await app.inject('/docs/js/scalar.js')).statusCode).toBe(200);
  expect(page.headers['content-security-policy']).toMatch(/script-src 'self' 'sha256-[^ ]+'$/);
  expect((await app.inject({ url: '/docs/', headers: { host: '[' } })).statusCode).toBe(403);
});

test('the OpenAPI document describes every route and parameter', async () => {
  const document = (await app.inject('/openapi.json')).json();
  expect(document.openapi).toBe('3.1.0');
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining(['/logs', '/logs/stats', '/logs/histogram', '/logs/facets', '/logs/{id}']),
  );
  const parameters = document.paths['/logs'].get.parameters;
  expect(parameters.map((parameter: { name: string }) => parameter.name)).toEqual([
    'severity',
    'minSeverity',
    'service',
    'from',
    'to',
    'q',
    'text',
    'pattern',
    'traceId',
    'asOf',
    'limit',
    'order',
    'cursor',
    'around',
  ]);
  for (const parameter of parameters) {
    expect(parameter.description, parameter.name).toBeTruthy();
    expect(parameter.required ?? false).toBe(false);
  }
  const schemas = Object.keys(document.components.schemas);
  expect(schemas).toEqual(
    expect.arrayContaining(['Error', 'LogPage', 'LogRecord', 'LogStats', 'LogHistogram', 'LogFacets']),
  );
});
