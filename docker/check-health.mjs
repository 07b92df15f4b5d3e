// The container's health check: exits with 0 where the server answers, by TLS if that is what it speaks.
import http from 'node:http';
import https from 'node:https';

const PORT = process.env['PORT'] ?? 8_000;

/** The certificate is for the world outside, not for this address. */
function isHealthyOver({ get }) {
  return new Promise((resolve) => {
    const options = { host: '127.0.0.1', port: PORT, path: '/healthz', rejectUnauthorized: false };
    get(options, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    }).on('error', () => resolve(false));
  });
}

process.exitCode = (await isHealthyOver(http)) || (await isHealthyOver(https)) ? 0 : 1;
