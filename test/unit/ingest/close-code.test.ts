import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import {
  closeCodeOf,
  isWireErrorCode,
  retryOf,
  wireErrorCodeOf,
} from '../../../packages/ingest/src/wire/close-code.ts';

const AGAIN: Record<string, string> = {
  no: 'never',
  yes: 'yes',
  later: 'later',
  'new session': 'new-session',
};

interface DocumentedClose {
  readonly closeCode: number;
  readonly code: string;
  readonly retry: string;
}

/** The rows of the table in docs/protocol.md that have an error code. */
async function documentedCloses(): Promise<DocumentedClose[]> {
  const page = await readFile(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');
  const rows = page.matchAll(/^\| (\d{4}) \| `([a-z-]+)` \|.*\| ([a-z ]+) \|$/gm);
  return Array.from(rows, ([, closeCode, code, again]) => ({
    closeCode: Number(closeCode),
    code: code ?? '',
    retry: AGAIN[again ?? ''] ?? 'undocumented',
  }));
}

describe('close codes', () => {
  it('are those of docs/protocol.md', async () => {
    const documented = await documentedCloses();
    expect(documented.length).to.equal(14);
    for (const { closeCode, code, retry } of documented) {
      if (!isWireErrorCode(code)) throw new Error(`${code} is documented but not known`);
      expect({ closeCode: closeCodeOf(code), retry: retryOf(closeCode) }).to.deep.equal({ closeCode, retry });
      expect(wireErrorCodeOf(closeCode)).to.equal(code);
    }
  });

  it('let a client come back after a loss or a restart of the server, not after a stop', () => {
    expect([1000, 1001, 1006].map(retryOf)).to.deep.equal(['never', 'yes', 'yes']);
    expect(wireErrorCodeOf(1006)).to.equal(undefined);
    expect(isWireErrorCode('toString')).to.equal(false);
  });
});
