import { METHOD_NAMES, REQUEST_NAMES, STATUS_NAMES, TARGET_NAMES } from './logger-names.ts';
import { isText, type ObjectView } from './object-view.ts';

/** A request as an object describes it. */
interface HttpFacts {
  /** `GET /orders`. */
  text: string;
  /** False for the method alone, which makes a poor message. */
  hasTarget: boolean;
  status?: number;
}

/**
 * Finds the request that an object describes, at its top level or in `request` and `response`; undefined without a
 * request.
 */
export function httpFacts(view: ObjectView): HttpFacts | undefined {
  const request = view.inside('request') ?? view.inside('http_request') ?? view.inside('req') ?? proxyOf(view);
  const response = view.inside('response') ?? view.inside('response_status') ?? view.inside('res');
  const status = statusOf(view) ?? (response && statusOf(response)) ?? (request && statusOf(request));
  const line = requestLine(view) ?? (request && requestLine(request));
  if (line === undefined) return undefined;
  return { text: line, hasTarget: line.includes(' '), ...(status === undefined ? {} : { status }) };
}

/** Vercel's. This runs for every object, so it looks only for the exact name. */
function proxyOf(view: ObjectView): ObjectView | undefined {
  return Object.hasOwn(view.object, 'proxy') ? view.inside('proxy') : undefined;
}

function requestLine(view: ObjectView): string | undefined {
  const line = view.value(REQUEST_NAMES, isText);
  if (typeof line === 'string' && /^[A-Z]{3,10} \S/.test(line)) return line.replace(/ HTTP\/[\d.]{1,4}$/, '');
  const method = view.value(METHOD_NAMES, isMethod);
  const target = view.value(TARGET_NAMES, isText);
  if (method === undefined) return undefined;
  return target === undefined ? String(method) : `${String(method)} ${String(target)}`;
}

function isMethod(value: unknown): boolean {
  return typeof value === 'string' && /^[A-Za-z-]{3,16}$/.test(value);
}

function statusOf(view: ObjectView): number | undefined {
  const status = view.value(STATUS_NAMES, isStatus);
  return status === undefined ? undefined : Number(status);
}

function isStatus(value: unknown): boolean {
  return (
    (typeof value === 'number' && value >= 100 && value <= 599) ||
    (typeof value === 'string' && /^[1-5]\d\d$/.test(value))
  );
}
