import { needsToken, openListenerTokens } from '../doors/listener-judge.ts';
import { tokenLinksOf } from '../links.ts';
import { CommandFailure } from './command-failure.ts';
import { checkStation, loadWithStations } from './known-stations.ts';

const MS_PER_HOUR = 3_600_000;
const MAX_HOURS = 87_600;

/** Prints a token for a station, alone on standard output, so that a script can take it. */
export async function makeToken(station: string, { hours }: { readonly hours: string }): Promise<void> {
  const configuration = loadWithStations();
  checkStation(configuration, station);
  const lifeHours = Number(hours);
  if (!(lifeHours > 0 && lifeHours <= MAX_HOURS)) {
    throw new CommandFailure(`--hours: expected a number up to ${MAX_HOURS}; ${JSON.stringify(hours)} came.`);
  }
  if (!needsToken(configuration, station)) {
    throw new CommandFailure(
      `Everyone may listen to station ${JSON.stringify(station)}; "listen: token" in its settings makes tokens mean something.`,
    );
  }
  const expiresAtMs = Date.now() + lifeHours * MS_PER_HOUR;
  const token = openListenerTokens(configuration).make(station, expiresAtMs);
  process.stdout.write(`${token}\n`);
  const { listen, playlist } = tokenLinksOf(configuration, { station, token, port: configuration.port });
  const until = new Date(expiresAtMs).toISOString();
  process.stderr.write(`\nUntil ${until}:\n  listen     ${listen}\n  VLC etc.   ${playlist}\n`);
}
