import type { RecordParts } from '../../record/index.ts';

/*
 * A request in the message of a program that logs it like anything else:
 *
 *     2024-05-14 10:00:00,123 INFO werkzeug: 203.0.113.7 - - [14/May/2024 10:00:00] "GET / HTTP/1.1" 500 -
 *     [2024-05-14 10:00:00 +0000] [813] [INFO] 203.0.113.7:4711 - - [14/May/2024:10:00:00 +0000] "GET / 2" 500 12 "-" "curl"
 *     [2024-05-14T10:00:00Z INFO  actix_web::middleware::logger] 203.0.113.7 "GET / HTTP/1.1" 500 12 "-" "curl" 0.001
 *     2024-05-14 10:00:00,123 INFO uvicorn.access: 203.0.113.7:4711 - "GET / HTTP/1.1" 500
 */

const REQUEST =
  /^(?:([A-Za-z][\w.-]{0,63}): )?(?=[\da-fA-F.:[\]]{3,53} (?:\S{1,64} \S{1,64} \[\d\d\/[A-Z][a-z]{2}\/\d{4}[: ]\d\d:|(?:- )?"[A-Z]{3,10} ))/;

/** The same parts with only the request as the message, if it is one; the logger before it becomes an attribute. */
export function accessInside(parts: RecordParts): RecordParts | undefined {
  const match = REQUEST.exec(parts.message);
  if (match === null) return undefined;
  const [all, logger] = match;
  const attributes = logger === undefined ? parts.attributes : { 'log.logger': logger, ...parts.attributes };
  return { ...parts, attributes, message: parts.message.slice(all.length) };
}
