// The container's health check: exits with 0 where the server answers.
const url = `http://127.0.0.1:${process.env['PORT'] ?? 8_000}/healthz`;
const isHealthy = await fetch(url).then(
  (response) => response.ok,
  () => false,
);
process.exitCode = isHealthy ? 0 : 1;
