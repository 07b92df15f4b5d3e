import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { PcmMaker } from './websocket-source.ts';

/** What is pushed where. */
export interface HttpPushOptions {
  /** `http://HOST/ingest/STATION`. */
  readonly url: string;
  readonly key: string;
  readonly sound: PcmMaker;
  /** Samples of the whole push. */
  readonly samples: number;
}

const CHUNK_SAMPLES = 9_600;

/** Pushes PCM by HTTP as `curl -T -` does, as fast as the server takes it; resolves with the answer. */
export async function pushPcm(options: HttpPushOptions): Promise<{ status: number; body: string }> {
  const outgoing = request(`${options.url}?format=s16le&rate=48000&channels=2`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${options.key}` },
  });
  const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
  Readable.from(chunksOf(options), { objectMode: false }).pipe(outgoing);
  const [response] = await answered;
  return { status: response.statusCode ?? 0, body: await text(response) };
}

function* chunksOf({ sound, samples }: HttpPushOptions): Generator<Buffer> {
  for (let sample = 0; sample < samples; sample += CHUNK_SAMPLES) {
    yield sound(sample, Math.min(CHUNK_SAMPLES, samples - sample));
  }
}
