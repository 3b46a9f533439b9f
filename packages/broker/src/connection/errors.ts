import { AppError, messageOf, redactUrl, withoutSecrets } from '@logwarren/common';

/** AMQP_URL is not a URL; no connection was tried. */
export class BrokerUrlError extends AppError {
  constructor(url: string, cause: unknown) {
    // Without its cause, which quotes the URL with its password.
    super('broker-url-invalid', `AMQP_URL is wrong: ${redactUrl(url)}: ${withoutSecrets(messageOf(cause), url)}`);
  }
}

/** The broker knows us and says no: wrong password, no such virtual host, no permission. Waiting does not help. */
export class BrokerRefusedError extends AppError {
  constructor(url: string, cause: unknown) {
    super('broker-refused', `RabbitMQ at ${redactUrl(url)} refuses us: ${messageOf(cause)}`, { cause });
  }
}

/** The broker's certificate has expired, belongs to another host, or is signed by nobody we trust; nothing was sent. */
export class BrokerUntrustedError extends AppError {
  constructor(url: string, cause: unknown) {
    super('broker-untrusted', `cannot trust RabbitMQ at ${redactUrl(url)}: ${messageOf(cause)}`, { cause });
  }
}

/** An exchange or queue of ours exists with other arguments; a person must delete or rename one. */
export class TopologyConflictError extends AppError {
  constructor(url: string, cause: unknown) {
    const advice = 'delete the one that is there once it is empty, or use another virtual host';
    super('topology-conflict', `cannot declare the queues on ${redactUrl(url)}: ${messageOf(cause)}; ${advice}`, {
      cause,
    });
  }
}

/** The body is longer than one message may be; nothing was sent. Split it. */
export class MessageTooLargeError extends AppError {
  constructor(messageId: string, bodyBytes: number, maxBytes: number) {
    super(
      'message-too-large',
      `message ${messageId} has ${bodyBytes} bytes, more than the ${maxBytes} that may be sent`,
    );
  }
}

/** The message cannot be put into AMQP (routing key over 255 bytes, headers too large); nothing was sent. */
export class MessageInvalidError extends AppError {
  constructor(messageId: string, cause: unknown) {
    super('message-invalid', `message ${messageId} cannot be sent: ${messageOf(cause)}`, { cause });
  }
}

/** The publisher closed first. Whether the broker has the message is unknown; publishing it again is safe. */
export class PublisherClosedError extends AppError {
  constructor(name: string) {
    super('publisher-closed', `publisher ${name} was closed before the broker confirmed the message`);
  }
}

/** A message body that cannot be decoded, now or ever. */
export class BodyError extends AppError {
  constructor(code: 'body-encoding-unknown' | 'body-corrupt' | 'body-too-large', message: string, cause?: unknown) {
    super(code, message, { cause });
  }
}
