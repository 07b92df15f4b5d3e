import { pino, type Logger } from 'pino';
import { PinoPretty } from 'pino-pretty';
import type { Configuration } from './configuration/configuration-schema.ts';

const STDERR = 2;

/**
 * The server's log: a line of JSON each on standard error, or readable lines where that is a terminal. Fields that
 * may hold a key are never written.
 */
export function createLogger({ logLevel }: Pick<Configuration, 'logLevel'>): Logger {
  const options = {
    level: logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: [
      'key',
      'streamKey',
      'adminKey',
      'token',
      'listenerSecret',
      'webhookSecret',
      'authorization',
    ].flatMap((name) => [name, `*.${name}`]),
  };
  const destination = process.stderr.isTTY
    ? PinoPretty({ destination: STDERR, sync: true, singleLine: true, translateTime: 'SYS:HH:MM:ss' })
    : pino.destination({ dest: STDERR, sync: true });
  return pino(options, destination);
}
