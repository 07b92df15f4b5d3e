import type { Middleware } from 'koa';
import type { IngestSettings } from '../ingest-options.ts';
import { SourceError } from '../source-error.ts';
import { HttpPush } from '../sources/http-push.ts';
import { parsePushParameters } from '../sources/push-parameters.ts';
import { checkStreamKey, findStation } from '../station-gate.ts';
import { keyOfAuthorization } from '../stream-key.ts';

/** How long pushes may take to get on air what they received, when the server goes down. */
const DRAIN_MS = 2_000;

/** `PUT` or `POST /ingest/:station`: a body of raw PCM or of anything that ffmpeg reads. */
export class PushRoute {
  readonly #settings: IngestSettings;
  readonly #pushes = new Map<HttpPush, Promise<unknown>>();
  readonly #closing = new AbortController();

  constructor(settings: IngestSettings) {
    this.#settings = settings;
  }

  /** The handler; the name of the station is its first parameter. */
  readonly handle: Middleware = async (context) => {
    const { params } = context as unknown as { params: { station: string } };
    const name = params.station;
    const entrance = findStation(this.#settings.stations, name);
    checkStreamKey(this.#settings, name, keyOfAuthorization(context.get('Authorization') || undefined));
    const format = parsePushParameters(new URLSearchParams(context.querystring));
    if (this.#closing.signal.aborted) throw this.#closing.signal.reason;
    if (context.get('Expect').toLowerCase() === '100-continue') context.res.writeContinue();
    const { journal, ffmpegPath, pushIdleMs: idleMs, logger } = this.#settings;
    const { signal } = this.#closing;
    const station = { name, entrance };
    const push = new HttpPush({
      station,
      format,
      body: context.req,
      journal,
      ffmpegPath,
      idleMs,
      signal,
      logger,
    });
    context.body = await this.#run(push);
  };

  /** Ends every push; what was received goes on air. */
  async close(): Promise<void> {
    this.#closing.abort(new SourceError('going-down', 'The server goes down; it may be back in seconds.'));
    const timer = setTimeout(() => {
      for (const push of this.#pushes.keys()) push.close();
    }, DRAIN_MS);
    await Promise.allSettled(this.#pushes.values());
    clearTimeout(timer);
  }

  async #run(push: HttpPush): Promise<unknown> {
    const result = push.run();
    this.#pushes.set(push, result);
    try {
      return await result;
    } finally {
      this.#pushes.delete(push);
    }
  }
}
