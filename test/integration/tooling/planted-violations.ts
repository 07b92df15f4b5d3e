/** A file that breaks one rule of the house, and what the linter must say of it. */
export interface PlantedViolation {
  readonly path: string;
  readonly source: string;
  readonly rule: string;
}

const IMPORTS = 'eslint(no-restricted-imports)';
const PROPERTIES = 'eslint(no-restricted-properties)';
const GLOBALS = 'eslint(no-restricted-globals)';

/** Every rule of the house that the linter keeps, broken once in every kind of folder that it holds for. */
export const PLANTED_VIOLATIONS: readonly PlantedViolation[] = [
  ...forbidden('segmenter/src', ['@ringcast/ingest', '@ringcast/player', '../../player/src/index.ts', 'koa']),
  ...forbidden('segmenter/src/timeline', ['fluent-ffmpeg', 'chokidar', '@redis/client']),
  ...forbidden('segmenter/src/encoder', ['chokidar', '@redis/client', '@ringcast/server']),
  ...forbidden('segmenter/src/store', ['fluent-ffmpeg', 'koa']),
  ...['fmp4', 'window', 'playlist'].flatMap((folder) => [
    ...forbidden(`segmenter/src/${folder}`, [
      'node:fs',
      'node:child_process',
      'node:http',
      'node:net',
      'node:process',
    ]),
    ...forbidden(`segmenter/src/${folder}`, ['@ringcast/ingest', '../store/directory-writer.ts', 'chokidar']),
    ...impure(`segmenter/src/${folder}`),
  ]),
  ...forbidden('ingest/src', [
    '@ringcast/player',
    '@ringcast/server',
    '../../player/src/index.ts',
    'koa',
    'chokidar',
  ]),
  ...forbidden('ingest/src/decode', ['fluent-ffmpeg']),
  ...forbidden('ingest/src/session', ['@koa/router', 'node:process']),
  ...forbidden('ingest/src/wire', ['node:fs', 'ws', '@ringcast/segmenter', '../session/session.ts']),
  ...impure('ingest/src/wire'),
  ...forbidden('ingest/browser', ['node:fs', '@ringcast/segmenter', '../src/session/session.ts']),
  ...forbidden('player/src', [
    '@ringcast/ingest',
    '@ringcast/server',
    '../../ingest/src/index.ts',
    'koa-static',
  ]),
  ...forbidden('player/src/origin', ['koa', 'chokidar', '@redis/client']),
  ...forbidden('player/src/routes', ['@ringcast/ingest', 'fluent-ffmpeg']),
  ...forbidden('player/browser', ['node:fs', '@ringcast/ingest', '../../ingest/src/wire/block.ts']),
  ...forbidden('server/src', [
    'fluent-ffmpeg',
    'chokidar',
    '@redis/client',
    'koa',
    '../../player/src/index.ts',
  ]),
  ...['segmenter', 'ingest', 'player'].flatMap((name) => [
    planted(`${name}/src/settings.ts`, 'export const port = process.env["PORT"];', PROPERTIES),
    planted(`${name}/src/destructured.ts`, 'export const { env } = process;', PROPERTIES),
    planted(`${name}/src/ending.ts`, 'process.exit(1);', PROPERTIES),
    planted(`${name}/src/signal.ts`, "process.on('SIGTERM', () => {});", PROPERTIES),
  ]),
  planted('server/src/settings.ts', 'export const port = process.env["PORT"];', PROPERTIES),
  planted('segmenter/src/chatty.ts', "console.log('x');", 'eslint(no-console)'),
  planted('segmenter/src/any.ts', 'export let x: any;', 'typescript(no-explicit-any)'),
  planted('segmenter/src/unused.ts', 'const x = 1;\nexport {};', 'eslint(no-unused-vars)'),
  planted('segmenter/src/BadName.ts', 'export {};', 'unicorn(filename-case)'),
  planted('segmenter/src/long-file.ts', '\n'.repeat(260), 'eslint(max-lines)'),
  planted('segmenter/src/long.ts', longFunction(), 'eslint(max-lines-per-function)'),
  planted('segmenter/src/a.ts', "import { b } from './b.ts';\nexport const a = () => b;", 'import(no-cycle)'),
  planted('segmenter/src/b.ts', "import { a } from './a.ts';\nexport const b = () => a;", 'import(no-cycle)'),
  ...forgottenPromises(),
  { path: 'test/unit/sleepy.test.ts', source: "import 'node:timers/promises';", rule: IMPORTS },
];

/** The same imports and properties where the rules of the house allow them. */
export const PLANTED_INNOCENTS: readonly Omit<PlantedViolation, 'rule'>[] = [
  planted('segmenter/src/encoder/allowed.ts', "import 'fluent-ffmpeg';", ''),
  planted(
    'segmenter/src/store/allowed.ts',
    "import 'chokidar';\nimport '@redis/client';\nimport 'node:fs';",
    '',
  ),
  planted('segmenter/src/playlist/allowed.ts', "import '../grid.ts';\nimport './media-playlist.ts';", ''),
  planted(
    'ingest/src/routes/allowed.ts',
    "import 'koa';\nimport '@koa/router';\nimport '@ringcast/segmenter';",
    '',
  ),
  planted('ingest/src/wire/allowed.ts', "import 'zod';\nimport './block.ts';", ''),
  planted('ingest/browser/allowed.ts', "import 'lit';\nimport '../src/wire/block.ts';", ''),
  planted('player/src/player-app.ts', "import 'koa';", ''),
  planted('server/src/ending.ts', "process.on('SIGTERM', () => process.exit());", ''),
  planted(
    'server/src/server-app.ts',
    "import 'koa';\nimport '@ringcast/ingest';\nimport '@ringcast/player';",
    '',
  ),
  planted('server/src/configuration/settings.ts', 'export const port = process.env["PORT"];', ''),
];

function planted(path: string, source: string, rule: string): PlantedViolation {
  return { path: `packages/${path}`, source, rule };
}

function forbidden(folder: string, modules: readonly string[]): PlantedViolation[] {
  return modules.map((name) => {
    const file = name.replaceAll(/[^a-z]+/g, '-').replaceAll(/^-|-ts$/g, '');
    return planted(`${folder}/imports-${file}.ts`, `import '${name}';`, IMPORTS);
  });
}

function impure(folder: string): PlantedViolation[] {
  return [
    planted(`${folder}/clock.ts`, 'export const nowMs = Date.now();', PROPERTIES),
    planted(`${folder}/random.ts`, 'export const x = Math.random();', PROPERTIES),
    planted(`${folder}/environment.ts`, 'export const x = process.env;', GLOBALS),
    planted(`${folder}/monotonic.ts`, 'export const x = performance.now();', GLOBALS),
    planted(`${folder}/timer.ts`, 'setTimeout(() => {}, 5);', GLOBALS),
  ];
}

function forgottenPromises(): PlantedViolation[] {
  const work = 'async function work(): Promise<boolean> {\n  await Promise.resolve();\n  return true;\n}\n';
  return [
    planted('segmenter/src/floating.ts', `${work}work();`, 'typescript(no-floating-promises)'),
    planted('segmenter/src/misused.ts', `${work}if (work()) void 0;`, 'typescript(no-misused-promises)'),
    {
      path: 'test/unit/floating.test.ts',
      source: `${work}work();`,
      rule: 'typescript(no-floating-promises)',
    },
    { path: 'bench/floating.ts', source: `${work}work();`, rule: 'typescript(no-floating-promises)' },
  ];
}

function longFunction(): string {
  return `export function long(): number[] {\n  return [\n${'    1,\n'.repeat(50)}  ];\n}`;
}
