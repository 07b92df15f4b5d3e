import type { StationState } from '@ringcast/player';
import type { Middleware } from 'koa';

/** What `/status-json.xsl` tells of. */
export interface IcecastStatusOptions {
  /** The stations as they are now. */
  readonly stations: () => readonly StationState[];
  /** When the server started. */
  readonly startedAt: Date;
}

/**
 * `/status-json.xsl` as Icecast 2.4 has it, for source clients and pages that ask how many listen. As there, `source`
 * is missing where nothing is on air, and no list where one station is.
 */
export function serveIcecastStatus({ stations, startedAt }: IcecastStatusOptions): Middleware {
  return (context) => {
    const sources = stations().flatMap((station) =>
      station.onAir ? [sourceOf(station, `${context.protocol}://${context.host}`)] : [],
    );
    context.set('Cache-Control', 'no-store');
    context.set('Access-Control-Allow-Origin', '*');
    context.body = {
      icestats: {
        host: context.hostname,
        server_id: 'Ringcast',
        server_start_iso8601: startedAt.toISOString(),
        ...(sources.length > 0 ? { source: sources.length === 1 ? sources[0] : sources } : {}),
      },
    };
  };
}

function sourceOf({ name, listeners, startedAt, nowPlaying, information }: StationState, origin: string) {
  const title = [nowPlaying?.artist, nowPlaying?.title].filter((part) => part != null).join(' - ');
  return {
    server_name: information?.name ?? name,
    server_description: information?.description ?? '',
    genre: information?.genre ?? '',
    server_url: information?.url ?? '',
    server_type: 'application/vnd.apple.mpegurl',
    listeners,
    // Source clients look for their mountpoint at its end.
    listenurl: `${origin}/${name}`,
    stream_start_iso8601: startedAt,
    title,
  };
}
