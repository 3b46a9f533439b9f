import { createMetrics, type MetricTable } from '@logwarren/common';
import type { Registry } from 'prom-client';

/** The metrics of the search service. */
export const SEARCH_METRICS = {
  requests: {
    kind: 'counter',
    name: 'logwarren_search_requests_total',
    help: 'Requests by route and status; 499 means that the client did not wait.',
    labels: ['route', 'status'],
  },
  duration: {
    kind: 'histogram',
    name: 'logwarren_search_request_seconds',
    help: 'Time from the request to the end of its answer; for live tail, how long the client was connected.',
    labels: ['route'],
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
  },
  incomplete: {
    kind: 'counter',
    name: 'logwarren_search_budget_exceeded_total',
    help: 'Queries that used up SEARCH_BUDGET_MS and gave a partial answer.',
    labels: ['route'],
  },
  running: {
    kind: 'gauge',
    name: 'logwarren_search_running',
    help: 'Queries running now.',
  },
} as const satisfies MetricTable;

/** Counts the answers of the search service. */
export interface SearchMetrics {
  /** @param route pattern of the path, never the path itself */
  answered(route: string, status: number, seconds: number): void;
  /** A query used up its time, and its answer covers only a part. */
  incomplete(route: string): void;
}

/**
 * Registers the metrics of the search service.
 *
 * @param running called at every scrape
 */
export function createSearchMetrics(registry: Registry, running: () => number): SearchMetrics {
  const { duration, incomplete, requests } = createMetrics(registry, SEARCH_METRICS, { running });
  return {
    answered(route, status, seconds) {
      requests.inc({ route, status });
      duration.observe({ route }, seconds);
    },
    incomplete: (route) => incomplete.inc({ route }),
  };
}
