import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { parse } from 'yaml';
import { requireProgram } from '../../helpers/required-program.ts';

const DOCKER = join(import.meta.dirname, '../../../docker');
const SECRETS = {
  RINGCAST_STREAM_KEY: 'stream-key-of-the-test',
  RINGCAST_ADMIN_KEY: 'admin-key-of-the-test',
};

/** What only makes sense as the image and the file have it, and what is not for a server. */
const DECIDED = [
  'RINGCAST_CONFIG',
  'RINGCAST_FFMPEG',
  'RINGCAST_HOST',
  'RINGCAST_HTTP_REDIRECT_PORT',
  'RINGCAST_PORT',
  'RINGCAST_PUBLIC_URL',
  'RINGCAST_RECORDINGS_DIR',
  'RINGCAST_ROLE',
  'RINGCAST_SEGMENTS_DIR',
  'RINGCAST_STATE_DIR',
  'RINGCAST_STORE',
  'RINGCAST_TLS_CERT',
  'RINGCAST_TLS_KEY',
];

/** What of it a service of several machines is told all the same. */
const SET_OF_MANY = ['RINGCAST_STORE'];

/** What a player alone reads. */
const SET_OF_PLAYERS = [
  'RINGCAST_EMBED_ORIGINS',
  'RINGCAST_HEADER_TIMEOUT_MS',
  'RINGCAST_LATENCY',
  'RINGCAST_LISTEN',
  'RINGCAST_LISTENER_REPORTS',
  'RINGCAST_LISTENER_SECRET',
  'RINGCAST_LOG_LEVEL',
  'RINGCAST_MAX_CONNECTIONS',
  'RINGCAST_MAX_CONNECTIONS_PER_ADDRESS',
  'RINGCAST_MAX_WAITING_PER_STATION',
  'RINGCAST_RENDITIONS',
  'RINGCAST_STATIONS',
  'RINGCAST_STORE',
  'RINGCAST_TRUST_PROXY',
  'RINGCAST_WINDOW_SEGMENTS',
];

interface Service {
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly restart?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly unknown[];
  readonly volumes?: readonly unknown[];
  readonly deploy?: { readonly replicas: number };
}

