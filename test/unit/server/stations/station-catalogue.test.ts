import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { configurationSchema } from '../../../../packages/server/src/configuration/configuration-schema.ts';
import { StationCatalogue } from '../../../../packages/server/src/stations/station-catalogue.ts';

const MAIN = { delayMs: 500, streamKey: 'a-key-of-main', listen: 'token' };

describe('the catalogue of stations', () => {
  let stateDir: string;

  beforeEach(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'ringcast-catalogue-'));
  });
  afterEach(() => rm(stateDir, { recursive: true }));

  function open(stations: object = { main: MAIN, other: null }): StationCatalogue {
    return StationCatalogue.open(configurationSchema.parse({ stateDir, stations }));
  }

  it('has those of the settings where nothing was made', () => {
    const catalogue = open();
    expect(Object.keys(catalogue.stations)).to.deep.equal(['main', 'other']);
    expect(catalogue.settingsOf('main')).to.deep.equal({ delayMs: 500 });
    expect(catalogue.isConfigured('main')).to.equal(true);
    expect(catalogue.has('pop-up')).to.equal(false);
  });

  it('keeps what is made and changed, on top of the settings, for the next process', async () => {
    const first = open();
    await Promise.all([
      first.put({ name: 'pop-up', settings: { latency: 'ultra' } }),
      first.put({ name: 'main', settings: { delayMs: 800 } }),
    ]);
    const next = open();
    expect(Object.keys(next.stations)).to.deep.equal(['main', 'other', 'pop-up']);
    expect(next.settingsOf('main')).to.deep.equal({ delayMs: 800 });
    expect(next.stations['main']?.streamKey).to.equal('a-key-of-main');
    expect(next.settingsOf('pop-up')).to.deep.equal({ latency: 'ultra' });
    expect(next.isConfigured('pop-up')).to.equal(false);
    await next.remove('pop-up');
    expect(Object.keys(open().stations)).to.deep.equal(['main', 'other']);
    expect(await readdir(stateDir)).to.deep.equal(['stations.json']);
  });

  it('has no station more of which something was changed once the settings name it no more', async () => {
    const first = open();
    await first.put({ name: 'pop-up', settings: {} });
    await first.put({ name: 'main', settings: { delayMs: 800 } });
    await first.put({ name: 'other', settings: {} });
    const next = open({ other: null });
    expect(Object.keys(next.stations)).to.deep.equal(['other', 'pop-up']);
    expect(next.has('main')).to.equal(false);
    expect(next.settingsOf('main')).to.deep.equal({});
    await next.put({ name: 'third', settings: {} });
    // It is the same station once they name it again.
    expect(open().settingsOf('main')).to.deep.equal({ delayMs: 800 });
    // Made under the name it had, another one begins with nothing of it.
    await next.put({ name: 'main', settings: { latency: 'ultra' } });
    expect(open({ other: null }).settingsOf('main')).to.deep.equal({ latency: 'ultra' });
  });

  it('keeps no mere saving of a station that the settings name', async () => {
    const catalogue = open();
    await catalogue.put({ name: 'main', settings: { delayMs: 800 } });
    await catalogue.put({ name: 'main', settings: {} });
    expect(JSON.parse(await readFile(join(stateDir, 'stations.json'), 'utf8'))).to.deep.equal({});
    expect(open().settingsOf('main')).to.deep.equal({ delayMs: 500 });
  });

  it('takes a station for made where a file does not tell, until the settings have named it', async () => {
    const kept = { main: { delayMs: 800 }, other: {}, 'pop-up': { latency: 'ultra' } };
    await writeFile(join(stateDir, 'stations.json'), JSON.stringify(kept));
    expect(Object.keys(open({ third: null }).stations)).to.deep.equal(['third', 'main', 'other', 'pop-up']);
    const upgraded = open();
    await upgraded.noteConfigured();
    expect(upgraded.settingsOf('main')).to.deep.equal({ delayMs: 800 });
    expect(Object.keys(open({ third: null }).stations)).to.deep.equal(['third', 'pop-up']);
  });

  it('says what is wrong with a file that somebody wrote into', async () => {
    await writeFile(join(stateDir, 'stations.json'), '{ "pop-up": { "latency": "fast" } }');
    expect(open).to.throw(/stations\.json: expected.*Correct it, or remove it.*latency/s);
  });
});
