import type { Configuration } from '../configuration/configuration-schema.ts';
import { loadConfiguration } from '../configuration/load-configuration.ts';
import { describeFinding, describeSum } from '../doctor/doctor-texts.ts';
import { type Finding, good } from '../doctor/finding.ts';
import { checkAddress } from '../doctor/machine/address-check.ts';
import { examineMachine } from '../doctor/machine/machine-examination.ts';
import { askOwnServer } from '../doctor/machine/own-server.ts';
import { checkPort } from '../doctor/machine/port-check.ts';
import { examineStream } from '../doctor/stream/stream-examination.ts';
import { localBaseOf } from '../links.ts';
import { EXIT_CODES, type ExitCode } from './exit-code.ts';

/** What is typed behind `ringcast doctor`. */
export interface DoctorFlags {
  readonly json?: true;
}

/** What the doctor reads of a station's state. */
interface StationState {
  readonly name: string;
  readonly onAir: boolean;
  readonly access: 'public' | 'token';
}

/**
 * Says what is wrong with a stream, or with this computer and the server on it, why it matters and what to do.
 *
 * @param url of a playlist, ours or another's
 */
export async function examine(url: string | undefined, { json }: DoctorFlags): Promise<ExitCode> {
  const findings: Finding[] = [];
  const tell = (found: readonly Finding[]): void => {
    findings.push(...found);
    if (!json) for (const finding of found) process.stdout.write(`${describeFinding(finding)}\n`);
  };
  if (url === undefined) await examineHere(tell);
  else tell(await examineStream(url));
  process.stdout.write(json ? `${JSON.stringify(findings, undefined, 2)}\n` : `${describeSum(findings)}\n`);
  return findings.some(({ level }) => level === 'fault') ? EXIT_CODES.unwell : EXIT_CODES.done;
}

async function examineHere(tell: (found: readonly Finding[]) => void): Promise<void> {
  const loaded = loadConfiguration();
  const { configuration } = loaded;
  tell(await examineMachine(loaded));
  const { findings, isServing } = await checkPort(configuration);
  tell(findings);
  if (!isServing) return;
  const address = await checkAddress(configuration);
  tell(address.findings);
  if (address.base !== undefined) await examineStations(configuration, { base: address.base, tell });
}

async function examineStations(
  configuration: Configuration,
  { base, tell }: { base: string; tell: (found: readonly Finding[]) => void },
): Promise<void> {
  const onAir = (await stationsOf(configuration)).filter((station) => station.onAir);
  if (onAir.length === 0) tell([good('No station is on air, so there is no stream to examine.')]);
  for (const { name, access } of onAir) {
    if (access === 'public') tell(await examineStream(`${base}/live/${name}/master.m3u8`));
    else
      tell([
        good(`Station "${name}" is for listeners with a token; give the doctor one of their addresses.`),
      ]);
  }
}

/** Asked here, for not every public address leads to the API. */
async function stationsOf(configuration: Configuration): Promise<StationState[]> {
  const { text } = await askOwnServer(`${localBaseOf(configuration, configuration.port)}/api/stations`);
  return (JSON.parse(text) as { stations: StationState[] }).stations;
}
