import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { ListenerTokens } from '../../../../packages/server/src/keys/listener-tokens.ts';
import { requireProgram } from '../../../helpers/required-program.ts';

const SECRET = 'secret-of-the-tests';
const NOON_MS = Date.UTC(2026, 0, 1, 12);

describe('ListenerTokens', () => {
  let nowMs: number;
  let tokens: ListenerTokens;

  beforeEach(() => {
    nowMs = NOON_MS;
    tokens = new ListenerTokens({ secret: SECRET, now: () => nowMs });
  });

  it('admits whoever brings one, until it ends', () => {
    const token = tokens.make('main', NOON_MS + 60_000);
    expect(tokens.judge('main', token)).to.deep.equal({ kind: 'admitted', forMs: 60_000 });
    nowMs += 59_999;
    expect(tokens.judge('main', token)).to.deep.equal({ kind: 'admitted', forMs: 1 });
    nowMs += 1;
    expect(tokens.judge('main', token).kind).to.equal('token-expired');
  });

  it('admits nobody else', () => {
    const token = tokens.make('main', NOON_MS + 60_000);
    const [expiry, signature] = token.split('.');
    const stranger = new ListenerTokens({ secret: 'another-secret-1', now: () => nowMs });
    for (const wrong of [
      stranger.make('main', NOON_MS + 60_000),
      `${Number(expiry) + 1}.${signature}`,
      `0${expiry}.${signature}`,
      `${token}A`,
      '',
      '.',
    ])
      expect(tokens.judge('main', wrong).kind, wrong).to.equal('token-wrong');
    expect(tokens.judge('other', token).kind).to.equal('token-wrong');
    expect(tokens.judge('main', undefined).kind).to.equal('token-needed');
  });

  describe('made by another program', () => {
    const openssl = requireProgram('openssl');

    it('are as good', () => {
      const expiry = String(NOON_MS / 1_000 + 60);
      const options = { input: `main.${expiry}` };
      const signature = execFileSync(openssl.path, ['dgst', '-sha256', '-hmac', SECRET, '-binary'], options);
      const token = `${expiry}.${signature.toString('base64url')}`;
      expect(token).to.equal(tokens.make('main', NOON_MS + 60_000));
      expect(tokens.judge('main', token).kind).to.equal('admitted');
    });
  });
});
