import { expect } from 'chai';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DecodedStage } from '../../../../packages/ingest/src/decode/decoded-stage.ts';
import { NATIVE_FORMAT } from '../../../helpers/protocol-client.ts';
import { requireProgram } from '../../../helpers/required-program.ts';
import { StandInFfmpeg } from '../../../helpers/stand-in-ffmpeg.ts';

/** More than a pipe takes at once, so that each is waited for. */
const CHUNK = Buffer.alloc(262_144);
const CHUNKS = 4_000;

describe('DecodedStage', function () {
  this.timeout(20_000);
  const ffmpeg = requireProgram('ffmpeg');
  let stage: DecodedStage | undefined;

  afterEach(() => stage?.close());

  /** @param script what ffmpeg does with the sound. */
  async function open(script: string): Promise<DecodedStage> {
    const { path: ffmpegPath } = await StandInFfmpeg.write(ffmpeg.path, () => script);
    const sink = { write: async () => {}, skip: async () => {} };
    stage = new DecodedStage({
      ffmpegPath,
      format: NATIVE_FORMAT,
      sink,
      onTaken: () => {},
      onFailed: () => {},
    });
    return stage;
  }

  it('remembers nothing of what it has passed on, however long the sound is', async () => {
    const decoded = await open('cat > /dev/null');
    for (let chunk = 0; chunk < 100; chunk++) await decoded.write(CHUNK);
    const before = usedBytes();
    for (let chunk = 0; chunk < CHUNKS; chunk++) await decoded.write(CHUNK);
    expect((usedBytes() - before) / CHUNKS).to.be.below(100);
  });

  it('lets nobody wait for an ffmpeg that has failed', async () => {
    const decoded = await open('sleep 0.2; exit 69');
    const error = await (async () => {
      for (;;) await decoded.write(CHUNK);
    })().catch((cause: unknown) => cause);
    expect(error).to.be.an('error').with.property('message').that.contains('69');
  });
});

/** What is still in use after all garbage was collected. */
function usedBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}
