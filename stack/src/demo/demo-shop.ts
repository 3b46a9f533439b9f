import type { Severity } from '@logwarren/contract';
import { createRandom } from './random.ts';

/**
 * An invented shop of six services, for a lively screen: every visit is a trace through some of them. Every five
 * minutes bring one of three incidents. The same seed and times give the same records.
 */

/** A record in the source's form for HTTP; further keys become attributes, and `demo` marks it as made up. */
interface DemoRecord {
  timestamp: string;
  service: string;
  severity: Severity;
  message: string;
  traceId: string;
  demo: true;
  [attribute: string]: string | number | boolean;
}

/** Names of the services of the demo shop. */
export const DEMO_SERVICES = ['storefront', 'catalog', 'cart', 'checkout', 'payment', 'shipping'] as const;
type DemoService = (typeof DEMO_SERVICES)[number];

const CYCLE_MS = 300_000;
const INCIDENT_FROM_MS = 60_000;
const INCIDENT_TO_MS = 105_000;
const INCIDENTS = ['payment-timeout', 'catalog-pool', 'shipping-limit'] as const;
type Incident = (typeof INCIDENTS)[number];

/** The current incident, by the time since the shop opened; undefined most of the time. */
export function incidentAt(elapsedMs: number): Incident | undefined {
  const inCycle = elapsedMs % CYCLE_MS;
  if (inCycle < INCIDENT_FROM_MS || inCycle >= INCIDENT_TO_MS) return undefined;
  return INCIDENTS[Math.floor(elapsedMs / CYCLE_MS) % INCIDENTS.length];
}

interface DemoShop {
  /** Records of one visit that begins at this time, in order of time. */
  visit(atMs: number): DemoRecord[];
}

/** @param openedMs start of the first cycle, ms since the epoch */
export function createDemoShop(seed: number, openedMs: number): DemoShop {
  const random = createRandom(seed);
  const visits = [
    { share: 0.6, walk: browse },
    { share: 0.85, walk: fillCart },
    { share: 1, walk: buy },
  ];
  return {
    visit(atMs) {
      const visit = createVisit(random, atMs, incidentAt(Math.max(0, atMs - openedMs)));
      const draw = random();
      visits.find(({ share }) => draw < share)?.walk(visit);
      return visit.records;
    },
  };
}

interface Visit {
  records: DemoRecord[];
  incident: Incident | undefined;
  random: () => number;
  whole: (from: number, to: number) => number;
  log: (
    service: DemoService,
    severity: Severity,
    message: string,
    attributes?: Record<string, string | number>,
  ) => void;
}

function createVisit(random: () => number, atMs: number, incident: Incident | undefined): Visit {
  const records: DemoRecord[] = [];
  const traceId = Array.from({ length: 4 }, () => hexWord(random)).join('');
  let now = atMs;
  const whole = (from: number, to: number) => from + Math.floor(random() * (to - from + 1));
  return {
    records,
    incident,
    random,
    whole,
    log(service, severity, message, attributes = {}) {
      now += whole(1, 12);
      const timestamp = new Date(now).toISOString();
      records.push({ timestamp, service, severity, message, traceId, demo: true, ...attributes });
    },
  };
}

function browse(visit: Visit): void {
  const { whole, random, log, incident } = visit;
  const product = whole(1000, 1400);
  const isFailing = incident === 'catalog-pool' && random() < 0.5;
  if (isFailing) {
    log('catalog', 'ERROR', `no database connection within 2000 ms (pool of 20 in use, ${whole(8, 40)} waiting)`);
    answer(visit, 'GET', `/products/${product}`, 503, whole(2000, 2200));
    return;
  }
  const isCached = random() < 0.8;
  log('catalog', 'DEBUG', `product ${product} ${isCached ? 'from cache' : 'from database'}`, { 'product.id': product });
  if (!isCached && random() < 0.1) log('catalog', 'WARN', `slow query: ${whole(500, 1900)} ms for product ${product}`);
  answer(visit, 'GET', `/products/${product}`, random() < 0.03 ? 404 : 200, whole(8, 90));
}

function fillCart(visit: Visit): void {
  const { whole, random, log } = visit;
  const [product, items] = [whole(1000, 1400), whole(1, 6)];
  if (random() < 0.02) {
    log('cart', 'WARN', `product ${product} is out of stock`, { 'product.id': product });
    answer(visit, 'POST', '/cart', 409, whole(10, 40));
    return;
  }
  log('cart', 'INFO', `product ${product} added, ${items} in the cart`, { 'product.id': product, 'cart.items': items });
  answer(visit, 'POST', '/cart', 200, whole(10, 60));
}

function buy(visit: Visit): void {
  const { whole, random, log, incident } = visit;
  const order = `A-${whole(100_000, 999_999)}`;
  const amount = whole(900, 24_000) / 100;
  const about = { 'order.id': order, 'order.amount': amount };
  log('checkout', 'INFO', `order ${order} received, ${amount.toFixed(2)} EUR`, about);
  const declineShare = incident === 'payment-timeout' ? 0.7 : 0.01;
  if (random() < declineShare) {
    log('payment', 'ERROR', `payment of order ${order} declined: timeout after 3000 ms`, {
      ...about,
      'provider.attempt': 3,
    });
    log('checkout', 'ERROR', `order ${order} not completed: payment service answered 504`, about);
    answer(visit, 'POST', '/checkout', 502, whole(3000, 3200));
    return;
  }
  log('payment', 'INFO', `payment of order ${order} accepted`, about);
  if (incident === 'shipping-limit' && random() < 0.8) {
    log('shipping', 'ERROR', `no label for order ${order}: carrier answered 429, next try in 60 s`, about);
  } else {
    log('shipping', 'INFO', `label printed for order ${order}, ${whole(1, 5)} parcels`, about);
  }
  answer(visit, 'POST', '/checkout', 201, whole(120, 480));
}

function answer(visit: Visit, method: string, path: string, status: number, durationMs: number): void {
  const severity = status >= 500 ? 'ERROR' : status >= 400 ? 'WARN' : 'INFO';
  visit.log('storefront', severity, `${method} ${path} ${status} in ${durationMs} ms`, {
    'http.request.method': method,
    'url.path': path,
    'http.response.status_code': status,
    'duration.ms': durationMs,
  });
}

function hexWord(random: () => number): string {
  return Math.floor(random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0');
}
