import { KeptFolder } from '../../packages/ingest/src/client/kept-folder.ts';
import { Delivery } from '../../packages/ingest/src/wire/sender-delivery.ts';

/** Where a broadcast keeps what it cannot send. */
export interface UnsentPlace {
  readonly folder: string;
  readonly station: string;
  readonly session: string;
}

/** Leaves PCM, s16le at 48 kHz in stereo, as a broadcast does that never found its server. */
export async function leaveUnsent({ session, ...place }: UnsentPlace, pcm: Buffer): Promise<void> {
  const file = await new KeptFolder(place).begin(session);
  await new Promise<void>((resolve) => {
    const delivery = new Delivery({
      session,
      start: { encoding: 's16le', sampleRateHz: 48_000, channels: 2 },
      link: { open() {}, sendText() {}, sendBlock() {}, close() {} },
      nowMs: () => 0,
      random: () => 0,
      onEnded: resolve,
    });
    delivery.keepIn(file);
    delivery.sender.capture(pcm);
    delivery.sender.abandon();
    delivery.tick();
  });
}
