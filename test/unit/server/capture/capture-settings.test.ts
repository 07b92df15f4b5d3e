import { expect } from 'chai';
import { settleCapture } from '../../../../packages/server/src/capture/capture-settings.ts';
import { configurationSchema } from '../../../../packages/server/src/configuration/configuration-schema.ts';

const PUBLIC_URL = 'https://radio.example';

describe('the server that "ringcast capture" takes by itself', () => {
  const tls = { tlsCert: 'certificate.pem', tlsKey: 'key.pem' };
  const cases = [
    { of: 'no settings', settings: {}, server: 'http://localhost:8000' },
    { of: 'a public address', settings: { publicUrl: PUBLIC_URL }, server: 'http://localhost:8000' },
    { of: 'a host of its own', settings: { host: '::1', port: 80 }, server: 'http://[::1]:80' },
    { of: 'any host', settings: { host: '0.0.0.0' }, server: 'http://localhost:8000' },
    { of: 'TLS for a name', settings: { ...tls, publicUrl: PUBLIC_URL }, server: PUBLIC_URL },
  ];
  for (const { of, settings, server } of cases) {
    it(`is ${server} where the settings have ${of}`, async () => {
      const configuration = configurationSchema.parse({ streamKey: 'key-of-the-tests', ...settings });
      const loaded = { configuration, searchPath: '', file: undefined, unknownVariables: [] };
      const flags = { sampleRate: 48_000, channels: 2, blockSize: 480, sendKept: true } as const;
      expect((await settleCapture(flags, loaded)).destination.server).to.equal(server);
    });
  }
});
