import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLinePage } from './command-line-page.ts';
import { configurationPage } from './configuration-page.ts';
import { formatsPage } from './formats-page.ts';
import { httpApiPage } from './http-api-page.ts';
import { ingestionPage } from './ingestion-page.ts';
import { metricsPage } from './metrics-page.ts';
import { webhookPage } from './webhook-page.ts';

/** `npm run docs`: writes the pages that are made from the code. test/house/docs.test.ts fails when one is stale. */
writeFileSync(join(import.meta.dirname, 'configuration.md'), configurationPage());
writeFileSync(join(import.meta.dirname, 'http-api.md'), await httpApiPage());
writeFileSync(join(import.meta.dirname, 'command-line.md'), commandLinePage());
writeFileSync(join(import.meta.dirname, 'ingestion.md'), ingestionPage());
writeFileSync(join(import.meta.dirname, 'webhook.md'), webhookPage());
writeFileSync(join(import.meta.dirname, 'metrics.md'), metricsPage());
writeFileSync(join(import.meta.dirname, 'formats.md'), formatsPage());
