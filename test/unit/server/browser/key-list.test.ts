import { expect } from 'chai';
import { KeyList } from '../../../../packages/server/browser/feed/key-list.ts';
import type { StreamKey } from '../../../../packages/server/browser/feed/station-state.ts';

function keyOf(id: string): StreamKey {
  return { id, label: `key ${id}`, station: null, createdAt: '2026-01-01T00:00:00Z', lastUsedAt: null };
}

/** A server of which each listing is answered when the test says so. */
class SlowApi {
  readonly kept = new Set(['one']);
  readonly asked: (() => void)[] = [];

  async listKeys(): Promise<StreamKey[]> {
    const keys = Array.from(this.kept, keyOf);
    await new Promise<void>((resolve) => this.asked.push(resolve));
    return keys;
  }

  async makeKey(): Promise<StreamKey> {
    this.kept.add('new');
    return { ...keyOf('new'), key: 'secret' };
  }

  async revokeKey(id: string): Promise<void> {
    this.kept.delete(id);
  }

  answerAll(): void {
    for (const answer of this.asked.splice(0)) answer();
  }
}

describe('the list of stream keys', () => {
  let api: SlowApi;
  let nowMs: number;
  let list: KeyList;

  beforeEach(() => {
    api = new SlowApi();
    nowMs = 5;
    list = new KeyList({ api, onChange: () => {}, now: () => nowMs });
  });

  function ids(): string[] | undefined {
    return list.keys?.map(({ id }) => id);
  }

  /** Everything that was asked is answered. */
  async function settle(answered: Promise<unknown>): Promise<void> {
    api.answerAll();
    await answered;
  }

  it('is not known before it has come', async () => {
    const first = list.refresh();
    expect(list.keys).to.equal(undefined);
    await settle(first);
    expect(ids()).to.deep.equal(['one']);
  });

  it('is asked for once a minute, and where it may be another by now', async () => {
    await settle(list.refresh());
    nowMs += 59_999;
    await list.refresh();
    expect(api.asked).to.have.length(0);
    nowMs += 1;
    await settle(list.refresh());
    list.outdate();
    const last = list.refresh();
    expect(api.asked).to.have.length(1);
    await settle(last);
  });

  it('does not go back to what it was before a key was revoked', async () => {
    const first = list.refresh();
    await list.revoke('one');
    const [before, after] = api.asked;
    after?.();
    before?.();
    await first;
    expect(ids()).to.deep.equal([]);
  });

  it('shows a key that was made until it is revoked, here or elsewhere', async () => {
    await list.make('Anna', null);
    list.outdate();
    await settle(list.refresh());
    expect(list.newKey).to.include({ id: 'new', key: 'secret' });
    api.kept.delete('new');
    list.outdate();
    await settle(list.refresh());
    expect(list.newKey).to.equal(undefined);
  });
});
