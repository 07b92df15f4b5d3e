import { numberedNoise } from '../test/helpers/numbered-noise.ts';
import { WebSocketSource } from '../test/helpers/websocket-source.ts';

// A broadcaster in a process of its own: `steady-source.ts BASE_URL KEY`, until it is ended.
const [base = '', key = ''] = process.argv.slice(2);
await WebSocketSource.start({ server: { url: (path) => `${base}${path}`, key }, sound: numberedNoise });
