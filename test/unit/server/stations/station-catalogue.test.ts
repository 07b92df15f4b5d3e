import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { configurationSchema } from '../../../../packages/server/src/configuration/configuration-schema.ts';
import { StationCatalogue } from '../../../../packages/server/src/stations/station-catalogue.ts';

describe('the catalogue of stations', () => {
  let stateDir: string;

  beforeEach(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'ringcast-catalogue-'));
  });
  afterEach(() => rm(stateDir, { recursive: true }));

  function open(): StationCatalogue {
    const stations = { main: { delayMs: 500, streamKey: 'a-key-of-main' }, other: null };
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

  it('says what is wrong with a file that somebody wrote into', async () => {
    await writeFile(join(stateDir, 'stations.json'), '{ "pop-up": { "latency": "fast" } }');
    expect(open).to.throw(/stations\.json: expected.*Correct it, or remove it.*latency/s);
  });
});
