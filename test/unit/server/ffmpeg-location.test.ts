import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  FfmpegLocationError,
  findFfmpeg,
  findServersFfmpeg,
} from '../../../packages/server/src/ffmpeg-location.ts';
import { requireProgram } from '../../helpers/required-program.ts';

describe('findFfmpeg', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringcast-ffmpeg-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function plant(name: string, script: string): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, `#!/bin/sh\n${script}\n`);
    await chmod(path, 0o755);
    return path;
  }

  async function failureOf(
    search: Parameters<typeof findFfmpeg>[0],
    find: (search: Parameters<typeof findFfmpeg>[0]) => Promise<unknown> = findFfmpeg,
  ): Promise<FfmpegLocationError> {
    try {
      await find(search);
    } catch (error) {
      expect(error).to.be.instanceOf(FfmpegLocationError);
      return error as FfmpegLocationError;
    }
    throw new Error('an ffmpeg was found');
  }

  const works = 'echo ffmpeg version 5.1';

  it('takes the configured one before all others', async () => {
    const configured = await plant('own', works);
    const bundled = await plant('bundled', works);
    await plant('ffmpeg', works);
    expect(await findFfmpeg({ configured, bundled, searchPath: folder })).to.deep.equal({
      path: configured,
      foundBy: 'setting',
    });
  });

  it('takes a configured command from the search path', async () => {
    const path = await plant('ffmpeg7', works);
    const found = await findFfmpeg({ configured: 'ffmpeg7', bundled: null, searchPath: folder });
    expect(found.path).to.equal(path);
  });

  it('takes the bundled one before the search path', async () => {
    const bundled = await plant('bundled', works);
    await plant('ffmpeg', works);
    const found = await findFfmpeg({ bundled, searchPath: folder });
    expect(found).to.deep.equal({ path: bundled, foundBy: 'ffmpeg-static' });
  });

  it('passes over a bundled one that does not run', async () => {
    const bundled = await plant('bundled', 'exit 1');
    const path = await plant('ffmpeg', works);
    const found = await findFfmpeg({ bundled, searchPath: `/nowhere:${folder}` });
    expect(found).to.deep.equal({ path, foundBy: 'search path' });
  });

  for (const [what, configured, reason] of [
    ['is missing', '/nowhere/ffmpeg', 'no such program'],
    ['is no program', '/etc/passwd', 'no such program'],
    ['is another program', '/bin/echo', 'it is not ffmpeg'],
    ['fails', '/bin/false', 'exit code 1'],
    ['is no command', 'ffmpeg-of-mine', 'no such program'],
  ] as const) {
    it(`names the setting when the configured one ${what}, though another would run`, async () => {
      await plant('ffmpeg', works);
      const error = await failureOf({ configured, bundled: null, searchPath: folder });
      expect(error.code).to.equal('ffmpeg-unusable');
      expect(error.message).to.include('RINGCAST_FFMPEG').and.include(configured).and.include(reason);
    });
  }

  it('says in one line how to get ffmpeg when there is none', async () => {
    const error = await failureOf({ bundled: null, searchPath: folder });
    expect(error.code).to.equal('ffmpeg-missing');
    expect(error.message).to.match(
      /^ffmpeg was not found; install it \(apt-get install ffmpeg.*RINGCAST_FFMPEG/,
    );
  });

  it('says that the one on the search path does not run', async () => {
    const path = await plant('ffmpeg', 'exit 127');
    const error = await failureOf({ bundled: null, searchPath: folder });
    expect(error.message).to.include(`${path} cannot be used (exit code 127)`);
  });

  describe('for a server', () => {
    const ffmpeg = requireProgram('ffmpeg');
    const configuration = { ffmpeg: undefined };
    const hasNoFlac = (): string => `'${ffmpeg.path}' "$@" | sed '/ flac /d'`;

    it('passes over one that runs and cannot encode, for one that can', async () => {
      const bundled = await plant('bundled', hasNoFlac());
      const path = await plant('ffmpeg', `exec '${ffmpeg.path}' "$@"`);
      const found = await findServersFfmpeg({ configuration, searchPath: folder }, { bundled });
      expect(found).to.deep.equal({ path, foundBy: 'search path' });
    });

    it('says what one cannot encode, and that another program is not ffmpeg', async () => {
      const find = ({ configured }: { configured?: string | undefined }): Promise<unknown> =>
        findServersFfmpeg({ configuration: { ffmpeg: configured }, searchPath: folder });
      const search = { searchPath: folder };
      const poor = await failureOf({ ...search, configured: await plant('poor', hasNoFlac()) }, find);
      expect(poor.message).to.include('cannot be used (it has no encoder flac)');
      const other = await plant(
        'other',
        `'${ffmpeg.path}' "$@" 2>&1 | sed 's/^ffmpeg version/ffprobe version/'`,
      );
      expect((await failureOf({ ...search, configured: other }, find)).message).to.include(
        'it is not ffmpeg',
      );
    });
  });
});
