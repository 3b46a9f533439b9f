import { type NormalisedRecord, serviceName } from '../../record/index.ts';
import { parseTimestamp } from '../../times/index.ts';
import { ObjectView } from '../body/json/loggers/object-view.ts';
import { serviceOfObject } from '../body/json/loggers/service-of-object.ts';
import { addExtraAttributes } from '../format/free-names.ts';
import { type LineContext, type ObjectFormat, rawRecord, type TextFormat } from '../format/line-format.ts';
import { isDockerPart, parseCriLine } from '../frames/container-line.ts';
import { type LogObject, parseLogObject } from '../text/log-object.ts';
import { withoutColours } from '../text/terminal-codes.ts';

/*
 * Records of container runtimes. The program's own lines are joined again, and the other formats read them. If the
 * program writes no time, the runtime's is used; the stream becomes `log.iostream`.
 */

/** The runtime's part of one line. */
interface Envelope {
  /** Includes the program's line break, if the line ended there. */
  text: string;
  time: unknown;
  stream: string;
  /** Other fields of Docker's entry, mostly `attrs`: labels and environment variables chosen in its options. */
  others: LogObject;
}

type EnvelopeReader = (line: string) => Envelope | undefined;

/** Makes the reader of Docker's json-file; `inner` reads what the program wrote. */
export function createDockerText(inner: TextFormat): TextFormat {
  return createContainerText(readDocker, inner);
}

/** The same for an entry of Docker's that is already an object. */
export function createDockerObject(inner: TextFormat): ObjectFormat {
  return (object, _text, context) => {
    const envelope = dockerEnvelope(object);
    return envelope && recordOf(envelope, withoutLineBreak(envelope.text), context, inner);
  };
}

/** Makes the reader of the CRI log of containerd and CRI-O. */
export function createCriText(inner: TextFormat): TextFormat {
  return createContainerText(readCri, inner);
}

function createContainerText(read: EnvelopeReader, inner: TextFormat): TextFormat {
  return (text, context) => {
    const end = text.indexOf('\n');
    const first = read(end < 0 ? text : text.slice(0, end));
    if (first === undefined) return undefined;
    let innerText = first.text;
    // The joiner puts no other line among them; if there is one anyway, it stays unchanged.
    if (end >= 0) for (const line of text.slice(end + 1).split('\n')) innerText += read(line)?.text ?? `${line}\n`;
    return recordOf(first, withoutLineBreak(innerText), context, inner);
  };
}

function withoutLineBreak(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}

function recordOf(envelope: Envelope, coloured: string, context: LineContext, inner: TextFormat): NormalisedRecord {
  const text = withoutColours(coloured);
  const time = parseTimestamp(envelope.time);
  // The time of the runtime belongs to the text: a program that writes no time, or no year, borrows nothing from
  // elsewhere.
  const own = { observedAt: time?.ms ?? 0, timestamp: undefined, onBorrowedTime: undefined };
  const timed = time === undefined ? context : { ...context, ...own };
  const others = Object.entries(envelope.others);
  // Docker's own objects have no service, and looking for names costs 2 of 19 µs.
  const service =
    others.length === 0 ? undefined : serviceName(serviceOfObject(new ObjectView(envelope.others))?.service);
  const innerContext = service === undefined ? timed : { ...timed, service };
  const record = inner(text, innerContext) ?? rawRecord(text, innerContext);
  record.observedAt = context.observedAt;
  const extra: [string, unknown][] = [];
  if (time === undefined || record.timestamp !== time.ms) extra.push(['container.log.time', envelope.time]);
  else if (record.nanos === undefined && time.nanos !== 0) record.nanos = time.nanos;
  extra.push(['log.iostream', envelope.stream]);
  for (const [name, value] of others) extra.push([`container.log.${name}`, value]);
  addExtraAttributes(record, extra);
  return record;
}

function readDocker(line: string): Envelope | undefined {
  const object = line.startsWith('{') ? parseLogObject(line) : undefined;
  const envelope = object && dockerEnvelope(object);
  if (envelope === undefined || envelope.text.endsWith('\n') || isDockerPart(line)) return envelope;
  return { ...envelope, text: `${envelope.text}\n` };
}

function dockerEnvelope(object: LogObject): Envelope | undefined {
  // Check this before copying the other fields: nearly no object is Docker's.
  if (typeof object.log !== 'string' || typeof object.stream !== 'string') return undefined;
  const { log, stream, time, ...others } = object;
  if (typeof log !== 'string' || typeof stream !== 'string' || typeof time !== 'string') return undefined;
  return { text: log, time, stream, others };
}

function readCri(line: string): Envelope | undefined {
  const cri = parseCriLine(line);
  if (cri === undefined) return undefined;
  return { text: cri.isPartial ? cri.text : `${cri.text}\n`, time: cri.time, stream: cri.stream, others: {} };
}
