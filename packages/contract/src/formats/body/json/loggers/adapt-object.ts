import type { JsonKeys } from '../../../../record/index.ts';
import { parseLogTime } from '../../../../times/index.ts';
import type { LogObject } from '../../../text/log-object.ts';
import { isFailedRequest, isLevelWord, levelOfObject } from './level-of-object.ts';
import { LEVEL_NAMES, TIME_NAMES, WRAPPERS } from './logger-names.ts';
import { messageOfObject } from './message-of-object.ts';
import { insideOf, isObject, isText, ObjectView } from './object-view.ts';
import { isConnection, serviceOfObject } from './service-of-object.ts';

/*
 * JSON of loggers that use other names, or nest their values: GCP, Azure, Serilog, CLEF, Monolog, log4j2, Rust's
 * tracing, Lambda, CloudTrail, Kubernetes, access logs as objects. If the usual keys are missing, the adapter looks for
 * other names and sets their values under the usual keys, in a copy. So one place makes the record.
 */

/**
 * The object for the generic format: itself, or a copy with its values under the usual keys.
 *
 * @param isLine true if it was made of a line of pairs, which is the message when no pair is one
 */
export function adaptObject(object: LogObject, keys: JsonKeys, isLine = false): LogObject {
  const adapter = new Adapter(object, keys);
  adapter.time();
  adapter.level();
  adapter.message(isLine);
  adapter.service();
  return adapter.adapted;
}

class Adapter {
  adapted: LogObject;
  readonly #keys: JsonKeys;
  readonly #view: ObjectView;
  #found: ObjectView[] | undefined;
  #hasTime = false;

  constructor(object: LogObject, keys: JsonKeys) {
    this.adapted = object;
    this.#keys = keys;
    this.#view = new ObjectView(object);
  }

