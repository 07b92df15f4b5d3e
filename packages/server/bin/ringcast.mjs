#!/usr/bin/env -S MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=131072 node --max-semi-space-size=4 --heap-growing-percent=100
// No build product, so that npm finds it before the first build. What is set here is explained in
// docs/architecture.md under Memory and processor.
import { setFlagsFromString } from 'node:v8';

if (Number.parseInt(process.versions.node) < 22) setFlagsFromString('--interrupt-budget=16000');
await import('../dist/bundle/main.js');
