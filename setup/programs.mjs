/**
 * A program that is no npm package.
 *
 * @typedef {object} Program
 * @property {readonly string[]} commands - any of these will do; full paths, or names on the search path
 * @property {readonly string[]} debianPackages
 */

/** @typedef {keyof typeof PROGRAMS} ProgramName */

/** Every program that set-up can get and tests may ask for. */
export const PROGRAMS = Object.freeze({
  ffmpeg: { commands: ['ffmpeg'], debianPackages: ['ffmpeg'] },
  ffprobe: { commands: ['ffprobe'], debianPackages: ['ffmpeg'] },
  chromium: {
    commands: [
      'chromium',
      'chromium-browser',
      'google-chrome',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ],
    debianPackages: ['chromium'],
  },
  firefox: {
    commands: ['firefox-esr', 'firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'],
    debianPackages: ['firefox-esr'],
  },
  webKitDriver: {
    commands: ['WebKitWebDriver'],
    // The decoders are what it recommends, and does without.
    debianPackages: ['webkit2gtk-driver', 'gstreamer1.0-libav', 'gstreamer1.0-plugins-bad'],
  },
  vlc: {
    commands: ['cvlc', '/Applications/VLC.app/Contents/MacOS/VLC'],
    debianPackages: ['vlc-bin', 'vlc-plugin-base'],
  },
  curl: { commands: ['curl'], debianPackages: ['curl'] },
  oggfwd: { commands: ['oggfwd'], debianPackages: ['oggfwd'] },
  ezstream: { commands: ['ezstream'], debianPackages: ['ezstream'] },
  ices2: { commands: ['ices2'], debianPackages: ['ices2'] },
  butt: { commands: ['butt'], debianPackages: ['butt'] },
  xvfb: { commands: ['Xvfb'], debianPackages: ['xvfb'] },
  pulseaudio: { commands: ['pulseaudio'], debianPackages: ['pulseaudio'] },
  promtool: { commands: ['promtool'], debianPackages: ['prometheus'] },
  openssl: { commands: ['openssl'], debianPackages: ['openssl'] },
  mkcert: { commands: ['mkcert'], debianPackages: ['mkcert'] },
  tc: { commands: ['tc', '/usr/sbin/tc'], debianPackages: ['iproute2'] },
  faketime: { commands: ['faketime'], debianPackages: ['faketime'] },
  redis: { commands: ['redis-server', 'valkey-server'], debianPackages: ['redis-server'] },
  nginx: {
    commands: ['nginx', '/usr/sbin/nginx'],
    debianPackages: ['nginx-light', 'libnginx-mod-http-lua', 'lua-resty-core'],
  },
  caddy: { commands: ['caddy'], debianPackages: ['caddy'] },
  'docker-compose': { commands: ['docker-compose'], debianPackages: ['docker-compose'] },
});

/**
 * What tests and the bench run.
 *
 * @type {readonly ProgramName[]}
 */
export const TEST_PROGRAMS = [
  'ffmpeg',
  'ffprobe',
  'chromium',
  'firefox',
  'webKitDriver',
  'vlc',
  'curl',
  'oggfwd',
  'ezstream',
  'ices2',
  'butt',
  'xvfb',
  'pulseaudio',
  'faketime',
  'mkcert',
  'promtool',
  'tc',
  'openssl',
  'redis',
  'nginx',
  'caddy',
  'docker-compose',
];

/**
 * The path of the first of a program's commands that exists.
 *
 * @param {Program} program
 * @param {(command: string) => string | undefined} findExecutable - looks on the search path
 */
export function findCommand(program, findExecutable) {
  return program.commands.map(findExecutable).find((path) => path !== undefined);
}
