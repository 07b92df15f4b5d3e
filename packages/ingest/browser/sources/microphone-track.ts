/** `music`: the sound as it is, for processing made for telephony mangles it. `speech`: with that processing. */
export type Processing = 'music' | 'speech';

/** Names for whichever device the system prefers. */
const STAND_INS: readonly (string | undefined)[] = [undefined, '', 'default', 'communications'];

/** Whether a device's id names one device, not whichever the system prefers. */
export function isOwnId(deviceId: string | undefined): boolean {
  return !STAND_INS.includes(deviceId);
}

/** Opens a device, without an id the system's default. @throws DOMException where it cannot be opened */
export async function requestTrack(
  deviceId: string | undefined,
  processing: Processing,
): Promise<MediaStreamTrack> {
  const isProcessed = processing === 'speech';
  const audio = {
    echoCancellation: isProcessed,
    noiseSuppression: isProcessed,
    autoGainControl: isProcessed,
    channelCount: { ideal: 2 },
    ...(deviceId !== undefined && { deviceId: { exact: deviceId } }),
  } satisfies MediaTrackConstraints;
  prepareAudioSession();
  const stream = await navigator.mediaDevices.getUserMedia({ audio });
  return stream.getAudioTracks()[0] as MediaStreamTrack;
}

/**
 * The id of the device that a track is of, also where the browser names it as the system's default; undefined where
 * it cannot be told.
 */
export async function deviceIdOf(track: MediaStreamTrack): Promise<string | undefined> {
  const { deviceId, groupId } = track.getSettings();
  if (isOwnId(deviceId)) return deviceId;
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  // Chromium's default has the group of the device it is at present, and ends with its name.
  const isTrackOf = (device: MediaDeviceInfo): boolean =>
    device.kind === 'audioinput' && device.groupId === groupId && track.label.endsWith(device.label);
  return devices.find((device) => isOwnId(device.deviceId) && isTrackOf(device))?.deviceId;
}

/** iOS takes a page that records for a call, at the quality of one, unless it is told otherwise. */
function prepareAudioSession(): void {
  const { audioSession } = navigator as Navigator & { audioSession?: { type: string } };
  if (audioSession !== undefined) audioSession.type = 'play-and-record';
}
