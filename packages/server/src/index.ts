export { loadConfiguration, type LoadedConfiguration } from './configuration/load-configuration.ts';
export { ConfigurationError } from './configuration/configuration-error.ts';
export { startServer, type RingcastServer } from './ringcast-server.ts';
