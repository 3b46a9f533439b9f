import type { JsonKeys } from '../../../../record/index.ts';
import type { LogObject } from '../../../text/log-object.ts';
import { httpFacts } from './http-object.ts';
import { EVENT_NAMES, MESSAGE_NAMES } from './logger-names.ts';
import { insideOf, isObject, isText, type ObjectView } from './object-view.ts';

/** An object, and the facts known when its message is looked for. */
interface Asked {
  view: ObjectView;
  /** Nested objects that hold the subject of the record. */
  wrappers: () => readonly ObjectView[];
  /** An object without a time may not be a record. */
  hasTime: boolean;
  keys: JsonKeys;
  /** True if it was made of a line of pairs, which is the message when no pair is one. */
  isLine: boolean;
}

/** The message of an object that has none under the usual keys; undefined when its text is the message. */
export function messageOfObject(asked: Asked): Found | undefined {
  return messageKey(asked) ?? (asked.isLine ? undefined : messageInside(asked));
}

function messageKey({ view }: Asked): Found | undefined {
  const template = view.object['@mt'];
  if (isText(template) && !isText(view.object['@m'])) return { text: rendered(template, view) };
  const key = view.find(MESSAGE_NAMES, isText);
  return key === undefined ? undefined : { key, text: view.object[key] as string };
}

function messageInside({ hasTime, keys, view, wrappers }: Asked): Found | undefined {
  const first = view.has('meta') ? view.object['0'] : undefined;
  if (isText(first)) return { text: first };
  for (const name of ['message', 'error', 'err', 'exception', 'info']) {
    const text = view.inside(name)?.value(MESSAGE_NAMES, isText);
    if (isText(text)) return { text };
  }
  const exception = firstException(view);
  if (exception !== undefined) return { text: exception };
  const inside = insideOf(wrappers(), [...MESSAGE_NAMES, 'signature', 'detect_description', 'detect_name'], isText);
  if (isText(inside)) return { text: inside };
  // An object without a time and a request may not be a record: its message is its text.
  const http =
    httpFacts(view) ??
    wrappers()
      .map(httpFacts)
      .find((facts) => facts !== undefined);
  const event = hasTime ? view.value(EVENT_NAMES, isText) : undefined;
  if (http?.hasTarget)
    return { text: [http.text, http.status ?? view.value(['action'], isText) ?? ''].join(' ').trim() };
  if (isText(event)) return { text: [event, ...about(view)].join(' ') };
  if (http !== undefined) return { text: [http.text, http.status ?? ''].join(' ').trim() };
  const nested = hasTime ? insideOf(wrappers(), EVENT_NAMES, isText) : undefined;
  if (isText(nested)) return { text: nested };
  const pairs = hasTime ? pairsOf(view.object, keys) : '';
  return pairs === '' ? undefined : { text: pairs };
}

/** The target of an event: Vault's operation and path, the resource of Kubernetes. */
function about(view: ObjectView): string[] {
  const request = view.inside('request') ?? view.inside('object_ref');
  const parts = [request?.value(['operation', 'resource'], isText), request?.value(['path', 'name'], isText)];
  return [...parts, view.value(['error_code'], isText)].filter(isText);
}

/** Cloudflare's workers: a list of exceptions, each with name and message. */
function firstException(view: ObjectView): string | undefined {
  const list = view.value(['exceptions'], Array.isArray);
  const first = Array.isArray(list) ? (list[0] as unknown) : undefined;
  if (!isObject(first) || !isText(first.message)) return undefined;
  return isText(first.name) ? `${first.name}: ${first.message}` : first.message;
}

interface Found {
  /** Absent when the text was composed, or comes from a nested object. */
  key?: string;
  text: string;
}

const MAX_TEMPLATE = 4096;

/** Serilog's template with the values of its properties. */
function rendered(template: string, view: ObjectView): string {
  if (template.length > MAX_TEMPLATE) return template;
  return template.replace(/\{[@$]?(\w{1,64})(?:[,:][^{}]{0,32})?\}/g, (whole, name: string) => {
    const value = Object.hasOwn(view.object, name) ? view.object[name] : undefined;
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : whole;
  });
}

const MAX_PAIRS = 20;
const MAX_PAIR = 80;

/** A record that has only values: `uid=C1 proto=tcp`. */
function pairsOf(object: LogObject, { severity, timestamp }: JsonKeys): string {
  const pairs: string[] = [];
  const known = new Set([...severity, ...timestamp]);
  for (const key in object) {
    const value = object[key];
    if (pairs.length >= MAX_PAIRS) break;
    if (typeof value !== 'object' && !known.has(key))
      pairs.push(`${key}=${String(value)}`.slice(0, MAX_PAIR).toWellFormed());
  }
  return pairs.join(' ');
}
