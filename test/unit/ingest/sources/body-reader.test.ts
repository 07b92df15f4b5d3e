import { expect } from 'chai';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { SourceError } from '../../../../packages/ingest/src/source-error.ts';
import { readBody } from '../../../../packages/ingest/src/sources/body-reader.ts';

const IDLE_MS = 20;

describe('readBody', () => {
  it('is content with a body that came whole, however long its reader takes for the rest', async () => {
    const body = new PassThrough();
    const whole = Buffer.alloc(4_000, 'sound');
    const bytes = read(body);
    body.write(whole.subarray(0, 1_000));
    const first = await bytes.next();
    const ended = once(body, 'end');
    body.end(whole.subarray(1_000));
    await ended;
    // By then the time is over that the first one would be given, too.
    expect(await codeOf(read(new PassThrough()).next())).to.equal('body-stalled');
    const chunks = [first.value as Buffer];
    for await (const chunk of bytes) chunks.push(chunk);
    expect(Buffer.concat(chunks).equals(whole)).to.equal(true);
  });

  it('gives what came of a body from which nothing more comes, and says so', async () => {
    const body = new PassThrough();
    const bytes = read(body);
    body.write('sound');
    expect((await bytes.next()).value?.toString()).to.equal('sound');
    expect(await codeOf(bytes.next())).to.equal('body-stalled');
  });
});

function read(body: PassThrough): AsyncGenerator<Buffer> {
  return readBody(body, { idleMs: IDLE_MS, signal: new AbortController().signal });
}

/** The code of the SourceError that a reading ends with; undefined where it goes on. */
function codeOf(reading: Promise<unknown>): Promise<string | undefined> {
  return reading.then(
    () => undefined,
    (error: unknown) => (error instanceof SourceError ? error.code : undefined),
  );
}
