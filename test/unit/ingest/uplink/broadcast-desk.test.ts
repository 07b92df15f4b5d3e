import { expect } from 'chai';
import { BroadcastDesk, type KeptShelf } from '../../../../packages/ingest/browser/uplink/broadcast-desk.ts';
import type { KeptFile } from '../../../../packages/ingest/src/wire/sender-kept-file.ts';
import { turn } from '../../../helpers/session-stage.ts';

const KEY = 'key-of-the-station';

describe('BroadcastDesk', () => {
  it('leaves a broadcast alone that began while a kept one was being opened, and offers that again', async () => {
    let isOpen = false;
    let onOpened: (file: KeptFile) => void = () => {};
    const shelf: KeptShelf = {
      begin: () => Promise.reject(new Error('a private window')),
      open: () => new Promise((resolve) => (onOpened = resolve)),
      look: async (onFound) => {
        if (!isOpen) onFound({ session: 'kept-session', unsentMs: 5_000 });
      },
      discard: async () => {},
    };
    const desk = new BroadcastDesk('main', shelf);
    desk.sendKept({ session: 'kept-session', key: KEY });
    isOpen = true;
    desk.goLive({ session: 'live-session', key: KEY });
    const live = desk.broadcast;
    onOpened(keptFile(() => (isOpen = false)));
    await turn();
    expect(desk.broadcast).to.equal(live);
    expect(desk.report).to.deep.include({
      state: { name: 'connecting' },
      isSendingKept: false,
      kept: { session: 'kept-session', unsentMs: 5_000 },
    });
  });
});

/** A file with sound, which is not read here. */
function keptFile(close: () => void): KeptFile {
  return { contents: { slots: [] }, close, remove: async () => {} } as unknown as KeptFile;
}
