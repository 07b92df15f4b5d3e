import { PassThrough, type Readable } from 'node:stream';
import { SourceError } from '../source-error.ts';

/** How a body is read. */
export interface BodyReaderOptions {
  /** How long no byte may come; the time that the reader of the bytes takes does not count. */
  readonly idleMs: number;
  /** Ends the reading with its reason. */
  readonly signal: AbortSignal;
}

/**
 * The bytes of a request's body, to the last that came. The request itself stays open for an answer.
 *
 * @throws SourceError `body-stalled` where no more come, or `body-aborted` where the connection is lost; or the
 * signal's reason
 */
export async function* readBody(body: Readable, options: BodyReaderOptions): AsyncGenerator<Buffer> {
  const bytes = new PassThrough();
  let failure: Error | undefined;
  const endEarly = (reason: Error) => {
    failure ??= reason;
    body.unpipe(bytes);
    bytes.end();
  };
  const stopWatching = watch(body.pipe(bytes), body, options, endEarly);
  try {
    yield* bytes as AsyncIterable<Buffer>;
  } finally {
    stopWatching();
    body.unpipe(bytes);
  }
  if (failure) throw failure;
}

/** Calls `endEarly` once no more bytes can be expected; returns how to stop. */
function watch(
  bytes: PassThrough,
  body: Readable,
  { idleMs, signal }: BodyReaderOptions,
  endEarly: (reason: Error) => void,
): () => void {
  const timer = setTimeout(() => {
    if (bytes.writableNeedDrain) timer.refresh();
    else endEarly(stalled(idleMs));
  }, idleMs);
  const onData = () => void timer.refresh();
  const onAbort = () => endEarly(signal.reason as Error);
  const onLost = () => {
    if (!body.readableEnded) endEarly(lost());
  };
  // What the reader has not taken of it may be a minute of sound.
  const onEnd = () => clearTimeout(timer);
  body.on('data', onData).once('end', onEnd).once('error', onLost).once('close', onLost);
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  return () => {
    clearTimeout(timer);
    body.off('data', onData);
    signal.removeEventListener('abort', onAbort);
  };
}

function stalled(idleMs: number): SourceError {
  return new SourceError('body-stalled', `No byte came for ${idleMs / 1_000} s, so the push was ended.`);
}

function lost(): SourceError {
  return new SourceError('body-aborted', 'The connection was lost before the body ended.');
}
