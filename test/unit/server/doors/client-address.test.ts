import { expect } from 'chai';
import { createAddressLookup, isProxyName } from '../../../../packages/server/src/doors/client-address.ts';

function addressOf(trusted: string[], remoteAddress: string | undefined, forwardedFor?: string): string {
  const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor };
  return createAddressLookup(trusted)({ socket: { remoteAddress }, headers });
}

describe('createAddressLookup', () => {
  it('believes nobody who is not trusted', () => {
    expect(addressOf([], '127.0.0.1', '192.0.2.1')).to.equal('127.0.0.1');
    expect(addressOf(['10.0.0.0/8'], '198.51.100.1', '192.0.2.1')).to.equal('198.51.100.1');
  });

  it('believes a trusted proxy, and of what the client said before it nothing', () => {
    expect(addressOf(['loopback'], '127.0.0.1', '192.0.2.1')).to.equal('192.0.2.1');
    expect(addressOf(['loopback'], '::ffff:127.0.0.1', '10.9.9.9, 192.0.2.1')).to.equal('192.0.2.1');
    expect(addressOf(['loopback', '10.0.0.0/8'], '::1', '6.6.6.6, 192.0.2.1, 10.0.0.2')).to.equal(
      '192.0.2.1',
    );
  });

  it('is the proxy where it says nothing, and nothing for a connection that is gone', () => {
    expect(addressOf(['loopback'], '127.0.0.1')).to.equal('127.0.0.1');
    expect(addressOf(['loopback'], undefined, '192.0.2.1')).to.equal('');
  });
});

describe('isProxyName', () => {
  it('takes addresses, networks and the three names', () => {
    for (const name of ['127.0.0.1', '10.0.0.0/8', 'fd00::/8', 'loopback', 'linklocal', 'uniquelocal'])
      expect(isProxyName(name), name).to.equal(true);
    for (const name of ['', 'all', '10.0.0.0/33', 'proxy.example', '10.0.0'])
      expect(isProxyName(name), name).to.equal(false);
  });
});
