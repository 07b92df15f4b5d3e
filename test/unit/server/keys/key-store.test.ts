import { expect } from 'chai';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyStore } from '../../../../packages/server/src/keys/key-store.ts';
import { MemoryLogger } from '../../../helpers/memory-station.ts';

const NOON_MS = Date.UTC(2026, 0, 1, 12);
const KEY = /^[0-9a-f]{8}\.[\w-]{32}$/;

describe('KeyStore', () => {
  let folder: string;
  let nowMs: number;
  const stores: KeyStore[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringcast-keys-'));
    nowMs = NOON_MS;
  });
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
    await rm(folder, { recursive: true });
  });

  /** A store on the same folder, as another process has one. */
  function open(): KeyStore {
    const store = new KeyStore({ folder, now: () => nowMs, logger: new MemoryLogger() });
    stores.push(store);
    return store;
  }

  async function rejectionOf(action: Promise<unknown>): Promise<unknown> {
    return action.then(
      () => 'nothing went wrong',
      (error: unknown) => (error as { code: string }).code,
    );
  }

  it('makes keys that open their station and no other', async () => {
    const store = open();
    const { key } = await store.make({ label: 'Anna', station: 'main' });
    expect(key).to.match(KEY);
    expect(store.opens('main', key)).to.equal(true);
    expect(store.opens('other', key)).to.equal(false);
  });

  it('makes keys that open every station', async () => {
    const { key } = await open().make({ label: 'the encoder in the rack', station: null });
    expect(open().opens('main', key)).to.equal(true);
    expect(open().opens('other', key)).to.equal(true);
  });

  it('opens nothing to a key that differs in one character, or to anything else', async () => {
    const { key } = await open().make({ label: 'Anna', station: 'main' });
    const last = key.endsWith('A') ? 'B' : 'A';
    for (const wrong of [key.slice(0, -1) + last, key.slice(0, -1), `${key}A`, '', '../../etc/passwd'])
      expect(open().opens('main', wrong), wrong).to.equal(false);
  });

  it('keeps no key, but what it takes to know one', async () => {
    const { key, entry } = await open().make({ label: 'Anna', station: 'main' });
    open().opens('main', key);
    const [, secret = ''] = key.split('.');
    for (const name of await readdir(folder)) {
      expect(name).not.to.include(secret);
      expect(await readFile(join(folder, name), 'utf8')).not.to.include(secret);
    }
    expect(await readdir(folder)).to.include(`${entry.id}.json`);
  });

  it('opens nothing from the moment a key is revoked, by whichever process', async () => {
    const server = open();
    const { key, entry } = await server.make({ label: 'Anna', station: 'main' });
    expect(server.opens('main', key)).to.equal(true);
    await open().revoke(entry.id);
    expect(server.opens('main', key)).to.equal(false);
    expect(await server.list()).to.deep.equal([]);
  });

  it('revokes the keys of one station, also where another cannot be read', async () => {
    const store = open();
    const [one, other, all] = await Promise.all(
      ['one', 'other', null].map((station) => store.make({ label: 'Anna', station })),
    );
    await writeFile(join(folder, `${other?.entry.id}.json`), '{');
    await store.revokeOf('one');
    expect(store.opens('one', one?.key ?? '')).to.equal(false);
    expect(store.opens('one', all?.key ?? '')).to.equal(true);
    expect(await readdir(folder)).to.include(`${other?.entry.id}.json`);
  });

  it('lists the oldest first, with when each was used last', async () => {
    const store = open();
    const first = await store.make({ label: 'first', station: 'main' });
    nowMs += 1_000;
    const second = await store.make({ label: 'second', station: null });
    nowMs += 60_000;
    store.opens('main', first.key);
    await store.close();
    const created = { id: first.entry.id, createdAt: '2026-01-01T12:00:00.000Z' };
    expect(await open().list()).to.deep.equal([
      { ...created, label: 'first', station: 'main', lastUsedAt: '2026-01-01T12:01:01.000Z' },
      { ...second.entry, createdAt: '2026-01-01T12:00:01.000Z', lastUsedAt: null },
    ]);
  });

  it('does not bring a revoked key back by noting its use', async () => {
    const store = open();
    const { key, entry } = await store.make({ label: 'Anna', station: 'main' });
    store.opens('main', key);
    await open().revoke(entry.id);
    await store.close();
    expect(open().opens('main', key)).to.equal(false);
    expect(await open().list()).to.deep.equal([]);
  });

  it('says what is wrong with a label, a station and an id', async () => {
    const store = open();
    expect(await rejectionOf(store.make({ label: ' ', station: 'main' }))).to.equal('bad-label');
    expect(await rejectionOf(store.make({ label: 'two\nlines', station: 'main' }))).to.equal('bad-label');
    expect(await rejectionOf(store.make({ label: 'Anna', station: '../main' }))).to.equal('bad-station');
    expect(await rejectionOf(store.revoke('00000000'))).to.equal('unknown-key');
    expect(await rejectionOf(store.revoke('../admin-key'))).to.equal('unknown-key');
  });

  it('opens nothing where a file is not what it wrote, and names the file', async () => {
    const { key, entry } = await open().make({ label: 'Anna', station: 'main' });
    await writeFile(join(folder, `${entry.id}.json`), '{');
    expect(open().opens('main', key)).to.equal(false);
    expect(await rejectionOf(open().list())).to.equal('broken-key-file');
  });
});
