import type { Strip } from '../sources/source-rack.ts';
import type { CaptureStudio } from '../studio/capture-studio.ts';
import type { CaptureActions } from './capture-view.ts';

type SourceActions = Pick<
  CaptureActions,
  | 'onChooseDevice'
  | 'onOpenInput'
  | 'onProcess'
  | 'onAddInput'
  | 'onAddShared'
  | 'onAddFiles'
  | 'onRemoveSource'
  | 'onChangeChannel'
  | 'onShareAgain'
  | 'onPlayDeck'
  | 'onSkipTrack'
  | 'onHearDeck'
  | 'onAnnounceDeck'
  | 'onCheck'
  | 'onCheckAgain'
>;

/** What a broadcaster can do to the sources of a studio. */
export function sourceActions(studioOf: () => CaptureStudio | undefined): SourceActions {
  const rackOf = () => studioOf()?.rack;
  const stripOf = <K extends Strip['kind']>(id: string, kind: K) =>
    rackOf()?.strips.find(
      (strip): strip is Extract<Strip, { kind: K }> => strip.id === id && strip.kind === kind,
    );
  return {
    onChooseDevice: (id, deviceId) => run(stripOf(id, 'input')?.microphone.open(deviceId)),
    onOpenInput: (id) => run(stripOf(id, 'input')?.microphone.open()),
    onProcess: (id, processing) => run(stripOf(id, 'input')?.microphone.process(processing)),
    onAddInput: () => run(studioOf()?.addInput()),
    onAddShared: () => run(rackOf()?.addShared()),
    onAddFiles: (files) => rackOf()?.addFiles(files),
    onRemoveSource: (id) => rackOf()?.remove(id),
    onChangeChannel: (id, change) => rackOf()?.change(id, change),
    onShareAgain: (id) => run(stripOf(id, 'shared')?.shared.open()),
    onPlayDeck: (id, isPlaying) => rackOf()?.playDeck(id, isPlaying),
    onSkipTrack: (id) => rackOf()?.skipTrack(id),
    onHearDeck: (id, isHeard) => rackOf()?.hearDeck(id, isHeard),
    onAnnounceDeck: (id, isAnnounced) => rackOf()?.announceDeck(id, isAnnounced),
    onCheck: () => run(studioOf()?.checkSound()),
    onCheckAgain: () => run(studioOf()?.check.playAgain()),
  };
}

/** What went wrong is said by the source itself. */
function run(action: Promise<void> | undefined): void {
  action?.catch(() => undefined);
}
