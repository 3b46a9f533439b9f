import type { App } from './route-context.ts';

/** `GET /`: where to find what. */
export function getIndex(app: App): void {
  app.get('/', { schema: { hide: true } }, async () => ({
    name: 'logwarren search',
    paths: {
      '/logs': 'search records, for example /logs?severity=ERROR&from=15m',
      '/logs/:id': 'one record',
      '/logs/stats': 'count records by severity and service',
      '/logs/histogram': 'count records by time and severity',
      '/logs/facets': 'the most frequent values of fields',
      '/docs/': 'reference of all paths and parameters',
      '/openapi.json': 'the same as an OpenAPI document',
    },
  }));
}
