import { LevelMeter } from './element/level-meter.ts';
import { RingcastCapture } from './element/ringcast-capture.ts';
import { RingcastProgramme } from './element/ringcast-programme.ts';

customElements.define('ringcast-level-meter', LevelMeter);
customElements.define('ringcast-programme', RingcastProgramme);
customElements.define('ringcast-capture', RingcastCapture);
