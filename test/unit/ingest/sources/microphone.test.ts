import { expect } from 'chai';
import { Microphone } from '../../../../packages/ingest/browser/sources/microphone.ts';
import { PluggedMicrophones } from '../../../helpers/plugged-microphones.ts';

describe('Microphone', () => {
  let plugged: PluggedMicrophones;
  let opened: string[];
  let microphone: Microphone;

  beforeEach(() => {
    plugged = new PluggedMicrophones('built-in', 'usb');
    opened = [];
    microphone = makeMicrophone({ fallsBack: true });
  });
  afterEach(() => {
    microphone.close();
    plugged.close();
  });

  function makeMicrophone(options: { fallsBack: boolean }): Microphone {
    const onChange = (): void => {
      if (microphone.state.name === 'open') opened.push(microphone.state.label);
    };
    return new Microphone({ onChange, onSource: () => {}, onSourceClosed: () => {} }, options);
  }

  it('waits for the chosen device where that is away for some seconds, with no other in its place', async () => {
    await microphone.open('usb');
    plugged.plug('built-in');
    await plugged.advance(7_000);
    expect(microphone.state).to.deep.equal({ name: 'lost', problem: { code: 'gone' } });
    plugged.plug('built-in', 'usb');
    await plugged.advance(2_000);
    expect(opened).to.deep.equal(['usb', 'usb']);
  });

  it('lets the default stand in for one that stays away, and takes that again when it is back', async () => {
    await microphone.open('usb');
    plugged.plug('built-in');
    await plugged.advance(9_000);
    expect(opened).to.deep.equal(['usb', 'Default - built-in']);
    plugged.plug('built-in', 'headset');
    microphone.retryNow();
    await plugged.advance(1_000);
    expect(opened).to.have.length(2);
    plugged.plug('built-in', 'usb');
    microphone.retryNow();
    await plugged.advance(1_000);
    expect(opened.slice(2)).to.deep.equal(['usb']);
  });

  it('waits for the device that was the default when it was opened, too', async () => {
    plugged.plug('usb', 'built-in');
    await microphone.open();
    plugged.plug('built-in');
    await plugged.advance(7_000);
    plugged.plug('usb', 'built-in');
    microphone.retryNow();
    await plugged.advance(1_000);
    expect(opened).to.deep.equal(['Default - usb', 'usb']);
  });

  it('keeps the one that stands in while its processing is changed', async () => {
    await microphone.open('usb');
    plugged.plug('built-in');
    await plugged.advance(9_000);
    await microphone.process('speech');
    expect(microphone.state).to.deep.include({ name: 'open', label: 'built-in' });
    plugged.plug('built-in', 'usb');
    microphone.retryNow();
    await plugged.advance(1_000);
    expect(opened.at(-1)).to.equal('usb');
  });

  it('lets another stand in at once for one that stood in', async () => {
    await microphone.open('usb');
    plugged.plug('headset', 'built-in');
    await plugged.advance(9_000);
    plugged.plug('built-in');
    await plugged.advance(100);
    expect(opened).to.deep.equal(['usb', 'Default - headset', 'Default - built-in']);
  });

  it('keeps the one that stands in until the other gives sound', async () => {
    await microphone.open('usb');
    plugged.plug('built-in');
    await plugged.advance(9_000);
    plugged.plug('built-in', 'usb');
    plugged.occupied = 'usb';
    microphone.retryNow();
    await plugged.advance(5_000);
    expect(microphone.state).to.deep.include({ name: 'open', label: 'Default - built-in' });
    plugged.occupied = undefined;
    await plugged.advance(2_000);
    expect(opened).to.deep.equal(['usb', 'Default - built-in', 'usb']);
  });

  it('waits for one that is chosen on air and is not ready', async () => {
    await microphone.open('built-in');
    plugged.occupied = 'usb';
    await microphone.open('usb');
    await plugged.advance(3_000);
    expect(microphone.state.name).to.equal('lost');
    plugged.occupied = undefined;
    await plugged.advance(2_000);
    expect(opened).to.deep.equal(['built-in', 'usb']);
  });

  it('lets none stand in where that is not wanted', async () => {
    microphone = makeMicrophone({ fallsBack: false });
    await microphone.open('usb');
    plugged.plug('built-in');
    await plugged.advance(60_000);
    expect(microphone.state.name).to.equal('lost');
  });
});
