import { NodeBroadcaster } from './node-broadcaster.ts';
import type { SourceAnswer, SourceCall, SourceStatus } from './source-process.ts';
import { TcpRelay } from './tcp-relay.ts';

const TELL_EVERY_MS = 20;

const [port, key = ''] = process.argv.slice(2);
const relay = await TcpRelay.open(Number(port));
const broadcaster = new NodeBroadcaster({ host: relay.host, key });
const telling = setInterval(tell, TELL_EVERY_MS);
process.on('message', (call: SourceCall) => void answer(call));
process.once('disconnect', () => void close());
tell();

async function answer({ id, action }: SourceCall): Promise<void> {
  if (action === 'stop') await broadcaster.stop();
  else if (action === 'untilLive') await broadcaster.untilState('live');
  else if (action === 'close') return close();
  else relay[action]();
  tell();
  process.send?.({ id } satisfies SourceAnswer);
}

function tell(): void {
  const { session, capturedSamples, stats, notices } = broadcaster;
  process.send?.({ session, capturedSamples, stats, notices } satisfies SourceStatus);
}

async function close(): Promise<void> {
  clearInterval(telling);
  broadcaster.close();
  await relay.close();
  if (process.connected) process.disconnect();
}
