import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
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

interface Service {
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly restart?: string;
  readonly environment?: Readonly<Record<string, string>>;
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
    const documented = readFileSync(join(DOCKER, '../docs/configuration.md'), 'utf8');
    const variables = new Set(
      Array.from(documented.matchAll(/`(RINGCAST_[A-Z_]+)`/g), ([, name = '']) => name),
    );
    const wanted = [...variables].filter((name) => !DECIDED.includes(name));
    expect(wanted).to.have.length.above(30);
    const given = Object.fromEntries(wanted.map((name) => [name, `value of ${name}`]));
    const { ringcast } = await servicesOf('compose.yaml', given);
    expect(ringcast?.environment).to.include(given);
  });

  async function servicesOf(file: string, variables: Readonly<Record<string, string>>) {
    const { stdout } = await promisify(execFile)(compose.path, ['-f', join(DOCKER, file), 'config'], {
      env: { PATH: process.env['PATH'], ...variables },
    });
    return (parse(stdout) as { services: Record<string, Service> }).services;
  }
});

function isRingcast(service: string): boolean {
  return !['caddy', 'edge', 'redis'].includes(service);
}
