import type { SettingsChange } from '../feed/admin-api.ts';
import type { StationSettings, StationState } from '../feed/station-state.ts';

/** What whoever is at the page can do. */
export interface AdminActions {
  signIn(key: string): void;
  signOut(): void;
  chooseLanguage(tag: string): void;
  makeStation(name: string, settings: StationSettings): Promise<boolean>;
  openSettings(station: StationState): void;
  closeSettings(): void;
  changeStation(name: string, change: SettingsChange): void;
  removeStation(name: string): void;
  stopBroadcast(name: string): void;
  makeKey(label: string, station: string | null): Promise<boolean>;
  revokeKey(id: string, label: string): void;
}
