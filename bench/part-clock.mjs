import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';

// Loaded into the measured server by --import: notes when each part had come from ffmpeg, by the monotonic clock that
// all processes of the machine share.
subscribe('ringcast:part-encoded', (message) => {
  const { startSample } = /** @type {{ startSample: number }} */ (message);
  appendFileSync(process.env.PART_CLOCK_FILE ?? '', `${startSample} ${process.hrtime.bigint()}\n`);
});
