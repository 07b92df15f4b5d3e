/** Every word the pages say, in one language. `{…}` stands for a value. */
const english = {
  play: 'Play',
  pause: 'Pause',
  live: 'Live',
  onAir: 'On air',
  offAir: 'Off air',
  goLive: 'Go live',
  behind: '{seconds} s behind',
  seconds: '{seconds} s',
  micToEar: 'mic to ear',
  volume: 'Volume',
  mute: 'Mute',
  unmute: 'Unmute',
  quality: 'Quality',
  qualityAuto: 'Auto',
  qualityAutoPlaying: 'Auto · {rendition}',
  qualityRate: '{kbits} kbit/s',
  qualityLossless: 'Lossless',
  'state.checking': 'Looking for the station…',
  'state.ready': 'On air now. Press play to listen.',
  'state.starting': 'Starting…',
  'state.playing': 'You are listening live.',
  'state.playingBehind': 'You are listening behind live.',
  'state.stalled': 'The connection is slow. The sound comes back by itself.',
  'state.paused': 'Paused.',
  'state.blocked': 'Your browser waits for you to press play.',
  'state.offAir': 'Off air. This page notices when the station is back.',
  'state.offAirWaiting': 'Off air. Playing starts by itself when the station is back.',
  'state.unreachable': 'The station cannot be reached. Trying again…',
  'state.missing': 'There is no station of this name here.',
  'state.unsupported': 'This browser cannot play live audio. A current Chrome, Edge, Firefox or Safari can.',
  'stations.title': 'Stations',
  'stations.listen': 'Listen to {station}',
  'stations.none': 'No station is set up on this server.',
  'stations.unreachable': 'The server cannot be reached. Trying again…',
  'page.otherPlayers': 'In VLC, mpv or any other player:',
  'page.copy': 'Copy the address',
  'page.copied': 'Copied',
} as const;

/** The name of a sentence. */
export type MessageId = keyof typeof english;

type Messages = Readonly<Record<MessageId, string>>;

const tables: Readonly<Record<string, Messages>> = { en: english };

let current: Messages = english;

/**
 * Takes the table of the first of the reader's languages that has one, English where none has.
 *
 * @param preferred BCP 47 tags, best first, as in `navigator.languages`.
 * @returns the tag of the table taken, for `lang`.
 */
export function chooseLanguage(preferred: readonly string[]): string {
  const tag = preferred.find((candidate) => tables[candidate] !== undefined) ?? 'en';
  current = tables[tag] ?? english;
  return tag;
}

/** A sentence with its values put in; a value that is not given stays as `{…}`. */
export function messageOf(id: MessageId, values: Readonly<Record<string, string>> = {}): string {
  return current[id].replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
