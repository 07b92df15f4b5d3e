export { createIngest } from './ingest-app.ts';
export type { Ingest } from './ingest-app.ts';
export { Journal } from './journal/journal.ts';
export type { JournalState } from './journal/journal-state.ts';
export type { IngestOptions } from './ingest-options.ts';
export type { AddressLookup } from './client-address.ts';
export type { KeyTrial, KeyVerdict, StationAccess, StationEntrance, StationGate } from './station-gate.ts';
export type { UplinkState } from './session/uplink-state.ts';