  /** Found on demand: an object with the usual keys needs none, and the search reads all names. */
  get #wrappers(): ObjectView[] {
    this.#found ??= WRAPPERS.flatMap((name) => this.#view.inside(name) ?? []);
    return this.#found;
  }

  time(): void {
    if (this.#takesDayAndClock()) return;
    this.#refuseSeconds();
    if (this.#finds(this.#keys.timestamp, isTime)) {
      this.#hasTime = true;
      return;
    }
    const { timestampSeconds: seconds, timestampNanos: nanos } = this.#view.object;
    if (seconds !== undefined && isTime({ seconds, nanos }) && this.#set(this.#keys.timestamp, { seconds, nanos })) {
      this.#hasTime = true;
      return;
    }
    const key = this.#view.find(TIME_NAMES, isForeignTime);
    if (key !== undefined) this.#move(this.#keys.timestamp, key, this.#view.object[key]);
    const inside =
      key === undefined ? (insideOf(this.#wrappers, TIME_NAMES, isForeignTime) ?? this.#timeOfMetadata()) : undefined;
    if (inside !== undefined) this.#set(this.#keys.timestamp, inside);
    this.#hasTime = key !== undefined || inside !== undefined;
  }

  /**
   * A `time` of a few seconds, such as the time since a program's start, is an attribute if another usual key holds a
   * time.
   */
  #refuseSeconds(): void {
    const { attributes, time } = this.#view.object;
    if (!(typeof time === 'number' && time < FIRST_EPOCH_SECOND) || attributes !== undefined) return;
    if (!this.#keys.timestamp.includes('time')) return;
    const others = this.#keys.timestamp.filter((key) => key !== 'time');
    if (this.#finds(others, isForeignTime)) this.#keepAsAttribute('time');
  }

  #timeOfMetadata(): unknown {
    const ofMetadata = this.#view.inside('metadata')?.value(['event_creation_time'], isForeignTime);
    // tslog's key, and dbt's.
    return (
      ofMetadata ??
      this.#view.inside('meta')?.value(['date'], isForeignTime) ??
      this.#view.inside('info')?.value(['ts'], isForeignTime)
    );
  }

  /** Firewalls: `date=2024-05-14 time=10:00:00`, with `tz="+0200"` or without. */
  #takesDayAndClock(): boolean {
    const { date, time, tz } = this.#view.object;
    if (typeof date !== 'string' || typeof time !== 'string' || date.length > 12 || !/^\d\d?:\d\d/.test(time))
      return false;
    const zone = typeof tz === 'string' && /^[+-]\d{4}$/.test(tz) ? tz : '';
    const text = `${date} ${time}${zone}`;
    if (!isTime(text)) return false;
    this.#copy();
    delete this.adapted.time;
    delete this.adapted.date;
    this.#hasTime = true;
    return this.#set(['timestamp', ...this.#keys.timestamp], text);
  }

  level(): void {
    const { object } = this.#view;
    if (Object.hasOwn(object, 'severityNumber') || Object.hasOwn(object, 'severity_number')) return;
    const isPresent = (key: string) => Object.hasOwn(object, key) && object[key] !== null && object[key] !== '';
    const usual = this.#keys.severity.find(isPresent);
    if (usual !== undefined && isFailedRequest(this.#view, object[usual])) {
      this.#copy();
      this.adapted[usual] = 'ERROR';
      return;
    }
    if (usual !== undefined && isLevelWord(object[usual])) return;
    const level = levelOfObject(this.#view) ?? this.#levelInside();
    if (level === undefined) return;
    if ('number' in level) {
      this.#copy();
      const { key } = level;
      if (key !== undefined) delete this.adapted[key];
      else if (usual !== undefined) this.#keepAsAttribute(usual);
      this.adapted.severityNumber = level.number;
      this.adapted.severityText = level.text;
      return;
    }
    if (level.key !== usual) this.#move(this.#keys.severity, level.key, object[level.key]);
  }

  /** A usual key may hold another value: the audit level of Kubernetes, the protocol of a connection. */
  #keepAsAttribute(key: string): void {
    if (Object.hasOwn(this.adapted, 'attributes')) return;
    this.#copy();
    const value = this.adapted[key];
    delete this.adapted[key];
    this.adapted.attributes = { [key]: value };
  }

  #levelInside() {
    for (const view of this.#wrappers) {
      const level = levelOfObject(view);
      if (level === undefined) continue;
      const key = 'key' in level ? level.key : undefined;
      if ('number' in level) return { number: level.number, text: level.text, key: undefined };
      if (key !== undefined) this.#set(this.#keys.severity, view.object[key]);
      return undefined;
    }
    const word = this.#wordBeside();
    if (word !== undefined) this.#set(this.#keys.severity, word);
    return undefined;
  }

  /** A word in the objects around a record. Their numbers and codes do not describe its severity. */
  #wordBeside(): unknown {
    for (const name of LEVEL_HOLDERS) {
      const names = name === 'level' ? ['name', 'label', ...LEVEL_NAMES] : LEVEL_NAMES;
      const word = this.#view.inside(name)?.value(names, isLevelWord);
      if (word !== undefined) return word;
    }
    return undefined;
  }

  message(isLine: boolean): void {
    if (this.#finds(this.#keys.message, isText)) return;
    const found = messageOfObject({
      view: this.#view,
      wrappers: () => this.#wrappers,
      hasTime: this.#hasTime,
      keys: this.#keys,
      isLine,
    });
    if (found === undefined) return;
    if (found.key === undefined) this.#set(this.#keys.message, found.text);
    else this.#move(this.#keys.message, found.key, found.text);
  }

  service(): void {
    if (Object.hasOwn(this.#view.object, 'service') && isConnection(this.#view)) {
      this.#keepAsAttribute('service');
      return;
    }
    if (this.#finds(this.#keys.service, isText)) return;
    const found = serviceOfObject(this.#view);
    if (found === undefined) return;
    if (found.key === undefined) this.#set(this.#keys.service, found.service);
    else this.#move(this.#keys.service, found.key, found.service);
  }

  #finds(keys: readonly string[], accepts: (value: unknown) => boolean): boolean {
    const { object } = this.#view;
    return keys.some((key) => {
      if (Object.hasOwn(object, key)) return accepts(object[key]);
      const dot = key.indexOf('.');
      const container = dot < 0 ? undefined : object[key.slice(0, dot)];
      return isObject(container) && accepts(container[key.slice(dot + 1)]);
    });
  }

  /** Moves a value to the first usual key that is free. */
  #move(usual: readonly string[], key: string, value: unknown): void {
    if (!this.#set(usual, value)) return;
    delete this.adapted[key];
  }

  #set(usual: readonly string[], value: unknown): boolean {
    const first = usual.find((key) => !key.includes('.') && !Object.hasOwn(this.#view.object, key));
    if (first === undefined) return false;
    this.#copy();
    this.adapted[first] = value;
    return true;
  }

  #copy(): void {
    if (this.adapted === this.#view.object) this.adapted = { ...this.#view.object };
  }
}

function isTime(value: unknown): boolean {
  return parseLogTime(value) !== undefined;
}

/** A small number is not a time if others use the same name for it. */
function isForeignTime(value: unknown): boolean {
  return isTime(value) && !(Number(value) < FIRST_EPOCH_SECOND);
}

const FIRST_EPOCH_SECOND = 1_000_000_000;
/**
 * Members that may hold the severity of a record among other values: log4j's level, Datadog's attributes, Loki's
 * labels, tslog, dbt.
 */
const LEVEL_HOLDERS = ['level', 'attributes', 'labels', 'meta', 'info'];
