export { Capture } from './capture.ts';
export type { CaptureOptions } from './capture.ts';
export type { CaptureEnd, CaptureReport, UnsentSound } from './capture-report.ts';
export { findSystems, listDevices } from './device-list.ts';
export type { SoundDevice } from './device-list.ts';
export type { Destination } from './node-delivery.ts';
export { nameOfSound, SOUND_SYSTEMS } from './sound-choice.ts';
export type { SoundChoice, SoundSystem } from './sound-choice.ts';
