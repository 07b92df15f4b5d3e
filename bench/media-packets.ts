import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A packet of a media file as ffprobe sees it. */
export interface MediaPacket {
  /** Media time of its first sample. */
  readonly startSample: number;
  /** Where its bytes are in the file. */
  readonly offset: number;
}

/** The packets of an audio file whose time scale is its sample rate, by ffprobe, which knows nothing of Ringcast. */
export async function readPackets(ffprobePath: string, file: string): Promise<MediaPacket[]> {
  const words = ['-v', 'error', '-show_entries', 'packet=pts,pos', '-of', 'csv=p=0', file];
  const child = spawn(ffprobePath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const packets: MediaPacket[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const [startSample = Number.NaN, offset = Number.NaN] = line.split(',').map(Number);
    packets.push({ startSample, offset });
  }
  return packets;
}
