import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect } from 'chai';
import { installPackages } from '../../../setup/apt.mjs';

/** Refuses everything where one package is unknown, as apt-get does, and notes what it installs. */
const APT_GET = `#!/bin/sh
cd "$(dirname "$0")"
case "$*" in *firefox-esr*) echo "E: Unable to locate package firefox-esr" >&2; exit 100;; esac
[ "$1" = install ] && for word; do case $word in ffmpeg|curl|vlc-bin) echo $word >> installed;; esac; done
exit 0
`;

describe('installPackages', () => {
  const { PATH } = process.env;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringcast-apt-'));
    await writeFile(join(folder, 'apt-get'), APT_GET);
    await chmod(join(folder, 'apt-get'), 0o755);
    process.env['PATH'] = `${folder}${delimiter}${PATH}`;
  });
  afterEach(async () => {
    process.env['PATH'] = PATH;
    await rm(folder, { recursive: true });
  });

  it('installs all at once', async () => {
    expect(await installPackages(['ffmpeg', 'curl'])).to.equal(undefined);
    expect(await installed()).to.deep.equal(['ffmpeg', 'curl']);
  });

  it('installs the others where the distribution lacks one, and says which', async () => {
    const failure = await installPackages(['ffmpeg', 'firefox-esr', 'curl', 'vlc-bin']);
    expect(failure).to.match(/^apt cannot install firefox-esr: .*Unable to locate package firefox-esr/s);
    expect(await installed()).to.deep.equal(['ffmpeg', 'curl', 'vlc-bin']);
  });

  async function installed(): Promise<string[]> {
    return (await readFile(join(folder, 'installed'), 'utf8')).trimEnd().split('\n');
  }
});
