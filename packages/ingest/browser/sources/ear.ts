import type { CheckRecording } from '../mixing/check-recorder.ts';

/** Between what comes and what is heard. */
const DELAY_S = 0.15;
const MAX_DELAY_S = 0.5;

/** Plays sound to the broadcaster alone, as it comes. A busy page may be heard here, and nowhere else. */
export class Ear {
  #context: AudioContext | undefined;
  #nextAtS = 0;
  #check: AudioBufferSourceNode | undefined;

  /** Plays a piece of sound behind the one before. */
  play(sound: CheckRecording): void {
    const context = this.#open();
    const isLate = this.#nextAtS < context.currentTime;
    if (this.#nextAtS > context.currentTime + MAX_DELAY_S) return;
    if (isLate) this.#nextAtS = context.currentTime + DELAY_S;
    const buffer = bufferOf(context, sound);
    const node = new AudioBufferSourceNode(context, { buffer });
    node.connect(context.destination);
    node.start(this.#nextAtS);
    this.#nextAtS += buffer.duration;
  }

  /** Plays a recording; resolves when it is over or something else is played. */
  async playRecording(recording: CheckRecording): Promise<void> {
    this.stopRecording();
    const context = this.#open();
    const node = new AudioBufferSourceNode(context, { buffer: bufferOf(context, recording) });
    this.#check = node;
    node.connect(context.destination);
    node.start();
    await new Promise<void>((resolve) => node.addEventListener('ended', () => resolve(), { once: true }));
  }

  stopRecording(): void {
    this.#check?.stop();
    this.#check = undefined;
  }

  #open(): AudioContext {
    this.#context ??= new AudioContext();
    this.#context.resume().catch(() => undefined);
    return this.#context;
  }
}

function bufferOf(context: AudioContext, { planes, sampleRateHz }: CheckRecording): AudioBuffer {
  const frames = Math.max(1, planes[0]?.length ?? 1);
  const buffer = context.createBuffer(Math.max(1, planes.length), frames, sampleRateHz);
  for (const [channel, plane] of planes.entries()) buffer.copyToChannel(plane, channel);
  return buffer;
}
