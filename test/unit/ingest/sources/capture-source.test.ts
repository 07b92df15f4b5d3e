import { expect } from 'chai';
import { startSource } from '../../../../packages/ingest/browser/sources/capture-source.ts';

describe('startSource', () => {
  afterEach(() => {
    for (const name of ['AudioContext', 'WORKLET_VERSION']) Reflect.deleteProperty(globalThis, name);
  });

  it('closes the context of a worklet that cannot be fetched: it is tried again, and browsers give few', async () => {
    const contexts = { open: 0 };
    class AwayContext {
      readonly audioWorklet = { addModule: () => Promise.reject(new Error('the server is away')) };

      constructor() {
        contexts.open += 1;
      }

      async close(): Promise<void> {
        contexts.open -= 1;
      }
    }
    Reflect.set(globalThis, 'AudioContext', AwayContext);
    Reflect.set(globalThis, 'WORKLET_VERSION', 'a');
    const track = { getSettings: () => ({ sampleRate: 48_000 }) } as unknown as MediaStreamTrack;
    const error = await startSource(track).catch((cause: unknown) => cause);
    expect(error).to.be.an('error').with.property('message', 'the server is away');
    expect(contexts.open).to.equal(0);
  });
});
