import { peakOf } from '../uplink/level.ts';
import { type ChannelSettings, PLAIN_CHANNEL } from './channel-settings.ts';
import { MixChannel } from './mix-channel.ts';
import type { Contribution } from './sum.ts';
import { TalkOver } from './talk-over.ts';

/** A piece of a source's sound, before its gain. */
export interface SourceSound {
  readonly id: string;
  readonly planes: readonly Float32Array[];
}

/** What a source gives to the mix. */
export interface SourceContribution extends Contribution {
  readonly id: string;
}

/** Every source's way into the mix, and what the sources do to each other. */
export class MixChannels {
  readonly #channels = new Map<string, MixChannel>();
  readonly #talkOver = new TalkOver();

  /** The one of a source; a plain one where nothing was chosen for it. */
  of(id: string): MixChannel {
    const channel = this.#channels.get(id) ?? new MixChannel(PLAIN_CHANNEL);
    this.#channels.set(id, channel);
    return channel;
  }

  /** Takes what the broadcaster chose for every source there is; others are forgotten. */
  set(settings: Readonly<Record<string, ChannelSettings>>): void {
    for (const id of this.#channels.keys()) if (!(id in settings)) this.#channels.delete(id);
    for (const [id, chosen] of Object.entries(settings)) {
      const others = Object.entries(settings).filter(([other]) => other !== id);
      const isOtherSolo = others.some(([, { isSolo }]) => isSolo);
      if (!this.#channels.has(id)) this.#channels.set(id, new MixChannel(chosen));
      this.of(id).set(chosen, { isOtherSolo });
    }
  }

  /** What each sound gives to the mix; voices among them lower the rest. */
  contributionsOf(sounds: readonly SourceSound[], durationMs: number): SourceContribution[] {
    const voices = sounds.filter(({ id }) => this.#channels.get(id)?.isVoice);
    const voicePeak = Math.max(0, ...voices.flatMap(({ planes }) => planes.map(peakOf)));
    this.#talkOver.listen(voicePeak, durationMs);
    return sounds.map((sound) => this.#contributionOf(sound));
  }

  #contributionOf({ id, planes }: SourceSound): SourceContribution {
    const channel = this.#channels.get(id);
    // The silence of a pacemaker belongs to no source.
    if (channel === undefined) return { id, planes, ramps: [] };
    const isTalker = channel.settings.talksOver;
    return { id, planes, ramps: isTalker ? [channel.ramp] : [channel.ramp, this.#talkOver.ramp] };
  }
}
