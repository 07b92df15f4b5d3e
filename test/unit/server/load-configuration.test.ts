import { expect } from 'chai';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { configurationSchema } from '../../../packages/server/src/configuration/configuration-schema.ts';
import { loadConfiguration } from '../../../packages/server/src/configuration/load-configuration.ts';

const EXAMPLE = new URL('../../../ringcast.example.yaml', import.meta.url);

describe('loadConfiguration', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringcast-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function fileWith(text: string): NodeJS.ProcessEnv {
    const file = join(folder, 'ringcast.yaml');
    writeFileSync(file, text);
    return { RINGCAST_CONFIG: file };
  }

  it('reads the example file to exactly the defaults', () => {
    const example = configurationSchema.parse(parse(readFileSync(EXAMPLE, 'utf8')));
    expect(example).to.deep.equal(configurationSchema.parse({}));
  });

  it('names every setting and variable in the example file', () => {
    const example = readFileSync(EXAMPLE, 'utf8');
    for (const setting of Object.keys(configurationSchema.shape)) {
      expect(example).to.match(new RegExp(`^(# )?${setting}:`, 'm'));
      const variable = setting.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
      expect(example).to.contain(`RINGCAST_${variable}`);
    }
  });

  it('lets a variable win over the file', () => {
    const environment = { ...fileWith('port: 9000\nlatency: ultra\n'), PORT: '9001' };
    const { configuration } = loadConfiguration(environment);
    expect(configuration).to.include({ port: 9001, latency: 'ultra' });
  });

  it('takes an empty variable for none', () => {
    expect(loadConfiguration({ ...fileWith(''), RINGCAST_STREAM_KEY: '' }).configuration.streamKey).to.equal(
      undefined,
    );
  });

  it('chooses among the stations of the file by name', () => {
    const environment = {
      ...fileWith('stations: { a: { latency: ultra }, b: }\n'),
      RINGCAST_STATIONS: 'a, c',
    };
    expect(loadConfiguration(environment).configuration.stations).to.deep.equal({
      a: { latency: 'ultra' },
      c: {},
    });
  });

  it('tells of variables that are no setting', () => {
    const { unknownVariables } = loadConfiguration({ ...fileWith(''), RINGCAST_LATENC: 'low' });
    expect(unknownVariables).to.deep.equal(['RINGCAST_LATENC']);
  });

  it('passes over what is no setting by its nature, and what nobody has set', () => {
    const environment = {
      ...fileWith(''),
      RINGCAST_DOMAIN: 'radio.example.org',
      RINGCAST_PLAYERS: '2',
      RINGCAST_SOURCE_ADDRESS: '0.0.0.0',
      RINGCAST_UPSTREAMS: './upstreams.conf',
      RINGCAST_OLD: '',
      RINGCAST_PORT: 'tcp://10.0.0.1:8000',
      RINGCAST_SERVICE_HOST: '10.0.0.1',
      RINGCAST_PORT_8000_TCP_ADDR: '10.0.0.1',
      RINGCAST_EDGE_SERVICE_PORT_HTTP: '80',
      RINGCAST_EDGE_PORT: 'tcp://10.0.0.2:80',
      RINGCAST_EDGE_PORT_80_TCP: 'tcp://10.0.0.2:80',
    };
    const { configuration, unknownVariables } = loadConfiguration(environment);
    expect(unknownVariables).to.deep.equal([]);
    expect(configuration.port).to.equal(8000);
  });

  const wrong: { name: string; environment: () => NodeJS.ProcessEnv; says: RegExp }[] = [
    {
      name: 'a port that is no number',
      environment: () => ({ PORT: 'eighty' }),
      says: /^PORT: port: .*number/,
    },
    { name: 'a port out of range', environment: () => ({ PORT: '70000' }), says: /^PORT: port: .*65535/ },
    {
      name: 'an unknown profile',
      environment: () => ({ RINGCAST_LATENCY: 'fast' }),
      says: /RINGCAST_LATENCY.*ultra/,
    },
    { name: 'an unknown rendition', environment: () => ({ RINGCAST_RENDITIONS: 'mp3' }), says: /aac-KBITS/ },
    {
      name: 'a bitrate no AAC has',
      environment: () => ({ RINGCAST_RENDITIONS: 'aac-999' }),
      says: /aac-16 to aac-320/,
    },
    {
      name: 'a rendition twice',
      environment: () => ({ RINGCAST_RENDITIONS: 'flac,flac' }),
      says: /no name twice/,
    },
    {
      name: 'a station name with ..',
      environment: () => ({ RINGCAST_STATIONS: '../etc' }),
      says: /RINGCAST_STATIONS: stations/,
    },
    {
      name: 'a key too short',
      environment: () => ({ RINGCAST_STREAM_KEY: 'abc' }),
      says: /at least 8 characters/,
    },
    { name: 'a misspelt setting', environment: () => fileWith('latencey: low\n'), says: /latencey/ },
    {
      name: 'a receiver that is no address',
      environment: () => ({
        RINGCAST_WEBHOOK_URLS: 'example',
        RINGCAST_WEBHOOK_SECRET: 'a-secret-of-the-tests',
      }),
      says: /^RINGCAST_WEBHOOK_URLS: webhookUrls\.0: expected http or https URLs$/,
    },
    {
      name: 'a password in the address of a receiver',
      environment: () => ({
        RINGCAST_WEBHOOK_URLS: 'https://user:password-of-the-tests@example.org/hook',
        RINGCAST_WEBHOOK_SECRET: 'a-secret-of-the-tests',
      }),
      says: /^RINGCAST_WEBHOOK_URLS: webhookUrls\.0: expected URLs without user and password(?!.*of-the-tests)/,
    },
    { name: 'a file that is no YAML', environment: () => fileWith('port: [1\n'), says: /cannot be read/ },
    {
      name: 'a file that is not there',
      environment: () => ({ RINGCAST_CONFIG: '/nowhere.yaml' }),
      says: /expected a file/,
    },
  ];
  for (const { name, environment, says } of wrong) {
    it(`refuses ${name} and says where`, () => {
      expect(() => loadConfiguration(environment())).to.throw(says);
    });
  }

  it('never shows a key in a message', () => {
    expect(() => loadConfiguration({ RINGCAST_STREAM_KEY: 'has space' }))
      .to.throw()
      .with.property('message')
      .not.contain('has space');
  });
});
