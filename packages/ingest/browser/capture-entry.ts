import { LevelMeter } from './element/level-meter.ts';
import { RingcastCapture } from './element/ringcast-capture.ts';

customElements.define('ringcast-level-meter', LevelMeter);
customElements.define('ringcast-capture', RingcastCapture);