describe('the compose files', function () {
  this.timeout(20_000);
  const compose = requireProgram('docker-compose');

  for (const name of ['compose.yaml', 'compose.scale.yaml']) {
    it(`${name} is one that docker-compose understands, with nothing open that need not be`, async () => {
      const services = await servicesOf(name, SECRETS);
      for (const [service, settings] of Object.entries(services)) {
        expect(settings, service).to.include({ read_only: true, restart: 'unless-stopped' });
        expect(settings.cap_drop, service).to.deep.equal(['ALL']);
        expect(settings.security_opt, service).to.deep.equal(['no-new-privileges:true']);
      }
    });
  }

  it('several machines do not start without keys', async () => {
    const failure: unknown = await servicesOf('compose.scale.yaml', {}).catch((cause: unknown) => cause);
    expect(String(failure)).to.contain('set one, at least 8 characters');
  });

  it('name machines that the edge looks for, and settings that there are', async () => {
    const services = await servicesOf('compose.scale.yaml', SECRETS);
    const upstreams = readFileSync(join(DOCKER, 'edge/upstreams.conf'), 'utf8');
    const named = [...upstreams.matchAll(/^\s*server ([\w-]+):8000/gm)].map(([, service = '']) => service);
    expect(named.toSorted()).to.deep.equal(Object.keys(services).filter(isRingcast).toSorted());
    const known = readFileSync(join(DOCKER, '../docs/configuration.md'), 'utf8');
    for (const service of named) {
      const variables = Object.keys(services[service]?.environment ?? {});
      expect(variables.filter((variable) => !known.includes(`\`${variable}\``))).to.deep.equal([]);
    }
  });

  it('one server takes every setting from the environment but for those that the file decides', async () => {
    const given = valuesOf(documentedVariables().filter((name) => !DECIDED.includes(name)));
    expect(Object.keys(given)).to.have.length.above(30);
    const { ringcast } = await servicesOf('compose.yaml', given);
    expect(ringcast?.environment).to.include(given);
  });

  it('so do several machines, each service what it reads', async () => {
    const isTold = (name: string): boolean => !DECIDED.includes(name) || SET_OF_MANY.includes(name);
    const given = valuesOf(documentedVariables().filter(isTold));
    const { ingest, 'ingest-2': other, player } = await servicesOf('compose.scale.yaml', given);
    for (const service of [ingest, other]) expect(service?.environment).to.include(given);
    expect(player?.environment).to.include(valuesOf(SET_OF_PLAYERS));
  });

  describe('in a folder with files of its own, where nothing is named', () => {
    let folder: string;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'ringcast-compose-'));
      await cp(DOCKER, folder, { recursive: true });
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    it('one server takes .env and compose.override.yaml', async () => {
      const { ringcast } = await servicesIn({
        '.env': 'RINGCAST_DOMAIN=radio.example.org\nRINGCAST_SOURCE_ADDRESS=0.0.0.0\n',
        'compose.override.yaml': blockOf('ringcast.yaml:/app'),
      });
      expect(ringcast?.environment).to.include({ RINGCAST_PUBLIC_URL: 'https://radio.example.org' });
      expect(ringcast?.ports).to.deep.equal(['0.0.0.0:8000:8000/tcp']);
      expect(ringcast?.volumes).to.include(`${folder}/ringcast.yaml:/app/ringcast.yaml:ro`);
    });

    it('without .env nobody outside reaches it without https', async () => {
      const { ringcast } = await servicesIn({});
      expect(ringcast?.ports).to.deep.equal(['127.0.0.1:8000:8000/tcp']);
    });

    it('each machine of the guide takes the same .env, and its own machine.yaml', async () => {
      const env = blockOf('COMPOSE_FILE=').replaceAll('…', 'a-secret-of-the-test');
      const machines = Array.from(guide().matchAll(/`(services: \{.*?\})`/g), ([, machine = '']) => machine);
      expect(machines).to.have.length(5);
      for (const machine of machines) {
        const services = await servicesIn({ '.env': env, 'machine.yaml': machine });
        expect(services['ingest']?.environment).to.include({ RINGCAST_STORE: 'redis://10.0.0.3:6379' });
        expect(services['edge']?.volumes).to.include(`${folder}/upstreams.conf:/edge/upstreams.conf:ro`);
        const own = (parse(machine) as { services: Record<string, Service> }).services;
        for (const [name, { ports = [], deploy }] of Object.entries(own)) {
          expect(services[name]?.ports ?? []).to.deep.equal(ports.map((port) => `${String(port)}/tcp`));
          if (ports.length > 0 && name === 'player') expect(deploy).to.deep.equal({ replicas: 1 });
        }
      }
    });

    it('an edge of the guide has the folder for TLS', async () => {
      const env = blockOf('COMPOSE_FILE=').replaceAll('…', 'a-secret-of-the-test');
      const { edge } = await servicesIn({ '.env': env, 'machine.yaml': blockOf('443:8443') });
      expect(edge?.volumes).to.include(`${folder}/tls:/edge/tls:ro`);
    });

    async function servicesIn(files: Readonly<Record<string, string>>) {
      await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
      return servicesBy(['config'], folder);
    }
  });

  async function servicesOf(file: string, variables: Readonly<Record<string, string>>) {
    return servicesBy(['-f', join(DOCKER, file), 'config'], process.cwd(), variables);
  }

  async function servicesBy(words: string[], cwd: string, variables: Readonly<Record<string, string>> = {}) {
    const env = { PATH: process.env['PATH'], ...variables };
    const { stdout } = await promisify(execFile)(compose.path, words, { cwd, env });
    return (parse(stdout) as { services: Record<string, Service> }).services;
  }
});

function guide(): string {
  return readFileSync(join(DOCKER, '../docs/operations.md'), 'utf8');
}

/** The block of the guide that has this in it. */
function blockOf(text: string): string {
  const blocks = Array.from(guide().matchAll(/^```\w*\n(.*?)^```/gms), ([, block = '']) => block);
  const found = blocks.filter((block) => block.includes(text));
  expect(found, `blocks of docs/operations.md with "${text}"`).to.have.length(1);
  return found[0] ?? '';
}

function documentedVariables(): string[] {
  const documented = readFileSync(join(DOCKER, '../docs/configuration.md'), 'utf8');
  return [...new Set(Array.from(documented.matchAll(/`(RINGCAST_[A-Z_]+)`/g), ([, name = '']) => name))];
}

function valuesOf(variables: readonly string[]): Record<string, string> {
  return Object.fromEntries(variables.map((name) => [name, `value of ${name}`]));
}

function isRingcast(service: string): boolean {
  return !['caddy', 'edge', 'redis'].includes(service);
}
