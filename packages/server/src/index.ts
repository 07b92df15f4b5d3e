export { loadConfiguration, type LoadedConfiguration } from './configuration/load-configuration.ts';
export { ConfigurationError } from './configuration/configuration-error.ts';
export { findServersFfmpeg } from './ffmpeg-location.ts';
export { startServer, type RingcastServer, type ServerOptions } from './ringcast-server.ts';
