import { markedPcm } from '../test/helpers/marked-sound.ts';
import { numberedNoise } from '../test/helpers/numbered-noise.ts';
import { WebSocketSource } from '../test/helpers/websocket-source.ts';

// A broadcaster in a process of its own: `steady-source.ts BASE_URL KEY KIND STATION`, until it is ended.
const [base = '', key = '', kind = 'noise', station = 'main'] = process.argv.slice(2);
const sound = kind === 'marked' ? markedPcm : numberedNoise;
await WebSocketSource.start({ server: { url: (path) => `${base}${path}`, key }, station, sound });
