import { expect } from 'chai';
import { isNodeSupported } from '../../../setup/node-version.mjs';

describe('the version of Node that set-up asks for', () => {
  const VERSIONS: [version: string, isSupported: boolean][] = [
    ['18.20.8', false],
    ['20.18.3', false],
    ['20.19.0', true],
    ['20.20.2', true],
    // It has no crc32 in node:zlib.
    ['21.7.3', false],
    ['22.1.0', false],
    ['22.11.0', false],
    ['22.12.0', true],
    ['23.0.0', true],
    ['24.1.0', true],
  ];
  for (const [version, isSupported] of VERSIONS) {
    it(`is ${isSupported ? '' : 'not '}met by ${version}`, () => {
      expect(isNodeSupported(version)).to.equal(isSupported);
    });
  }
});
