import { expect } from 'chai';
import {
  addressOfSource,
  addressOfStation,
  isSameStation,
} from '../../../../packages/player/browser/station/station-address.ts';

describe('the address of a station', () => {
  it('is under the root of the server', () => {
    expect(addressOfStation('main', 'https://radio.example/live-audio/')).to.deep.equal({
      name: 'main',
      masterUrl: 'https://radio.example/live-audio/live/main/master.m3u8',
      stateUrl: 'https://radio.example/live-audio/api/stations/main',
      timeUrl: 'https://radio.example/live-audio/api/time',
    });
  });

  it('has the token of its listener, and keeps it when it is given by its playlist', () => {
    const address = addressOfStation('main', 'https://radio.example/', '17.ab-_');
    expect(address.masterUrl).to.equal('https://radio.example/live/~17.ab-_/main/master.m3u8');
    expect(address.stateUrl).to.equal('https://radio.example/api/stations/main');
    expect(addressOfSource(address.masterUrl, 'https://other.example/')).to.deep.equal(address);
  });

  it('is found from the playlist of a Ringcast server', () => {
    const address = addressOfSource('/live/night-radio/master.m3u8', 'https://radio.example/page.html');
    expect(address).to.deep.equal(addressOfStation('night-radio', 'https://radio.example/'));
  });

  it('is only the playlist of any other server', () => {
    expect(addressOfSource('https://other.example/audio/index.m3u8', 'https://radio.example/')).to.deep.equal(
      {
        name: 'other.example',
        masterUrl: 'https://other.example/audio/index.m3u8',
        stateUrl: undefined,
        timeUrl: undefined,
      },
    );
  });

  it('is of the same station by any token, and of another by name, server or file', () => {
    const main = addressOfStation('main', 'https://radio.example/', 'old');
    expect(isSameStation(main, addressOfStation('main', 'https://radio.example/', 'new'))).to.equal(true);
    expect(isSameStation(main, addressOfStation('night', 'https://radio.example/', 'old'))).to.equal(false);
    expect(isSameStation(main, addressOfStation('main', 'https://two.example/', 'old'))).to.equal(false);
    const [one, two] = ['1', '2'].map((name) => addressOfSource(`/${name}.m3u8`, 'https://other.example/'));
    expect(one && two && isSameStation(one, two)).to.equal(false);
    expect(one && isSameStation(one, { ...one })).to.equal(true);
  });
});
