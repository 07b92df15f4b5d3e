#!/usr/bin/env -S MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=131072 node --max-semi-space-size=4 --heap-growing-percent=100
// No build product, so that npm finds it before the first build. What the line above sets is explained in
// docs/architecture.md under Memory.
import '../dist/bundle/main.js';
